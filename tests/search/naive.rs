//! Searching once more, slowly and without an index or a line of the program: texts are cut, and compared one by one.

use unicode_normalization::UnicodeNormalization;

/// A conversation: texts by what they are.
#[derive(Default)]
pub struct Spoken {
    pub texts: Vec<(&'static str, String)>,
}

/// Whether a query finds a conversation.
pub fn finds(spoken: &Spoken, typed: &str) -> bool {
    let mut asked = typed.to_owned();
    for quote in ['“', '”', '„', '«', '»'] {
        asked = asked.replace(quote, "\"");
    }
    let mut roles = Vec::new();
    let mut wanted = Vec::new();
    let mut anywhere = 0;
    let mut rest = asked.trim_start();
    while !rest.is_empty() {
        let minus = rest.starts_with('-') && rest.chars().nth(1).is_some_and(|c| !c.is_whitespace());
        rest = if minus { &rest[1..] } else { rest };
        let mut field = "";
        for name in ["from", "profile", "tag", "order", "id"] {
            let named = rest.get(..=name.len()).is_some_and(|head| head.to_lowercase() == format!("{name}:"));
            if named {
                field = name;
                rest = &rest[name.len() + 1..];
            }
            if named {
                break;
            }
        }
        let (value, star, after) = if let Some(inside) = rest.strip_prefix('"') {
            let (value, after) = inside.split_once('"').unwrap_or((inside, ""));
            let star = after.starts_with('*');
            (value, star, if star { &after[1..] } else { after })
        } else {
            let (value, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            (value, value.ends_with('*'), after)
        };
        rest = after.trim_start();
        if field == "from" {
            let role = value.to_lowercase();
            match ["customer", "ai", "human"].into_iter().find(|known| *known == role) {
                Some(role) if minus => wanted.push((true, vec![role], Vec::new(), false)),
                Some(role) => roles.push(role),
                None => {}
            }
            continue;
        }
        let words = cut(value);
        if !words.is_empty() {
            anywhere += usize::from(field.is_empty() && !minus);
            let within = if field.is_empty() { Vec::new() } else { vec![field] };
            wanted.push((minus, within, words, star));
        }
    }
    if !roles.is_empty() && anywhere == 0 {
        wanted.push((false, roles.clone(), Vec::new(), false));
    }
    wanted.iter().all(|(minus, within, words, star)| {
        let free = within.is_empty() && !minus && !roles.is_empty();
        let within = if free { &roles } else { within };
        let found = spoken.texts.iter().any(|(kind, text)| {
            (within.is_empty() || within.contains(kind)) && stands(&cut(text), words, *star)
        });
        found != *minus
    })
}

fn stands(text: &[String], words: &[String], star: bool) -> bool {
    if words.is_empty() {
        return true;
    }
    text.windows(words.len()).any(|window| {
        window.iter().zip(words).enumerate().all(|(n, (here, wanted))| {
            here == wanted || star && n + 1 == words.len() && here.starts_with(wanted.as_str())
        })
    })
}

/// The words of a text.
fn cut(text: &str) -> Vec<String> {
    let mut plain = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase).collect::<String>().nfkd() {
        match c {
            // Accents, Hebrew and Arabic points, joiners, what varies a picture.
            '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{655}' | '\u{640}' | '\u{AD}' => {}
            '\u{200B}'..='\u{200F}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' => {}
            'ß' => plain.push_str("ss"),
            'ς' => plain.push('σ'),
            'ı' => plain.push('i'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'æ' => plain.push_str("ae"),
            '\u{660}'..='\u{669}' => plain.push(char::from(b'0' + (u32::from(c) - 0x660) as u8)),
            // What stands alone is put between blanks.
            '\u{3040}'..='\u{30FF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{E00}'..='\u{E7F}'
            | '\u{1F300}'..='\u{1FAFF}'
            | '\u{2600}'..='\u{27BF}' => {
                let mark = matches!(c, '\u{3099}' | '\u{309A}');
                if !mark {
                    plain.push(' ');
                }
                plain.push(c);
                // A voiced kana is its plain one and a mark, which belongs to it.
                if !mark {
                    plain.push('\u{1}');
                }
            }
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    let plain = plain.replace("\u{1}\u{3099}", "\u{3099}\u{1}").replace("\u{1}\u{309A}", "\u{309A}\u{1}");
    plain.replace('\u{1}', " ").split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
