//! Lines of a file of any size, each of bounded size, gzip unpacked on the way.

use std::io::{self, BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;

use crate::domain::event::Refusal;

/// The longest line that is read at all: every event the contract allows is far shorter, even with each
/// character of its text written as an escape.
const MAX_LINE_BYTES: u64 = 1024 * 1024;

/// How much of a refused line is kept to show.
const SHOWN_BYTES: usize = 64 * 1024;

/// A line that is not blank.
pub struct Line {
    /// Counted from 1, blank lines included.
    pub number: u64,
    /// Its bytes, or why it was not read, with its beginning.
    pub content: Result<Vec<u8>, (Refusal, Vec<u8>)>,
}

/// Unpacks what is gzip, told by its first two bytes rather than by a name.
pub fn plain(reader: Box<dyn Read>) -> io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let gzip = reader.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if gzip { Box::new(BufReader::new(MultiGzDecoder::new(reader))) } else { Box::new(reader) })
}

/// The lines of a reader.
pub struct Lines {
    reader: Box<dyn BufRead>,
    number: u64,
}

impl Lines {
    /// From the first line on.
    pub fn new(reader: Box<dyn BufRead>) -> Self {
        Self { reader, number: 0 }
    }

    /// Passes over the rest of a line that is too long.
    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let found = buffer.iter().position(|byte| *byte == b'\n');
            let (used, done) = found.map_or((buffer.len(), buffer.is_empty()), |at| (at + 1, true));
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            match (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes) {
                Err(error) => return Some(Err(error)),
                Ok(0) => return None,
                Ok(_) => self.number += 1,
            }
            let number = self.number;
            if bytes.len() as u64 == MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
                if let Err(error) = self.skip_rest() {
                    return Some(Err(error));
                }
                let message = format!("the line is longer than {MAX_LINE_BYTES} bytes");
                bytes.truncate(SHOWN_BYTES);
                return Some(Ok(Line {
                    number,
                    content: Err((Refusal::new("too_long", "", message), bytes)),
                }));
            }
            // A byte order mark begins files that some spreadsheets write.
            let content = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
            if !content.is_empty() {
                return Some(Ok(Line { number, content: Ok(content.to_vec()) }));
            }
        }
    }
}
