//! The same on PostgreSQL, each beside the statement that does the main part of it, given to the server by `psql`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::psql::{Databases, psql, statement};
use super::{Bench, import, ingest, pages};
use crate::Result;
use crate::events::generate;
use crate::hilo::NOW;
use crate::http::Client;
use crate::report::{Row, digits, ms};

/// All rows of a database again, as statements of 1,000 rows each. Gives how long they took.
fn floor(fresh: &str, made: &str, into: &str, folder: &Path) -> Result<Duration> {
    let tables = psql(fresh, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")?;
    let file = folder.join("rows.sql");
    let mut dump = Command::new("pg_dump");
    dump.args(["--data-only", "--rows-per-insert=1000", "-f"]).arg(&file);
    for table in tables.lines() {
        // What is there before any event is no row that events bring about.
        if psql(fresh, &format!("SELECT 1 FROM \"{table}\" LIMIT 1"))? == "1" {
            dump.args(["-T", &format!("public.{table}")]);
        }
    }
    if !dump.arg(made).status()?.success() {
        return Err("pg_dump fails".into());
    }
    let begun = Instant::now();
    let written = Command::new("psql")
        .args([into, "-qX", "-v", "ON_ERROR_STOP=1", "-f"])
        .arg(&file)
        .stdout(Stdio::null())
        .status()?;
    let took = begun.elapsed();
    std::fs::remove_file(&file)?;
    if written.success() { Ok(took) } else { Err("the rows cannot be written again".into()) }
}

/// Pages, with the statements that do the main part of each.
fn asked(bench: &Bench, made: &str, client: &mut Client) -> Result<Vec<(&'static str, String, Vec<String>)>> {
    let end = NOW.parse::<chrono::DateTime<chrono::Utc>>()?.timestamp_millis();
    let from = end - 30 * 86_400_000;
    let counted = "FROM conversation WHERE account_id = 1 AND asked AND NOT test";
    let within = |from: i64, to: i64| format!("{counted} AND started_at >= {from} AND started_at < {to}");
    let (now, before) = (within(from, end), within(from - 30 * 86_400_000, from));
    let overview = vec![
        format!("SELECT outcome, closes_at > {end}, count(*) {now} GROUP BY 1, 2"),
        format!("SELECT started_at / 86400000, channel, count(*) {now} GROUP BY 1, 2"),
        format!("SELECT tag, count(*) {now} GROUP BY 1"),
        format!("SELECT outcome, closes_at > {end}, count(*) {before} GROUP BY 1, 2"),
        format!(
            "SELECT currency, sum(amount) FROM conversation_sale WHERE account_id = 1 \
             AND conversation_id IN (SELECT id {now}) GROUP BY 1"
        ),
    ];
    let newest = "ORDER BY updated_at DESC, public_id DESC LIMIT 50";
    let word = bench.content.words_of(0.01, 1).concat();
    let terms = ['c', 'a', 'h', 'p', 't', 'o', 'i', 'r'].map(|field| format!("''1{field}{word}''")).join("|");
    let search = format!(
        "SELECT * {counted} AND id IN (SELECT id FROM conversation_words WHERE account_id = 1 AND words @@ '{terms}'::tsquery) {newest}"
    );
    let found = client.get("/api/v1/conversations?limit=1")?.json()?;
    let id = found["conversations"][0]["id"].as_str().ok_or("no conversation")?.to_owned();
    let row = psql(made, &format!("SELECT id FROM conversation WHERE public_id = '{id}'"))?;
    Ok(vec![
        ("overview, 30 days", "/?from=2026-10-02&to=2026-10-31".to_owned(), overview),
        (
            "table, first page",
            "/conversations?sort=-updated_at".to_owned(),
            vec![format!("SELECT * {counted} {newest}")],
        ),
        ("search for a word of 1 %", format!("/conversations?q={word}"), vec![search]),
        (
            "thread of 10 messages",
            format!("/conversations/{id}"),
            vec![format!("SELECT * FROM event WHERE account_id = 1 AND conversation_id = {row}")],
        ),
    ])
}

/// Measures it, with the smaller set: a server writes less a second, and its pages are no others.
pub fn run(bench: &mut Bench, server: &str) -> Result<()> {
    let mut databases = Databases::on(server);
    let version = psql(&databases.url("postgres"), "SHOW server_version")?;
    let set = bench.sets[1].clone();
    let named = |what: &str| format!("PostgreSQL, {what}");
    bench.report.fact("PostgreSQL", format!("{version}, with {} conversations", set.conversations));
    let fresh = databases.make("fresh", None)?;
    let access = bench.hilo.make(&fresh)?;
    let made = databases.make("made", Some(&fresh))?;
    let imported = import::import(bench, &set, &made)?;
    let raw = databases.make("raw", Some(&fresh))?;
    let least = floor(&fresh, &made, &raw, &bench.hilo.folder)?;
    let rate = |lines: u64, took: Duration| lines as f64 / took.as_secs_f64();
    let least = rate(set.lines, least);
    let told = |rate: f64| format!("{} lines/s", digits(rate));
    let fast = rate(set.lines, imported.took);
    bench.report.add(Row::new(named("import"), told(fast)).floor(told(least)).ratio(fast / least));

    let served = bench.hilo.serve(&made, NOW, &[])?;
    for (what, seed, connections, events) in [
        ("ingest, 1 event × 64 connections", 4, 64, 1),
        ("ingest, 1,000 events × 4 connections", 5, 4, 1_000),
    ] {
        let conversations = (set.conversations / 4).clamp(200, 2_000);
        let more = generate(&bench.hilo, seed, conversations, set.conversations)?;
        let bodies = ingest::bodies(&more, events)?;
        let (times, took) = ingest::send(served.address, &access.key, &bodies, connections)?;
        super::remove(&more.file);
        let rate = rate(more.lines, took);
        let [p50, p95, p99] = [times.p50(), times.p95(), times.p99()].map(digits);
        let sent = format!("{} events/s, p50 {p50} · p95 {p95} · p99 {p99} ms", digits(rate));
        let floor = format!("{}, as for import", told(least));
        bench.report.add(Row::new(named(what), sent).floor(floor).ratio(rate / least));
    }
    psql(&made, "ANALYZE")?;
    let mut client = Client::connect(served.address, &access.cookie)?;
    let mut program = Client::connect(served.address, &access.key)?;
    for (what, path, statements) in asked(bench, &made, &mut program)? {
        let times = pages::ask(&mut client, &[path], 100)?;
        let least = statement(&made, &statements)?;
        let ratio = least.p50() / times.p50().max(0.001);
        bench.report.add(Row::new(named(what), ms(&times)).floor(ms(&least)).ratio(ratio));
    }
    served.stop()
}
