//! The pages, by CSS selector and text.

mod filled;
mod numbers;
mod safety;
mod session;
mod table;
mod texts;
mod views;

pub use filled::filled;

use scraper::{ElementRef, Html, Selector};

/// The elements of a page that a selector finds.
pub fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect(selector)).collect()
}

/// The text of the first element that a selector finds, blanks folded.
pub fn text(page: &Html, selector: &str) -> String {
    let found = select(page, selector);
    let first = found.first().unwrap_or_else(|| panic!("nothing is {selector}"));
    words(first)
}

/// The text of an element, blanks folded.
pub fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first number in a text, `1,234` included.
pub fn number(text: &str) -> u64 {
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or_else(|| panic!("no number in {text:?}"));
    let digits: String =
        text[from..].chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().expect(text)
}
