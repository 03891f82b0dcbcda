//! Refused lines: to a file, so that they can be mended and imported again; the first few also to the terminal.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use indicatif::ProgressBar;
use serde_json::json;

use super::failed;
use crate::domain::event::Refusal;
use crate::error::Result;

/// How many refused lines are told on the terminal.
const TOLD: u64 = 10;

/// Where refused lines go.
pub struct Rejects {
    file: Option<BufWriter<File>>,
    count: u64,
    /// The file being read.
    name: String,
    bar: ProgressBar,
}

impl Rejects {
    /// Creates the file, if one was asked for.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let file = path
            .map(|path| {
                File::create(path)
                    .map(BufWriter::new)
                    .map_err(|error| failed(&path.display().to_string(), error))
            })
            .transpose()?;
        Ok(Self { file, count: 0, name: String::new(), bar: ProgressBar::hidden() })
    }

    /// The lines that follow are of this file, whose bar is in the way of messages.
    pub fn begin(&mut self, name: &str, bar: &ProgressBar) {
        name.clone_into(&mut self.name);
        self.bar = bar.clone();
    }

    /// Keeps one refused line.
    pub fn add(&mut self, number: u64, refusal: &Refusal, line: &[u8]) -> Result<()> {
        self.count += 1;
        let Self { name, bar, .. } = self;
        let Refusal { code, field, message } = refusal;
        match self.count {
            1..=TOLD => bar.suspend(|| match field.as_str() {
                "" => eprintln!("{name}:{number}: {code}: {message}"),
                field => eprintln!("{name}:{number}: {code}: {field}: {message}"),
            }),
            n if n == TOLD + 1 => bar.suspend(|| eprintln!("… more lines are refused")),
            _ => {}
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        let row = json!({
            "file": name,
            "line": number,
            "code": code,
            "field": field,
            "message": message,
            "content": String::from_utf8_lossy(line),
        });
        writeln!(file, "{row}").map_err(|error| failed("the rejects file", error))
    }

    /// Tells something above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Makes sure that all is written.
    pub fn finish(self) -> Result<()> {
        match self.file {
            Some(mut file) => file.flush().map_err(|error| failed("the rejects file", error)),
            None => Ok(()),
        }
    }
}
