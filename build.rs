//! Lists the languages: each file of `locales/` is one, so that whoever adds a language touches nothing else.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let entries = files.iter().map(|file| {
        let code = file.file_stem().unwrap_or_default().to_string_lossy();
        format!("({code:?}, include_str!({:?})),\n", file.display().to_string())
    });
    let target = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(target.join("languages.rs"), format!("&[\n{}]", entries.collect::<String>()))
}
