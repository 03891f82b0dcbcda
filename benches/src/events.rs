//! Made-up events: written to a file once, and looked through for what can be searched for.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, hash_map::DefaultHasher};
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use serde::Deserialize;

use crate::Result;
use crate::hilo::Hilo;

/// Words are counted in so many conversations, and taken to be as frequent in all others.
const COUNTED: usize = 20_000;

/// Of so many conversations it is measured how fast they are made up.
const MEASURED: u64 = 100_000;

/// Over how many days conversations are spread.
pub const DAYS: u64 = 365;

/// Events in a file, a line each.
#[derive(Clone)]
pub struct Set {
    /// The file.
    pub file: PathBuf,
    /// How many conversations they tell of.
    pub conversations: u64,
    /// How many lines.
    pub lines: u64,
}

/// What the events of a set say.
#[derive(Default)]
pub struct Content {
    /// Bytes of the texts of all messages, each counted once.
    pub text: u64,
    /// Words with the part of the conversations that say them, most frequent first.
    words: Vec<(String, f64)>,
    /// What one conversation alone says.
    pub rare: Vec<String>,
}

#[derive(Deserialize)]
struct Said<'a> {
    id: &'a str,
    #[serde(borrow)]
    conversation: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
}

/// Makes up events. Other seeds make up others; as many a day as there would be of `of` conversations in all.
pub fn generate(hilo: &Hilo, seed: u64, conversations: u64, of: u64) -> Result<Set> {
    let file = hilo.folder.join(format!("events-{seed}-{conversations}.ndjson"));
    let days = (DAYS * conversations / of.max(1)).clamp(1, DAYS).to_string();
    let (count, seed) = (conversations.to_string(), seed.to_string());
    let arguments = ["generate", "--conversations", &count, "--seed", &seed, "--days", &days];
    let mut child = hilo.command("", &arguments).stdout(Stdio::piped()).spawn()?;
    let mut out = child.stdout.take().ok_or("no output")?;
    let mut kept = BufWriter::new(File::create(&file)?);
    let (mut lines, mut buffer) = (0, vec![0; 1 << 18]);
    loop {
        let read = out.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        kept.write_all(&buffer[..read])?;
    }
    kept.flush()?;
    child.wait()?;
    Ok(Set { file, conversations, lines })
}

/// How many events a second come out of `hilo generate` where nothing is done with them.
pub fn generated(hilo: &Hilo, conversations: u64) -> Result<f64> {
    let count = conversations.min(MEASURED).to_string();
    let begun = Instant::now();
    let mut child =
        hilo.command("", &["generate", "--conversations", &count]).stdout(Stdio::piped()).spawn()?;
    let mut out = child.stdout.take().ok_or("no output")?;
    let (mut lines, mut buffer) = (0, vec![0; 1 << 18]);
    loop {
        let read = out.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
    }
    child.wait()?;
    Ok(lines as f64 / begun.elapsed().as_secs_f64())
}

impl Set {
    /// Its lines in groups of so many, the last one of the rest.
    pub fn groups(&self, size: usize) -> Result<impl Iterator<Item = Vec<String>>> {
        let mut lines = BufReader::with_capacity(1 << 20, File::open(&self.file)?).lines();
        Ok(std::iter::from_fn(move || {
            let group: Vec<String> = lines.by_ref().map_while(std::result::Result::ok).take(size).collect();
            (!group.is_empty()).then_some(group)
        }))
    }

    /// Looks through it.
    pub fn content(&self) -> Result<Content> {
        let mut content = Content::default();
        let mut seen: HashSet<u64> = HashSet::new();
        let mut words: HashMap<String, HashSet<String>> = HashMap::new();
        for line in self.groups(1_000)?.flatten() {
            let said: Said = serde_json::from_str(&line)?;
            let (Some(text), Some(conversation)) = (said.text, said.conversation) else { continue };
            let mut hasher = DefaultHasher::new();
            said.id.hash(&mut hasher);
            if !seen.insert(hasher.finish()) {
                continue;
            }
            content.text += text.len() as u64;
            if content.rare.len() < 200
                && let Some((_, code)) = text.split_once(" LB-")
            {
                content.rare.push(format!("LB-{}", code.trim_end_matches(['?', '.'])));
            }
            if words.len() < COUNTED || words.contains_key(conversation.as_ref()) {
                let of = words.entry(conversation.into_owned()).or_default();
                let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
                of.extend(text.split([' ', '?', '.']).filter(plain).map(str::to_lowercase));
            }
        }
        let conversations = words.len().max(1) as f64;
        let mut counts: HashMap<String, u64> = HashMap::new();
        for word in words.into_values().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        counts.remove("");
        content.words = counts.into_iter().map(|(word, n)| (word, n as f64 / conversations)).collect();
        content.words.sort_by(|(a, m), (b, n)| n.total_cmp(m).then_with(|| a.cmp(b)));
        Ok(content)
    }
}

impl Content {
    /// Words that about this part of the conversations say, the nearest first.
    pub fn words_of(&self, part: f64, count: usize) -> Vec<String> {
        let mut words: Vec<&(String, f64)> = self.words.iter().collect();
        words.sort_by(|(_, m), (_, n)| (m / part).ln().abs().total_cmp(&(n / part).ln().abs()));
        words.into_iter().take(count).map(|(word, _)| word.clone()).collect()
    }
}
