//! What senders are known to send, and what nobody should: values at and beyond every border.

use fastrand::Rng;

/// Fields of the contract, and names that are almost theirs.
pub const NAMES: &[&str] = &[
    "id",
    "type",
    "time",
    "conversation",
    "sequence",
    "channel",
    "agent",
    "app",
    "group",
    "origin",
    "profile",
    "test",
    "metadata",
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
    "currency",
    "order",
    "total",
    "amount",
    "activity",
    "email",
    "phone",
    "anonymous_id",
    "events",
    "",
    " id",
    "ID",
    "Id",
    "\0",
    "\u{feff}id",
    "$serde_json::private::Number",
    "$serde_json::private::RawValue",
    "__proto__",
    "día",
    "a\"b",
    "x.y",
];

/// Texts, as they are meant; they are quoted when sent.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\t\n",
    "\0",
    "a\0b",
    "\u{feff}",
    "\u{202e}abc",
    "\u{200b}",
    "\u{2028}",
    "\u{7f}",
    "\u{85}",
    "👩‍👩‍👧‍👦",
    "\u{10ffff}",
    "\u{fffe}",
    "İ",
    "ß",
    "ﬁ",
    "e\u{301}\u{301}\u{301}",
    "null",
    "true",
    "0",
    "-1",
    "'; DROP TABLE event; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%00",
    "../../etc/passwd",
    "=1+1",
    "a@b",
    "@",
    "+",
    "n/a",
    "customer",
    "ai",
    "ticket",
    "message",
    "USD",
    "usd",
    "XXX",
    "USDT",
    "jpy",
    "c-1",
    "e-1",
    "o-1",
    "conversation.closed",
    "Message.Sent",
    "(none)",
    "٣",
    "\u{1d7d9}",
];

/// Moments at the borders; the clock stands at 2026-11-20T00:00:00Z.
const TIMES: &[&str] = &[
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00+14:00",
    "1969-12-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "+275760-09-13T00:00:00Z",
    "+262143-01-01T00:00:00Z",
    "2026-11-21T00:00:00Z",
    "2026-11-21T00:00:00.001Z",
    "2026-11-21T00:00:00.0009Z",
    "2026-11-20T24:00:00Z",
    "2026-11-19T23:59:60Z",
    "2026-11-19T23:59:60.999Z",
    "2026-11-19T23:59:61Z",
    "2026-02-29T00:00:00Z",
    "2024-02-29T23:59:59Z",
    "2026-11-31T00:00:00Z",
    "2026-11-19t10:00:00z",
    "2026-11-19 10:00:00Z",
    "2026-11-19T10:00:00",
    "2026-11-19",
    "10:00:00Z",
    "2026-11-19T10:00:00+23:59",
    "2026-11-19T10:00:00+24:00",
    "2026-11-19T10:00:00-00:00",
    "2026-11-19T10:00:00−03:00",
    "2026-11-19T10:00:00.123456789012345678901234567890Z",
    " 2026-11-19T10:00:00Z ",
    "٢٠٢٦-11-19T10:00:00Z",
    "Thu, 19 Nov 2026 10:00:00 GMT",
    "1763546400",
    "now",
];

/// Amounts and other numbers in quotes.
const AMOUNTS: &[&str] = &[
    "0",
    "-0",
    "-0.01",
    "1e3",
    "1E-2",
    "1e999999999",
    "0.001",
    "12.500",
    "1,50",
    "1.234,56",
    ".5",
    "5.",
    "+5",
    "NaN",
    "Infinity",
    "100000000000000.00",
    "100000000000000.01",
    "92233720368547758.07",
    "99999999999999999999999999999999999999",
    "0x10",
    "1_000",
    "１２",
    "1.0000000000000000000000000000001",
    "00000000000000000000000000001.00",
    " 5 ",
    "5 USD",
    "--5",
    "5..0",
    "$5",
];

/// Pieces that stand as they are.
const RAW: &[&str] = &[
    "null",
    "true",
    "false",
    "{}",
    "[]",
    "[[]]",
    "[null]",
    r#"{"":""}"#,
    "0",
    "-0",
    "-1",
    "0.1",
    "1.0",
    "1E+2",
    "1e308",
    "1e309",
    "-1e999",
    "1e-999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    r#""\ud83d\ude00""#,
    r#""\u0000""#,
    r#"{"a":1,"a":2}"#,
];

/// Pieces that are no JSON: the whole body is none with them, so they are rarer.
const BROKEN: &[&str] = &[
    "01",
    "+1",
    ".5",
    "5.",
    "1e",
    "-",
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "nul",
    "True",
    "'a'",
    "0x10",
    "",
    "//",
    "/**/1",
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\ud83d""#,
    r#""\u00""#,
    r#""\x41""#,
    r#""\"#,
    r#"""#,
    r#""a"#,
    "\"a\tb\"",
    "\"a\nb\"",
    "\"a\rb\"",
    "\"\u{1}\"",
    "\u{feff}1",
    r#"{"$serde_json::private::Number":"1"}"#,
    r#"{"$serde_json::private::Number":"x"}"#,
    r#"{"$serde_json::private::Number":1}"#,
    r#"{"$serde_json::private::Number":"1","a":1}"#,
    r#"{"$serde_json::private::RawValue":"{"}"#,
    r#"{"a":1,}"#,
    "[1,]",
    "[,]",
    "{,}",
    "1 2",
    "{\"a\"}",
    "{1:2}",
    "\u{a0}1",
];

/// Bytes that are no UTF-8, inside quotes.
const NO_TEXT: &[&[u8]] =
    &[b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"a\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"];

/// The limits of the contract, in characters or bytes.
const LENGTHS: &[usize] = &[199, 200, 201, 320, 321, 4_096, 4_097, 16_384, 16_385, 65_536, 65_537];

/// How deep things are nested: around what metadata may, and what readers of JSON stop at.
const DEPTHS: &[usize] = &[1, 2, 62, 63, 64, 65, 66, 120, 124, 125, 126, 127, 128, 129, 1_000, 20_000];

fn pick<'a, T: ?Sized>(rng: &mut Rng, all: &'a [&T]) -> &'a T {
    all[rng.usize(..all.len())]
}

/// A piece to put anywhere.
pub fn piece(rng: &mut Rng) -> Vec<u8> {
    match rng.u8(..32) {
        0..6 => pick(rng, RAW).as_bytes().to_vec(),
        6..8 => pick(rng, BROKEN).as_bytes().to_vec(),
        8..18 => super::tree::quoted(pick(rng, TEXTS)),
        18..21 => time(rng),
        21..24 => amount(rng),
        24 => [b"\"".as_slice(), pick(rng, NO_TEXT), b"\""].concat(),
        25..27 => nested(rng),
        27 => "9".repeat(LENGTHS[rng.usize(..5)]).into_bytes(),
        _ => long(rng),
    }
}

/// A moment, mostly at a border.
pub fn time(rng: &mut Rng) -> Vec<u8> {
    super::tree::quoted(pick(rng, TIMES))
}

/// An amount, mostly no good one, as a text or as a number.
pub fn amount(rng: &mut Rng) -> Vec<u8> {
    let amount = pick(rng, AMOUNTS);
    if rng.u8(..4) > 0 { super::tree::quoted(amount) } else { amount.as_bytes().to_vec() }
}

/// A text about as long as something may be; the longest are rare, for they take long to send.
fn long(rng: &mut Rng) -> Vec<u8> {
    let most = if rng.u8(..8) == 0 { LENGTHS.len() } else { 7 };
    let length = LENGTHS[rng.usize(..most)];
    let unit = pick(rng, &["a", "İ", "👩", "\u{301}", " ", "\\u0061", "\\n", "\\u0000"]);
    // By characters, by bytes, or by bytes as they are written.
    let times = if rng.bool() { length } else { length / unit.len() + rng.usize(..2) };
    format!("\"{}\"", unit.repeat(times.min(70_000))).into_bytes()
}

fn nested(rng: &mut Rng) -> Vec<u8> {
    let depth = DEPTHS[rng.usize(..DEPTHS.len())];
    let (open, close) = if rng.bool() { ("[", "]") } else { (r#"{"a":"#, "}") };
    let inner = if rng.bool() { "1" } else { "[]" };
    // Sometimes it is not closed again.
    let closed = if rng.u8(..8) == 0 { depth / 2 } else { depth };
    format!("{}{inner}{}", open.repeat(depth), close.repeat(closed)).into_bytes()
}
