//! The pages, by CSS selector and text.

mod breakdown;
mod compare;
mod filled;
mod kept;
mod numbers;
mod safety;
mod session;
mod start;
mod table;
mod texts;
mod thread;
mod thread_said;
mod views;
mod weight;

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

/// The same without the ways out of addresses, which are no part of what was said.
pub fn without_ways_out(element: &ElementRef) -> String {
    let text = element.descendants().filter_map(|node| {
        let way_out =
            |node: ElementRef| node.value().has_class("leads", scraper::CaseSensitivity::CaseSensitive);
        let within = node.ancestors().filter_map(ElementRef::wrap).any(way_out);
        node.value().as_text().filter(|_| !within).map(|text| text.to_string())
    });
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first number in a text, `1,234` included.
pub fn number(text: &str) -> u64 {
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or_else(|| panic!("no number in {text:?}"));
    let digits: String =
        text[from..].chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().expect(text)
}
