//! Exports: what is in a row, that filter and search are followed exactly, and what becomes of those that are cut off.

pub mod agree;
mod asking;
mod cut;
mod menu;
mod rows;

use std::collections::BTreeMap;

use crate::support::App;

/// A row by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// Reads CSV as any other program would.
pub fn parsed(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let row = |cells: csv::StringRecord| {
        names.iter().zip(&cells).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|cells| row(cells.expect("a row"))).collect()
}

/// What an address answers, as it is.
pub async fn text(app: &App, path: &str) -> String {
    let response = app.get(path).send().await.expect("an answer");
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.expect("text")
}

/// The rows of an exported CSV.
pub async fn table(app: &App, path: &str) -> Vec<Row> {
    parsed(&text(app, path).await)
}
