//! Lists the languages: each file of `locales/` is one, so that whoever adds a language touches nothing else.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked as it runs: two checkouts that share a folder for what is built share this program, too.
    let folder = named("CARGO_MANIFEST_DIR")?.join("locales");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let entries = files.iter().map(|file| {
        let code = file.file_stem().unwrap_or_default().to_string_lossy();
        format!("({code:?}, include_str!({:?})),\n", file.display().to_string())
    });
    fs::write(named("OUT_DIR")?.join("languages.rs"), format!("&[\n{}]", entries.collect::<String>()))
}

/// A folder that cargo names.
fn named(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or(io::ErrorKind::NotFound.into())
}
