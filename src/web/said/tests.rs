//! What comes out of what people and machines write.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::writer::Writer;
use super::{Part, markdown};
use crate::i18n::Language;

/// The parts of a formatted message in which these places are marked.
fn written(text: &str, found: Vec<(usize, usize)>) -> Vec<Part> {
    let mut hits = 0;
    let mut writer = Writer::new(text, found, &mut hits);
    markdown::write(text, &mut writer, Language::english().texts());
    writer.end()
}

/// Parts as one reads them in a test: elements in angle brackets, what is marked in square ones.
fn told(parts: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Open(name, "") => format!("<{name}>"),
        Part::Open(name, class) => format!("<{name}.{class}>"),
        Part::Numbered(first) => format!("<ol {first}>"),
        Part::Close(name) => format!("</{name}>"),
        Part::Text(text) => text.clone(),
        Part::Hit(text, hit) => format!("[{}:{text}]", hit.number),
        Part::Break => "<br>".to_owned(),
        Part::Rule => "<hr>".to_owned(),
        Part::Leads(address) => format!("→{}", address.host),
    };
    parts.iter().map(part).collect()
}

/// What is read, with a blank where another element begins.
fn read(parts: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) | Part::Hit(text, _) => text.clone(),
        Part::Open("em" | "strong" | "s" | "code" | "span", _)
        | Part::Close("em" | "strong" | "s" | "code" | "span") => String::new(),
        Part::Leads(_) => " ".to_owned(),
        Part::Open(..) | Part::Close(_) | Part::Numbered(_) | Part::Break | Part::Rule => " ".to_owned(),
    };
    parts.iter().map(part).collect()
}

#[test]
fn what_agents_write_is_formatted() {
    for (text, wanted) in [
        (
            "Hi **Ana**, *yes* ~~no~~ `x < y`",
            "<div.p>Hi <strong>Ana</strong>, <em>yes</em> <s>no</s> <code>x < y</code></div>",
        ),
        ("one\ntwo  \nthree", "<div.p>one<br>two<br>three</div>"),
        ("# Big\n\n- a\n- b", "<div.h>Big</div><ul><li>a</li><li>b</li></ul>"),
        ("3. c\n4. d", "<ol 3><li>c</li><li>d</li></ol>"),
        ("> said", "<blockquote><div.p>said</div></blockquote>"),
        ("```js\na<b\n```", "<div.lang>js</div><pre><code>a<b\n</code></pre>"),
        ("Thanks\n---\nAna", "<div.p>Thanks</div><hr><div.p>Ana</div>"),
        (
            "|a|b|\n|-|-|\n|1|2|",
            "<div.grid><table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2</td></tr></table></div>",
        ),
        (
            "See [here](https://example.com/a).",
            "<div.p>See here (<span.addr>https://example.com/a</span>)→example.com.</div>",
        ),
        (
            "https://example.com/a_b_c?x=1&y=2.",
            "<div.p><span.addr>https://example.com/a_b_c?x=1&y=2</span>→example.com.</div>",
        ),
        ("<a@example.com>", "<div.p>a@example.com→a@example.com</div>"),
        (
            "![A shoe](https://example.com/x.png)",
            "<div.p><span.image>Image: A shoe (<span.addr>https://example.com/x.png</span>)→example.com</span></div>",
        ),
        (
            "a [b][1]\n\n[1]: https://example.com \"T\"",
            "<div.p>a b (<span.addr>https://example.com</span>) T→example.com</div><div.p w>[1]: <span.addr>https://example.com</span>→example.com \"T\"</div>",
        ),
        ("Tom &amp; Jerry &lt;3", "<div.p>Tom & Jerry <3</div>"),
        (
            "~5 € to ~10 €, 2 * 3 * 4, snake_case_word",
            "<div.p>~5 € to ~10 €, 2 * 3 * 4, snake_case_word</div>",
        ),
    ] {
        assert_eq!(told(&written(text, Vec::new())), wanted, "{text}");
    }
}

#[test]
fn only_addresses_that_lead_out_may_be_opened_and_their_real_host_is_told() {
    for (text, host) in [
        ("[x](javascript:alert(1))", None),
        ("[x](JaVaScRiPt:alert(1))", None),
        ("[x](java\nscript:alert(1))", None),
        ("[x](&#106;avascript:alert(1))", None),
        ("[x](javascript&colon;alert(1))", None),
        ("[x](\u{1}javascript:alert(1))", None),
        ("<javascript:alert(1)>", None),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", None),
        ("![x](data:image/svg+xml,<svg/onload=alert(1)>)", None),
        ("[x](vbscript:msgbox)", None),
        ("[x](file:///etc/passwd)", None),
        ("[x](/settings/users)", None),
        ("[x](//evil.example)", None),
        ("[x][r]\n\n[r]: javascript:alert(1)", None),
        ("javascript://example.com/%0aalert(1)", None),
        ("[https://bank.example](https://evil.example)", Some("evil.example")),
        ("https://bank.example@evil.example/", Some("evil.example")),
        ("https://аpple.com/", Some("xn--pple-43d.com")),
        ("[x](https://xn--pple-43d.com)", Some("xn--pple-43d.com")),
        ("[mail](mailto:a@example.com)", Some("a@example.com")),
        ("[call](tel:+34600111222)", Some("+34600111222")),
        ("HTTPS://EXAMPLE.COM", Some("example.com")),
    ] {
        let parts = written(text, Vec::new());
        let leads: Vec<_> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Leads(address) => Some(address),
                _ => None,
            })
            .collect();
        let hosts: Vec<_> = leads.iter().map(|address| address.host.as_str()).collect();
        assert!(
            hosts.iter().all(|found| Some(*found) == host) && hosts.is_empty() == host.is_none(),
            "{text}: {hosts:?}"
        );
        let schemes = ["http://", "https://", "mailto:", "tel:"];
        assert!(
            leads.iter().all(|address| schemes.iter().any(|scheme| address.href.starts_with(scheme))),
            "{text}"
        );
    }
}

#[test]
fn what_is_marked_stays_so_within_formatting_and_is_counted_once() {
    for (text, word, wanted) in [
        ("Your **order** is here", "order", "<div.p>Your <strong>[1:order]</strong> is here</div>"),
        ("Your **or**der", "Your **or**der", "<div.p>[1:Your ]<strong>[1:or]</strong>[1:der]</div>"),
        ("- `order`\n", "order", "<ul><li><code>[1:order]</code></li></ul>"),
        (
            "[x](https://example.com/order)",
            "order",
            "<div.p>x (<span.addr>https://example.com/[1:order]</span>)→example.com</div>",
        ),
        (
            "https://example.com/order",
            "order",
            "<div.p><span.addr>https://example.com/[1:order]</span>→example.com</div>",
        ),
        (
            "a\n\n[r]: https://example.com/order",
            "order",
            "<div.p>a</div><div.p w>[r]: <span.addr>https://example.com/[1:order]</span>→example.com</div>",
        ),
        ("caf&eacute;", "eacute", "<div.p>caf[1:é]</div>"),
        ("<b>order</b>", "order", "<div.p><b>[1:order]</b></div>"),
    ] {
        let at = text.find(word).expect(word);
        assert_eq!(told(&written(text, vec![(at, at + word.len())])), wanted, "{text}");
    }
}

#[test]
fn a_message_of_nothing_but_brackets_takes_no_longer_than_any_other() {
    const SIZE: usize = 200_000;
    let wide = format!("|{}\n|{}\n{}", "a|".repeat(20_000), "-|".repeat(20_000), "|\n".repeat(40_000));
    let references = format!("[a]: https://example.com/{}\n\n{}", "x".repeat(50_000), "[a] ".repeat(30_000));
    let of = |what: &str| what.repeat(SIZE / what.len());
    for (what, text) in [
        ("[", of("[")),
        ("![", of("![")),
        ("[](", of("[](")),
        ("images in images", format!("{}a{}", "![".repeat(20_000), "](x)".repeat(20_000))),
        ("links in emphasis", of("*[a](b ")),
        (">", of(">")),
        ("> line", of("> \n")),
        ("- deep", of("- ")),
        ("*a **b ", of("*a **b ")),
        ("_", of("_ a_")),
        ("`", of("`a``")),
        ("<", of("<a ")),
        ("<!--", of("<!--")),
        ("&", of("&amp;")),
        ("~", of("~~a~")),
        ("https://", of("https://")),
        ("https://a.b/", of("https://a.b/ ")),
        ("wide table", wide),
        ("references", references),
    ] {
        let begin = Instant::now();
        let parts = written(&text, Vec::new());
        let took = begin.elapsed();
        // A tenth of this is common; what grows with the square of the length takes minutes.
        assert!(took < Duration::from_secs(20), "{what}: {took:?}");
        let (mut depth, mut deepest) = (0_i32, 0);
        for part in &parts {
            match part {
                Part::Open(..) | Part::Numbered(_) => depth += 1,
                Part::Close(_) => depth -= 1,
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        assert_eq!(depth, 0, "{what}: every element is closed");
        assert!(deepest < 60, "{what}: {deepest} deep");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_a_message_is_lost(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        let shown = read(&written(&text, Vec::new()));
        for word in ["alpha", "beta", "gamma", "delta"] {
            let (said, read) = (text.matches(word).count(), shown.matches(word).count());
            prop_assert!(read >= said, "{word} {said} times in {text:?}, shown {read} times: {shown}");
        }
    }

    #[test]
    fn every_element_is_closed_in_order(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        let mut open = Vec::new();
        for part in written(&text, Vec::new()) {
            match part {
                Part::Open(name, _) => open.push(name),
                Part::Numbered(_) => open.push("ol"),
                Part::Close(name) => prop_assert_eq!(open.pop(), Some(name), "{:?}", text),
                _ => {}
            }
        }
        prop_assert!(open.is_empty(), "{:?} in {:?}", open, text);
    }
}

/// A word, or something that means something in Markdown.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec!["alpha", "beta ", "gamma\n", " delta"]);
    let marks = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "\n```\n",
        "\n\n",
        "\n",
        "  \n",
        "\\",
        "\n# ",
        "\n- ",
        "\n  - ",
        "\n1. ",
        "\n> ",
        "[",
        "]",
        "](",
        ")",
        "![",
        "][",
        "]: ",
        "\n[alpha]: ",
        "\n[alpha]: https://beta.example \"gamma\"\n",
        "<",
        ">",
        "<b>",
        "<!--",
        "-->",
        "<div>\n",
        "&amp;",
        "\n|",
        "|",
        "\n|-|-|\n",
        "\n---\n",
        "\n    ",
        "\t",
        "https://example.com/",
        "<https://example.com/",
        "javascript:",
        " \"",
        "\" ",
        "\u{202e}",
        "é",
        "😀",
        "\r\n",
    ]);
    prop_oneof![words, marks].prop_map(str::to_owned)
}
