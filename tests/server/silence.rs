//! A network that swallows everything, without a word to either side.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::rt::spawn;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::{hilo, key, run};
use crate::support::binary::Served;
use crate::support::message;
use crate::support::server::Server;

/// Passes everything on, unless it is told to swallow it. Gives its port.
async fn network(to: String, silent: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&to).await.expect("the server");
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            spawn(pass(near_in, far_out, silent.clone()));
            spawn(pass(far_in, near_out, silent.clone()));
        }
    });
    port
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    silent: Arc<AtomicBool>,
) {
    let mut bytes = vec![0; 16_384];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        while silent.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(20)).await;
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

#[actix_web::test]
async fn a_server_that_falls_silent_is_passing_trouble_and_nothing_is_lost() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let direct = server.url("hilo");
    let key = key(folder.path(), &direct, "k");
    let (_, host) = direct.split_once('@').expect("an address");
    let silent = Arc::new(AtomicBool::new(false));
    let port = network(host.trim_end_matches("/hilo").to_owned(), silent.clone()).await;
    let database = format!("postgres://hilo@127.0.0.1:{port}/hilo");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--statement-timeout", "1", "--sweep-seconds", "0"];
    let mut command = hilo(folder.path(), &database);
    command.args(serve);
    // Starting waits; the network must go on meanwhile.
    let served = tokio::task::spawn_blocking(move || Served::start(&mut command)).await.expect("it starts");
    let client = reqwest::Client::new();
    let send = async |n: usize| {
        let event = message(&format!("m-{n}"), "c-1", "2026-11-19T10:00:00Z", "customer", "Hola");
        let request = client.post(format!("{}/api/v1/events", served.url)).bearer_auth(&key);
        request.body(event.to_string()).send().await.expect("an answer").status().as_u16()
    };
    let page = async || {
        let request = client.get(format!("{}/conversations", served.url)).bearer_auth(&key);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!((send(0).await, page().await), (200, 200));
    silent.store(true, Ordering::SeqCst);
    let (sent, shown) = (join_all((1..4).map(send)), join_all((0..2).map(|_| page())));
    let (sent, shown) = futures_util::future::join(sent, shown).await;
    assert_eq!((sent, shown), (vec![503; 3], vec![503; 2]));
    silent.store(false, Ordering::SeqCst);
    for n in 0..4 {
        // Connections that were cut are thrown away one after the other.
        while send(n).await != 200 {
            sleep(Duration::from_millis(50)).await;
        }
    }
    while page().await != 200 {
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(run(folder.path(), &direct, &["export", "events"]).lines().count(), 4);
    run(folder.path(), &direct, &["check"]);
}
