//! The floor behind HTTP: the least server that answers once its rows are durable, and one that answers nothing but bytes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes, Data, PayloadConfig, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, rt};
use serde::Deserialize;
use tokio::sync::oneshot;

use super::{Prepared, Writer};
use crate::Result;

/// As many events in one transaction as Hilo takes by default.
const GROUP: usize = 4_000;

/// A server that runs until it is stopped.
pub struct Floor {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: JoinHandle<()>,
}

/// Which events somebody sent, and whom to tell that they are durable.
type Waiting = (Vec<usize>, oneshot::Sender<bool>);

/// What a request needs to know.
#[derive(Clone)]
struct Known {
    places: Arc<HashMap<String, usize>>,
    queue: Arc<Mutex<mpsc::Sender<Waiting>>>,
}

#[derive(Deserialize)]
struct Id<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// Serves writing: whatever was sent is answered once its rows are on the disk.
pub fn writing(prepared: Vec<Prepared>, mut writer: Writer) -> Result<Floor> {
    let mut places = HashMap::new();
    for (place, event) in prepared.iter().enumerate() {
        places.entry(event.id.clone()).or_insert(place);
    }
    let (queue, waiting) = mpsc::channel::<Waiting>();
    std::thread::spawn(move || {
        // What comes again is nothing to write.
        let mut seen = vec![false; prepared.len()];
        while let Ok(first) = waiting.recv() {
            let mut events = first.0.len();
            let mut senders = vec![first];
            while events < GROUP
                && let Ok(next) = waiting.try_recv()
            {
                events += next.0.len();
                senders.push(next);
            }
            let group: Vec<&Prepared> = senders
                .iter()
                .flat_map(|(events, _)| events)
                .filter(|place| !std::mem::replace(&mut seen[**place], true))
                .map(|place| &prepared[*place])
                .collect();
            let written = writer.write(&group).inspect_err(|error| eprintln!("the floor: {error}")).is_ok();
            for (_, answer) in senders {
                let _ = answer.send(written);
            }
        }
    });
    let known = Known { places: Arc::new(places), queue: Arc::new(Mutex::new(queue)) };
    start(move |config| {
        config.app_data(Data::new(known.clone())).app_data(PayloadConfig::new(8 << 20));
        config.route("/api/v1/events", web::post().to(take));
    })
}

async fn take(known: Data<Known>, body: Bytes) -> HttpResponse {
    let place = |line: &[u8]| {
        let event: Id = serde_json::from_slice(line).ok()?;
        known.places.get(event.id.as_ref()).copied()
    };
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let Some(events) = lines.map(place).collect::<Option<Vec<usize>>>() else {
        return HttpResponse::BadRequest().finish();
    };
    let accepted = events.len();
    let (answer, answered) = oneshot::channel();
    let queued = known.queue.lock().is_ok_and(|queue| queue.send((events, answer)).is_ok());
    match queued && answered.await.unwrap_or(false) {
        true => HttpResponse::Ok().json(HashMap::from([("accepted", accepted)])),
        false => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// Serves one answer to whatever is asked.
pub fn saying(body: Vec<u8>) -> Result<Floor> {
    let body = Bytes::from(body);
    start(move |config| {
        let body = body.clone();
        let say = move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body) }
        };
        config.default_service(web::to(say));
    })
}

fn start(configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> Result<Floor> {
    let (ready, told) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let serve = async {
            let server = HttpServer::new(move || App::new().configure(configure.clone()))
                .disable_signals()
                .bind(("127.0.0.1", 0))?;
            let address = server.addrs()[0];
            let server = server.run();
            let _ = ready.send((address, server.handle()));
            server.await
        };
        if let Err(error) = rt::System::new().block_on(serve) {
            eprintln!("the floor does not serve: {error}");
        }
    });
    let (address, handle) = told.recv()?;
    Ok(Floor { address, handle, thread })
}

impl Floor {
    /// Ends it.
    pub fn stop(self) {
        drop(self.handle.stop(false));
        let _ = self.thread.join();
    }
}
