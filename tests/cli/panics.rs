//! A fault of our own: one request is answered `500`, its line says where, and the server goes on.

use std::process::{Command, Stdio};

use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Parser;
use hilo::config::Logs;
use serde_json::{Value, json};

/// Set for the process that panics.
const CHILD: &str = "HILO_TEST_PANICS";

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    logs: Logs,
}

async fn stumble() -> HttpResponse {
    let text = std::hint::black_box("zanahoria".to_owned());
    panic!("not a letter of {text}")
}

/// A server with a handler that panics, asked three times. In a process of its own: what is told of panics is set for
/// a whole process.
async fn child() {
    let settings = Settings::parse_from(["hilo", "--log-format", "json", "--log-level", "info"]);
    hilo::log::start(&settings.logs);
    let server = HttpServer::new(|| {
        App::new()
            .wrap(from_fn(hilo::server::unbroken))
            .wrap(from_fn(hilo::log::request::told))
            .route("/stumble", web::get().to(stumble))
            .route("/walk", web::get().to(HttpResponse::Ok))
    })
    .workers(1)
    .bind("127.0.0.1:0")
    .expect("a port");
    let url = format!("http://{}", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    for (path, status) in [("stumble", 500), ("stumble", 500), ("walk", 200)] {
        let request = reqwest::Client::new().get(format!("{url}/{path}")).header("X-Request-Id", path);
        let response = request.send().await.expect("an answer, not a closed connection");
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["x-request-id"], path);
        let text = response.text().await.expect("text");
        assert!(!text.contains("zanahoria") && !text.contains("panics.rs"), "{text}");
    }
}

#[actix_web::test]
async fn a_panic_is_answered_and_told_by_its_place_without_what_it_says() {
    if std::env::var_os(CHILD).is_some() {
        return child().await;
    }
    let name = "cli::panics::a_panic_is_answered_and_told_by_its_place_without_what_it_says";
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .env_remove("HILO_LOG_LEVEL")
        .env_remove("HILO_LOG_FORMAT")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("1 passed"), "{out}\n{err}");
    assert!(!err.contains("zanahoria"), "{err}");
    let lines: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let told: Vec<(&str, &Value, &Value)> = lines
        .iter()
        .map(|line| (line["message"].as_str().expect("a message"), &line["level"], &line["status"]))
        .collect();
    let (error, info, none) = (json!("ERROR"), json!("INFO"), Value::Null);
    let (failed, fine) = (json!(500), json!(200));
    let one = [("panicked", &error, &none), ("request", &error, &failed)];
    assert_eq!(told, [one[0], one[1], one[0], one[1], ("request", &info, &fine)]);
    let cause = lines[1]["cause"].as_str().expect("a cause");
    assert!(cause.starts_with("panicked at tests/cli/panics.rs:"), "{cause}");
}
