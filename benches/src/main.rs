//! Measures Hilo from outside, beside the least work that could give the same result. See `docs/benchmarks.md`.

/// Made-up events.
mod events;
/// The least work.
mod floor;
/// The binary, served and asked.
mod hilo;
/// A connection.
mod http;
/// The machine.
mod machine;
/// What is measured.
mod points;
/// The table.
mod report;
/// Medians and the like.
mod stats;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::hilo::{Hilo, url_of};
use crate::points::{Bench, duckdb, import, ingest, pages, postgres, remove, serve, settle, size, sweep};
use crate::report::{Report, Row, digits};

/// Whatever goes wrong ends the run, and is told.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures something, and adds its rows.
type Point = fn(&mut Bench) -> Result<()>;

/// What can be measured by itself.
const POINTS: [&str; 8] = ["import", "ingest", "pages", "duckdb", "serve", "sweep", "size", "postgres"];

/// Measures Hilo beside the least work that could give the same result, and writes the table.
#[derive(Parser, Debug)]
#[command(name = "scripts/bench", bin_name = "scripts/bench")]
struct Options {
    /// Conversations in the large database, of ten messages each; the small one that shows whether pages stay flat
    /// has a tenth
    #[arg(long, default_value_t = 100_000, value_name = "N", value_parser = clap::value_parser!(u64).range(2_000..))]
    conversations: u64,
    /// Measure this alone; repeatable. The document is not written then
    #[arg(long, value_name = "NAME", value_parser = POINTS)]
    only: Vec<String>,
    /// Where databases are made; it must be on the disk that is to be measured. [default: a folder for temporary files]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Leave the databases there, for the next run of the same size to begin with
    #[arg(long)]
    keep: bool,
    /// A PostgreSQL server on which databases may be made, as in postgres://hilo@127.0.0.1:5433
    #[arg(long, env = "HILO_TEST_POSTGRES", value_name = "URL", hide_env_values = true)]
    postgres: Option<String>,
    /// The binary to measure
    #[arg(long, value_name = "FILE", hide = true)]
    hilo: PathBuf,
    /// Where the document goes
    #[arg(long, value_name = "FILE", hide = true)]
    document: PathBuf,
    /// What the binary was made of
    #[arg(long, default_value = "", value_name = "TEXT", hide = true)]
    versions: String,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("scripts/bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<String> {
    let (folder, own) = match &options.folder {
        Some(folder) => (folder.clone(), false),
        None => (std::env::temp_dir().join(format!("hilo-bench-{}", std::process::id())), true),
    };
    std::fs::create_dir_all(&folder)?;
    let measured = measure(options, folder.canonicalize()?);
    if own && !options.keep {
        std::fs::remove_dir_all(&folder)?;
    }
    measured
}

fn measure(options: &Options, folder: PathBuf) -> Result<String> {
    let wanted = |point: &str| options.only.is_empty() || options.only.iter().any(|one| one == point);
    let hilo = Hilo { binary: options.hilo.canonicalize()?, folder };
    let mut report = Report::default();
    let mut command = format!("scripts/bench --conversations {}", options.conversations);
    if options.postgres.is_some() {
        command.push_str(" --postgres …");
    }
    machine::describe(&mut report, &options.versions, &command)?;
    let size = options.conversations;
    let there = [size, size / 10].iter().all(|size| hilo.database(*size).exists());
    let anew = wanted("import") || !there;
    let mut bench = prepare(options, hilo, report, anew)?;
    if anew {
        import::run(&mut bench, wanted("import"))?;
        for set in [1, 0] {
            let took = settle(&bench, &bench.database(set))?.as_secs_f64();
            if set == 0 && wanted("import") {
                let what = "first start after it, until all closes are noticed";
                bench.report.add(Row::new(what, format!("{} s", digits(took))));
            }
        }
    }
    let points: [(&str, Point); 6] = [
        ("ingest", ingest::run),
        ("pages", pages::run),
        ("duckdb", duckdb::run),
        ("serve", serve::run),
        ("sweep", sweep::run),
        ("size", size::run),
    ];
    for (name, point) in points {
        if wanted(name) {
            eprintln!("{name}");
            let measured = point(&mut bench);
            told(&mut bench.report, name, measured);
            written(&bench, options)?;
        }
    }
    if let Some(url) = options.postgres.as_ref().filter(|url| !url.is_empty() && wanted("postgres")) {
        eprintln!("postgres");
        let measured = postgres::run(&mut bench, url);
        told(&mut bench.report, "postgres", measured);
    }
    written(&bench, options)?;
    clear(&bench, options.keep);
    Ok(bench.report.table())
}

/// Writes the document with what was measured until now, so that a run which is ended leaves that.
fn written(bench: &Bench, options: &Options) -> Result<()> {
    if options.only.is_empty() {
        bench.report.write(&options.document)?;
        eprintln!("written to {}", options.document.display());
    }
    Ok(())
}

/// What cannot be measured must not cost what was: it is told where its rows would stand.
fn told(report: &mut Report, point: &str, measured: Result<()>) {
    if let Err(error) = measured {
        report.note(format!("**{point} could not be measured**: {error}"));
    }
}

/// Makes up events and a fresh database, or takes the one that an earlier run left.
fn prepare(options: &Options, hilo: Hilo, mut report: Report, anew: bool) -> Result<Bench> {
    let large = options.conversations;
    eprintln!("making up {large} conversations and {}", large / 10);
    let sets =
        [events::generate(&hilo, 1, large, large)?, events::generate(&hilo, 1, large / 10, large / 10)?];
    let content = sets[0].content()?;
    report.fact(
        "Data",
        format!(
            "`hilo generate --conversations {large}`: {} lines, {} MB of message texts, over {} days",
            sets[0].lines,
            digits(content.text as f64 / 1e6),
            events::DAYS
        ),
    );
    if options.only.is_empty() {
        let rate = events::generated(&hilo, large)?;
        let told = format!("{} events/s", digits(rate));
        report.add(Row::new("generate, to a pipe", told).goal("≥ 200,000 events/s", rate >= 200_000.0));
    }
    let fresh = hilo.folder.join("fresh.db");
    let kept = hilo.folder.join("access");
    let access = match std::fs::read_to_string(&kept).ok().filter(|_| !anew && fresh.exists()) {
        Some(text) => {
            let mut lines = text.lines().map(|line| format!("{line}\r\n"));
            let (Some(key), Some(cookie)) = (lines.next(), lines.next()) else {
                return Err("no access".into());
            };
            hilo::Access { key, cookie }
        }
        None => {
            remove(&fresh);
            let access = hilo.make(&url_of(&fresh))?;
            std::fs::write(kept, format!("{}{}", access.key, access.cookie))?;
            access
        }
    };
    Ok(Bench { hilo, access, fresh, sets, content, report })
}

/// Removes what the run made, but what the next one may begin with.
fn clear(bench: &Bench, keep: bool) {
    for name in ["pages.db", "sweep.db", "floor.db", "ingest.db"] {
        remove(&bench.hilo.folder.join(name));
    }
    if keep {
        return;
    }
    for set in [0, 1] {
        remove(&bench.database(set));
        remove(&bench.sets[set].file);
    }
    remove(&bench.fresh);
    for name in ["access", "serve.log", "conversations.csv"] {
        remove(&bench.hilo.folder.join(name));
    }
}
