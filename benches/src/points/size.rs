//! What a history takes on the disk.

use super::{Bench, look};
use crate::Result;
use crate::report::{Row, digits};

/// Told by name; what is smaller is told together.
const NAMED: usize = 12;

/// Measures it.
pub fn run(bench: &mut Bench) -> Result<()> {
    let file = bench.database(0);
    let mut bytes = 0;
    for end in ["", "-wal"] {
        bytes += std::fs::metadata(format!("{}{end}", file.display())).map_or(0, |file| file.len());
    }
    let text = bench.content.text;
    let ratio = bytes as f64 / text.max(1) as f64;
    let told = |bytes: f64| format!("{} MB", digits(bytes / 1e6));
    bench.report.add(
        Row::new("database size", told(bytes as f64))
            .floor(format!("{} of message texts", told(text as f64)))
            .ratio(ratio)
            .goal("≤ 3 × the texts", ratio <= 3.0),
    );
    let db = look(&file)?;
    // Tables and indexes by their own name.
    let mut statement = db.prepare(
        "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name ORDER BY 2 DESC, 1",
    )?;
    let parts = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?)))?;
    let parts: Vec<(String, f64)> = parts.collect::<std::result::Result<_, _>>()?;
    let (named, others) = parts.split_at(parts.len().min(NAMED));
    let share = |bytes: f64| format!("{:.2}", bytes / text.max(1) as f64);
    let mut told: Vec<String> =
        named.iter().map(|(name, bytes)| format!("{name} {}", share(*bytes))).collect();
    told.push(format!("the rest {}", share(others.iter().map(|(_, bytes)| bytes).sum())));
    bench
        .report
        .note(format!("Where the bytes are, as a multiple of the message texts: {}.", told.join(" · ")));
    Ok(())
}
