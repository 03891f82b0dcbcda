//! Markdown as AI agents write it, as parts.
//!
//! Markup of HTML is shown as the text it is, images as their description and address. A line that ends ends, as it does in
//! a chat. What formatting would hide (targets of links, definitions, cells that a table has no room for) is shown too: a
//! record must not lose a word.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use super::address::Address;
use super::writer::{Part, Writer};
use crate::i18n::Texts;

/// Elements deeper than this are not drawn, only what is said in them: a message may be nothing but `>`.
const MAX_DEPTH: usize = 12;

/// What is open, and what is to be done at its end.
enum Opened {
    /// Elements, the innermost first.
    Elements(&'static [&'static str]),
    /// A heading that is underlined: in a chat rather a line across below some text.
    Underlined,
    /// A link or image, which leads to an address; of an image that is drawn as such, an element ends too.
    Link { target: String, title: String, mail: bool, image: bool },
    /// Nothing is drawn; the line ends.
    Nothing,
    /// Nothing is drawn, and the line goes on.
    Inline,
}

struct Markdown<'w, 't, 'n> {
    out: &'w mut Writer<'t, 'n>,
    source: &'t str,
    image: &'static str,
    opened: Vec<Opened>,
    /// How many links and blocks of code are open: no address is looked for in them.
    quiet: usize,
    head: bool,
    /// What the innermost link is called.
    label: String,
    /// Where the last text ended.
    at: usize,
}

/// Writes a message.
pub fn write<'t>(source: &'t str, out: &mut Writer<'t, '_>, t: &Texts) {
    let (image, label) = (t.thread.image, String::new());
    let mut markdown =
        Markdown { out, source, image, opened: Vec::new(), quiet: 0, head: false, label, at: 0 };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        markdown.take(event, range);
    }
    markdown.flush();
    for range in markdown.out.left() {
        markdown.out.put(Part::Open("div", "p w"));
        markdown.out.text(&source[range.clone()], range);
        markdown.out.flush(true);
        markdown.out.put(Part::Close("div"));
    }
}

impl Markdown<'_, '_, '_> {
    fn take(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                self.flush();
                let opened = self.begin(tag, &range);
                self.opened.push(opened);
            }
            Event::End(_) => {
                self.flush();
                self.end(range);
            }
            Event::Code(text) => {
                self.flush();
                self.out.put(Part::Open("code", ""));
                self.text(&text, range);
                self.out.flush(false);
                self.out.put(Part::Close("code"));
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text, range),
            Event::SoftBreak | Event::HardBreak => {
                self.flush();
                self.out.put(Part::Break);
            }
            Event::Rule => {
                self.flush();
                self.out.put(Part::Rule);
            }
            // These are not asked for; were they there, their text would be shown as left over.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        self.at = range.end;
        if self.quiet > 0 {
            self.label.push_str(text);
        }
        self.out.text(text, range);
    }

    fn flush(&mut self) {
        self.out.flush(self.quiet == 0);
    }

    fn open(&mut self, name: &'static str, class: &'static str, ends: &'static [&'static str]) -> Opened {
        self.out.put(Part::Open(name, class));
        Opened::Elements(ends)
    }

    fn begin(&mut self, tag: Tag, range: &Range<usize>) -> Opened {
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => {
                return self.link(&dest_url, &title, link_type, false, range);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let drawn = self.opened.len() < MAX_DEPTH;
                if drawn {
                    self.out.put(Part::Open("span", "image"));
                }
                self.out.own(&format!("{}: ", self.image));
                return self.link(&dest_url, &title, link_type, drawn, range);
            }
            // Its number is drawn with it.
            Tag::Item => {
                let digits = self.source[range.clone()].bytes().take_while(u8::is_ascii_digit).count();
                self.out.cover(range.start..range.start + digits);
            }
            Tag::TableHead => self.head = true,
            Tag::TableRow => self.head = false,
            _ => {}
        }
        let deep = self.opened.len() >= MAX_DEPTH;
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough if deep => Opened::Inline,
            Tag::Emphasis => self.open("em", "", &["em"]),
            Tag::Strong => self.open("strong", "", &["strong"]),
            Tag::Strikethrough => self.open("s", "", &["s"]),
            _ if deep => Opened::Nothing,
            Tag::Paragraph => self.open("div", "p", &["div"]),
            Tag::HtmlBlock => self.open("div", "p w", &["div"]),
            Tag::Heading { .. } if self.source[range.clone()].trim_start().starts_with('#') => {
                self.open("div", "h", &["div"])
            }
            Tag::Heading { .. } => {
                self.out.put(Part::Open("div", "p"));
                Opened::Underlined
            }
            Tag::BlockQuote(_) => self.open("blockquote", "", &["blockquote"]),
            Tag::CodeBlock(kind) => self.code(&kind, range),
            Tag::List(Some(first)) => {
                self.out.put(Part::Numbered(first));
                Opened::Elements(&["ol"])
            }
            Tag::List(None) => self.open("ul", "", &["ul"]),
            Tag::Item => self.open("li", "", &["li"]),
            Tag::Table(_) => {
                self.out.put(Part::Open("div", "grid"));
                self.open("table", "", &["table", "div"])
            }
            Tag::TableHead => {
                self.out.put(Part::Open("thead", ""));
                self.open("tr", "", &["tr", "thead"])
            }
            Tag::TableRow => self.open("tr", "", &["tr"]),
            Tag::TableCell if self.head => self.open("th", "", &["th"]),
            Tag::TableCell => self.open("td", "", &["td"]),
            _ => Opened::Nothing,
        }
    }

    fn code(&mut self, kind: &CodeBlockKind, range: &Range<usize>) -> Opened {
        self.quiet += 1;
        if let CodeBlockKind::Fenced(language) = kind
            && !language.is_empty()
        {
            let first = self.source[range.clone()].lines().next().map_or(0, str::len);
            self.out.put(Part::Open("div", "lang"));
            self.text(language, range.start..range.start + first);
            self.out.flush(false);
            self.out.put(Part::Close("div"));
        }
        self.out.put(Part::Open("pre", ""));
        self.open("code", "", &["code", "pre"])
    }

    fn link(
        &mut self,
        target: &str,
        title: &str,
        kind: LinkType,
        image: bool,
        range: &Range<usize>,
    ) -> Opened {
        self.quiet += 1;
        self.label.clear();
        self.at = range.start;
        let mail = kind == LinkType::Email;
        Opened::Link { target: target.to_owned(), title: title.to_owned(), mail, image }
    }

    fn end(&mut self, range: Range<usize>) {
        match self.opened.pop() {
            Some(Opened::Elements(names)) => {
                // Links end in another way, so whatever was quiet here is a block of code.
                self.quiet -= usize::from(names.contains(&"pre"));
                names.iter().for_each(|name| self.out.put(Part::Close(name)));
            }
            Some(Opened::Underlined) => {
                self.out.put(Part::Close("div"));
                self.out.put(Part::Rule);
            }
            Some(Opened::Link { target, title, mail, image }) => {
                self.quiet -= 1;
                self.leads(&target, &title, mail, range);
                if image {
                    self.out.put(Part::Close("span"));
                }
            }
            Some(Opened::Nothing) => self.out.put(Part::Break),
            Some(Opened::Inline) | None => {}
        }
    }

    /// Behind what a link is called stands where it leads, where that is not the same.
    fn leads(&mut self, target: &str, title: &str, mail: bool, range: Range<usize>) {
        let rest = self.at.min(range.end)..range.end;
        if !target.is_empty() && self.label.trim() != target {
            self.out.own(" (");
            self.out.put(Part::Open("span", "addr"));
            self.out.text(target, rest.clone());
            self.out.flush(false);
            self.out.put(Part::Close("span"));
            self.out.own(")");
        }
        if !title.is_empty() {
            self.out.own(" ");
            self.out.text(title, rest);
            self.out.flush(false);
        }
        self.out.cover(range.clone());
        self.at = range.end;
        let address = if mail { Address::read(&format!("mailto:{target}")) } else { Address::read(target) };
        if let Some(address) = address {
            self.out.put(Part::Leads(address));
        }
    }
}
