//! Rows as CSV: RFC 4180, UTF-8, and nothing in a cell that a spreadsheet would take for a formula.

use ::csv::{Terminator, WriterBuilder};
use serde_json::Value;

use super::What;
use crate::domain::money::Currency;

/// What Excel knows UTF-8 by: without it `envío` is shown as `envÃ­o`.
pub const MARK: &str = "\u{feff}";

/// Of these the cells of `sales` are made.
const SALES: [&str; 3] = ["sales", "sales_currency", "sales_other"];

const CONVERSATIONS: &[&str] = &[
    "id",
    "conversation",
    "started_at",
    "updated_at",
    "closed_at",
    "status",
    "reason",
    "tag",
    "channel",
    "agent",
    "app",
    "group",
    "origin",
    "profile",
    "first_question",
    "messages",
    "customer_messages",
    "ai_messages",
    "human_messages",
    "reopened",
    "first_contact",
    "first_response_seconds",
    "length_seconds",
    "orders",
    SALES[0],
    SALES[1],
    SALES[2],
    "test",
];

const MESSAGES: &[&str] = &["id", "conversation", "time", "role", "channel", "agent", "text"];

const ORDERS: &[&str] =
    &["order", "time", "currency", "total", "refunded", "net", "conversation", "touchpoint", "why_not"];

/// The envelope, then every field that a type of event has of its own.
const EVENTS: &[&str] = &[
    "id",
    "type",
    "time",
    "sequence",
    "conversation",
    "channel",
    "agent",
    "app",
    "group",
    "origin",
    "profile",
    "test",
    "role",
    "text",
    "method",
    "ticket",
    "reason",
    "team",
    "by",
    "tag",
    "product",
    "url",
    "name",
    "price",
    "order",
    "total",
    "amount",
    "currency",
    "activity",
    "metadata",
];

fn columns(what: What) -> &'static [&'static str] {
    match what {
        What::Conversations => CONVERSATIONS,
        What::Messages => MESSAGES,
        What::Orders => ORDERS,
        What::Events => EVENTS,
    }
}

/// The first line.
pub fn header(what: What) -> String {
    line(columns(what))
}

/// The cells of a row as JSON writes it. What was sold in the account's currency is a number, beside what was in others.
pub fn cells(what: What, row: &Value, own: Currency) -> Vec<String> {
    let sold = |name| {
        let sales = row["sales"].as_object().into_iter().flatten();
        let amount = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match name {
            "sales" => row["sales"].get(own.code()).map(amount).unwrap_or_default(),
            "sales_currency" => own.code().to_owned(),
            _ => {
                let others = sales.filter(|(code, _)| *code != own.code());
                others.map(|(code, sum)| format!("{code} {}", amount(sum))).collect::<Vec<_>>().join(", ")
            }
        }
    };
    let of_row = |name: &'static str| if SALES.contains(&name) { sold(name) } else { cell(&row[name]) };
    columns(what).iter().copied().map(of_row).collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        other => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula: one that begins like it gets an apostrophe before it. A number may
/// have a sign.
fn harmless(text: &str) -> String {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(BEGINNINGS) && !is_number(text) { format!("'{text}") } else { text.to_owned() }
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// Cells as a line: quoted where needed, ended by CR and LF.
pub fn line(cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Memory takes all that is written to it.
    writer.write_record(cells).expect("memory takes a line");
    String::from_utf8(writer.into_inner().expect("memory takes a line")).expect("cells are text")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_a_line_ends_as_the_standard_says() {
        for (cells, wanted) in [
            (vec!["a", "b c", ""], "a,b c,\r\n"),
            (vec!["a,b", "say \"hola\""], "\"a,b\",\"say \"\"hola\"\"\"\r\n"),
            (vec!["one\ntwo", "three\r\nfour"], "\"one\ntwo\",\"three\r\nfour\"\r\n"),
            (vec!["envío", "；日本"], "envío,；日本\r\n"),
        ] {
            assert_eq!(line(&cells), wanted);
        }
    }

    #[test]
    fn what_begins_like_a_formula_is_text_and_a_number_is_a_number() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("－1", "'－1"),
            ("-", "'-"),
            ("+.5", "'+.5"),
            ("-12.50", "-12.50"),
            ("+34600111222", "+34600111222"),
            ("-1.", "'-1."),
            ("1=1", "1=1"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), wanted);
        }
    }

    #[test]
    fn sales_are_a_number_in_the_account_s_currency_and_others_stand_beside_it() {
        let own = Currency::parse("USD").expect("USD");
        let sold = |sales: Value| {
            let cells = cells(What::Conversations, &json!({"sales": sales}), own);
            let at = CONVERSATIONS.iter().position(|name| *name == "sales").expect("a column");
            cells[at..at + 3].to_vec()
        };
        assert_eq!(sold(json!({})), ["", "USD", ""]);
        assert_eq!(sold(json!({"USD": "8.00"})), ["8.00", "USD", ""]);
        assert_eq!(
            sold(json!({"EUR": "1.00", "JPY": "300", "USD": "8.00"})),
            ["8.00", "USD", "EUR 1.00, JPY 300"]
        );
    }
}
