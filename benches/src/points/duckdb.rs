//! The overview beside DuckDB, which answers the same from its own table of conversations.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;

use rusqlite::types::ValueRef;
use serde::Deserialize;

use super::{Bench, look, pages};
use crate::Result;
use crate::hilo::{NOW, url_of};
use crate::http::Client;
use crate::report::{Row, digits, ms};

/// What asks it.
const SCRIPT: &str = include_str!("../../duckdb.py");

/// What the script answers: milliseconds for all five questions together.
#[derive(Deserialize)]
struct Answered {
    version: String,
    p50: f64,
    p95: f64,
}

/// Measures both for a month and a year.
pub fn run(bench: &mut Bench) -> Result<()> {
    let folder = bench.hilo.folder.clone();
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        eprintln!("installing DuckDB into {}", folder.join("venv").display());
        let made = Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")).status();
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb"];
        let installed = made.and_then(|_| Command::new(&python).args(install).status());
        if !installed.is_ok_and(|status| status.success()) {
            bench.report.note("DuckDB could not be installed; the overview was not measured beside it.");
            return Ok(());
        }
    }
    let table = folder.join("conversations.csv");
    write(bench, &table)?;
    let server = bench.hilo.serve(&url_of(&bench.database(0)), NOW, &[])?;
    let mut client = Client::connect(server.address, &bench.access.cookie)?;
    for (days, from) in [(30, "2026-10-02"), (365, "2025-11-01")] {
        let asked =
            Command::new(&python).args(["-c", SCRIPT]).arg(&table).args([from, "2026-10-31"]).output()?;
        if !asked.status.success() {
            bench.report.note(format!("DuckDB failed: {}", String::from_utf8_lossy(&asked.stderr).trim()));
            break;
        }
        let answered: Answered = serde_json::from_slice(&asked.stdout)?;
        let times = pages::ask(&mut client, &[format!("/?from={from}&to=2026-10-31")], 200)?;
        let [p50, p95] = [answered.p50, answered.p95].map(digits);
        bench.report.add(
            Row::new(format!("overview, {days} days, beside DuckDB {}", answered.version), ms(&times))
                .floor(format!("p50 {p50} · p95 {p95} ms"))
                .ratio(times.p50() / answered.p50)
                .goal("faster", times.p50() < answered.p50),
        );
    }
    server.stop()
}

/// The columns that the overview counts by, of all conversations that count.
fn write(bench: &Bench, file: &std::path::Path) -> Result<()> {
    let db = look(&bench.database(0))?;
    let mut statement = db.prepare(
        "SELECT c.started_at, c.outcome, c.closes_at, c.channel, c.tag, coalesce(s.currency, ''), coalesce(s.amount, 0) \
         FROM conversation AS c LEFT JOIN conversation_sale AS s ON s.account_id = c.account_id AND s.conversation_id = c.id \
         WHERE c.asked = 1 AND c.test = 0",
    )?;
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "started_at,outcome,closes_at,channel,tag,currency,amount")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let cells: Vec<String> = (0..7)
            .map(|place| match row.get_ref(place)? {
                ValueRef::Integer(number) => Ok(number.to_string()),
                ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
                _ => Ok(String::new()),
            })
            .collect::<std::result::Result<_, rusqlite::Error>>()?;
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(out.flush()?)
}
