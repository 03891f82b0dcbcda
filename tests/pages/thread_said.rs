//! What stands in a message comes out as what it is: formatted where it means that, as text where it would do harm.

use scraper::Html;

use super::{select, text, words};
use crate::support::{App, message};

/// Published ways to smuggle markup through Markdown.
const HOSTILE: [&str; 30] = [
    "[a](javascript:prompt(document.cookie))",
    "[a](j    a   v   a   s   c   r   i   p   t:prompt(document.cookie))",
    "![a](javascript:prompt(document.cookie))",
    "<javascript:prompt(document.cookie)>",
    "<&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74&#x28&#x27&#x58&#x53&#x53&#x27&#x29>",
    "![a](data:text/html;base64,PHNjcmlwdD5hbGVydCgnWFNTJyk8L3NjcmlwdD4K)",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgnWFNTJyk8L3NjcmlwdD4K)",
    "[a](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74&#x28&#x27&#x58&#x53&#x53&#x27&#x29)",
    "![a'\"`onerror=prompt(document.cookie)](x)",
    "[citelol]: (javascript:prompt(document.cookie))",
    "[notmalicious](javascript:window.onerror=alert;throw%20document.cookie)",
    "[test](javascript://%0d%0aprompt(1);com)",
    "[clickme](vbscript:alert(document.domain))",
    "_http://danlec_@.1 style=background-image:url(data:image/png;base64,AAAA);background-repeat:no-repeat;display:block;width:100%;height:100px; onclick=alert(unescape(/Oh%20No!/.source));return(false);//",
    "<http://\\<meta\\ http-equiv=\\\"refresh\\\"\\ content=\\\"0;\\ url=http://danlec.com/\\\"\\>>",
    "[text](http://danlec.com \" [@danlec](/danlec) \")",
    "[a](javascript:this;alert(1&#41;)",
    "[a](Javascript&colon;alert&lpar;1&rpar;)",
    "[ ](https://a.de?p=[[/data-x=. style=background-color:#000000;z-index:999;width:100%;position:fixed;top:0;left:0;right:0;bottom:0; data-y=.]])",
    "[a][b]\n\n[b]: javascript:alert(1) \"><img src=x onerror=alert(1)>\"",
    "<img src=x onerror=alert(1)>",
    "<div><script>alert(1)</script></div>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "- a\n  - <style>*{display:none}</style>\n    1. <form action=//evil.example><button>Go</button></form>",
    "```\"><script>alert(1)</script>\n</code></pre><script>alert(2)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "|<b onclick=alert(1)>|\n|-|\n|</td></table><script>alert(1)</script>|",
    "</div></li></ol></section><base href=//evil.example/><meta http-equiv=refresh content=0>",
];

#[actix_web::test]
async fn nothing_hostile_gets_through_markdown() {
    let app = App::start().await;
    for (i, hostile) in HOSTILE.iter().enumerate() {
        let said = |role: &str, minute: usize| {
            message(
                &format!("{role}-{i}"),
                &format!("c-{i}"),
                &format!("2026-11-19T10:{minute:02}:00Z"),
                role,
                hostile,
            )
        };
        app.take(&[said("customer", 1), said("ai", 2), said("human", 3)]).await;
    }
    for (i, hostile) in HOSTILE.iter().enumerate() {
        for raw in ["", "?raw=1"] {
            let page = Html::parse_document(&app.page(&format!("/conversations/c-{i}{raw}")).await);
            let bubbles = select(&page, ".chat > .msg > .bubble");
            assert_eq!(bubbles.len(), 3, "the page is whole: {hostile}");
            for bubble in bubbles {
                let elements = bubble.descendants().filter_map(|node| node.value().as_element());
                for element in elements {
                    let name = element.name();
                    let known = "div p span em strong s code pre ul ol li blockquote table thead tbody tr th td br hr \
                                 mark details summary a bdi";
                    assert!(known.split_whitespace().any(|known| known == name), "{name}: {hostile}");
                    for (attribute, value) in element.attrs() {
                        let known = ["class", "dir", "start", "aria-label", "href", "target", "rel"];
                        assert!(known.contains(&attribute), "{attribute}={value}: {hostile}");
                        let leads = ["http://", "https://", "mailto:", "tel:"];
                        assert!(
                            attribute != "href" || leads.iter().any(|scheme| value.starts_with(scheme)),
                            "{value}: {hostile}"
                        );
                    }
                }
            }
            let inline = "script:not([src]), style, img:not([alt='']), iframe, base, meta[http-equiv], [onerror], [style]";
            assert!(select(&page, inline).is_empty(), "{hostile}");
            assert_eq!(
                select(&page, "script[src^='/static/']").len(),
                select(&page, "script").len(),
                "{hostile}"
            );
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn agents_are_formatted_customers_are_not_and_everything_can_be_read_as_written() {
    let app = App::start().await;
    let written = "**Bold** and *so*:\n\n1. one\n2. two\n\n![Shoe](https://example.com/x.png) [site](https://example.com/a)";
    for (i, role) in ["customer", "ai", "human"].into_iter().enumerate() {
        app.take(&[message(role, "c-1", &format!("2026-11-19T10:0{i}:00Z"), role, written)]).await;
    }
    let page = Html::parse_document(&app.page("/conversations/c-1").await);
    assert!(select(&page, ".customer .bubble :is(strong, ol, .image)").is_empty());
    let as_written: String = select(&page, ".customer .bubble")[0].text().collect();
    assert!(as_written.starts_with("**Bold** and *so*:\n\n1. one"), "{as_written}");
    for role in ["ai", "human"] {
        assert_eq!(text(&page, &format!(".{role} .bubble strong")), "Bold");
        assert_eq!(select(&page, &format!(".{role} .bubble ol > li")).len(), 2);
        let image = text(&page, &format!(".{role} .bubble .image"));
        assert!(image.starts_with("Image: Shoe (https://example.com/x.png)"), "{image}");
        let links = select(&page, &format!(".{role} .bubble details.leads a"));
        assert_eq!(links.len(), 2, "what may be opened stands folded beside it");
        assert_eq!(links[1].value().attr("href"), Some("https://example.com/a"));
        assert_eq!(links[1].value().attr("rel"), Some("noopener noreferrer nofollow"));
        assert!(select(&page, &format!(".{role} .bubble a[href]")).len() == links.len(), "no other way out");
    }
    let other = select(&page, "#other-way")[0].value().attr("href").expect("an address").to_owned();
    let raw = Html::parse_document(&app.page(&other).await);
    for bubble in select(&raw, ".bubble") {
        assert!(bubble.text().collect::<String>().starts_with("**Bold** and *so*:\n\n1. one\n2. two"));
    }
    assert_eq!(select(&raw, "#other-way")[0].value().attr("href"), Some(other.trim_end_matches("?raw=1")));
    app.stop().await;
}

#[actix_web::test]
async fn what_was_searched_for_is_marked_in_formatted_messages_too() {
    let app = App::start().await;
    app.take(&[
        message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "My order?"),
        message(
            "m-2",
            "c-1",
            "2026-11-19T10:01:00Z",
            "ai",
            "- Your **order**: [track](https://example.com/order)",
        ),
    ])
    .await;
    for raw in ["", "&raw=1"] {
        let page = Html::parse_document(&app.page(&format!("/conversations/c-1?list=q%3Dorder{raw}")).await);
        let hits = select(&page, ".hit");
        assert_eq!(hits.iter().map(words).collect::<Vec<_>>(), ["order"; 3]);
        for (i, hit) in hits.iter().enumerate() {
            assert_eq!(hit.value().id(), Some(format!("hit-{}", i + 1).as_str()));
            assert_eq!(hit.value().attr("href"), Some(format!("#hit-{}", (i + 1) % 3 + 1).as_str()));
        }
        let other = select(&page, "#other-way")[0].value().attr("href").expect("an address").to_owned();
        assert!(other.contains("list=q%3Dorder"), "the way back stays: {other}");
        assert_eq!(select(&page, ".md strong .hit").len(), usize::from(raw.is_empty()));
    }
    app.stop().await;
}

#[actix_web::test]
async fn long_messages_may_be_folded_and_those_that_were_searched_for_are_not() {
    let app = App::start().await;
    let lines = "word\n".repeat(13);
    app.take(&[
        message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", &lines),
        message("m-2", "c-1", "2026-11-19T10:01:00Z", "ai", &"blah ".repeat(181)),
        message("m-3", "c-1", "2026-11-19T10:02:00Z", "ai", &"word\n".repeat(12)),
        message("m-4", "c-1", "2026-11-19T10:03:00Z", "customer", &"x".repeat(900)),
    ])
    .await;
    let folded = |html: String| {
        let page = Html::parse_document(&html);
        select(&page, ".long + .unfold").iter().map(words).collect::<Vec<_>>()
    };
    assert_eq!(folded(app.page("/conversations/c-1").await), ["Show all (13 words)", "Show all (181 words)"]);
    let searched = app.page("/conversations/c-1?list=q%3Dblah").await;
    assert_eq!(folded(searched), ["Show all (13 words)"], "nothing that was found is folded");
    app.stop().await;
}

#[actix_web::test]
async fn the_longest_message_of_brackets_is_shown_at_once() {
    let app = App::start().await;
    for (i, what) in ["[", ">", "*a **b ", "- "].into_iter().enumerate() {
        let text = what.repeat(64 * 1024 / what.len());
        let conversation = format!("c-{i}");
        app.take(&[
            message(&format!("q-{i}"), &conversation, "2026-11-19T10:00:00Z", "customer", "hi"),
            message(&format!("a-{i}"), &conversation, "2026-11-19T10:01:00Z", "ai", &text),
        ])
        .await;
        let begin = std::time::Instant::now();
        let html = app.page(&format!("/conversations/{conversation}")).await;
        assert!(begin.elapsed() < std::time::Duration::from_secs(10), "{what}: {:?}", begin.elapsed());
        assert!(html.len() < 4_000_000, "{what}: {} bytes", html.len());
    }
    app.stop().await;
}
