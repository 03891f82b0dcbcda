//! What people type into the search box, read so that nothing is an error: words, `"a phrase"`, `prefix*`, `-without`,
//! `from:customer`, `profile:`, `tag:`, `order:`, `id:`.

use super::folded;
use crate::domain::event::Role;

/// More terms than anybody types on purpose: the rest is left out.
pub const MOST_TERMS: usize = 24;

/// More words in one term than anybody types on purpose: the rest is left out.
pub const MOST_WORDS: usize = 24;

/// Where in a conversation words may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What the customer wrote.
    Customer,
    /// What the AI wrote.
    Ai,
    /// What people of the team wrote.
    Human,
    /// What the customer is known by: name, e-mail, phone, id.
    Profile,
    /// The topic.
    Tag,
    /// Numbers of its orders.
    Order,
    /// The conversation's own ids.
    Id,
    /// Why it was handed to a human.
    Reason,
}

impl Field {
    /// All, in the order of the index.
    pub const ALL: [Self; 8] = [
        Self::Customer,
        Self::Ai,
        Self::Human,
        Self::Profile,
        Self::Tag,
        Self::Order,
        Self::Id,
        Self::Reason,
    ];

    /// What is a message.
    pub const MESSAGES: [Self; 3] = [Self::Customer, Self::Ai, Self::Human];

    /// Its name, in the index and, where it may be asked for, in a query.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Ai => "ai",
            Self::Human => "human",
            Self::Profile => "profile",
            Self::Tag => "tag",
            Self::Order => "order",
            Self::Id => "id",
            Self::Reason => "reason",
        }
    }

    /// Where messages of a role are found.
    pub fn of_role(role: Role) -> Self {
        match role {
            Role::Customer => Self::Customer,
            Role::Ai => Self::Ai,
            Role::Human => Self::Human,
        }
    }
}

/// Something that must be found, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether it must not be found.
    pub without: bool,
    /// Where it is looked for: one of these.
    pub within: Vec<Field>,
    /// Words, one after the other in one text; none: any text at all.
    pub words: Vec<String>,
    /// Whether the last word is the beginning of one.
    pub begins: bool,
}

/// What was typed, as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of them hold.
    pub terms: Vec<Term>,
    /// What of it means nothing, as it was typed.
    pub left_out: Vec<String>,
}

/// A piece of what was typed.
struct Piece<'a> {
    typed: &'a str,
    without: bool,
    name: &'a str,
    value: &'a str,
    begins: bool,
}

impl Query {
    /// Reads what was typed.
    pub fn read(typed: &str) -> Self {
        let mut query = Self::default();
        let mut from = Vec::new();
        let mut rest = typed.trim();
        while let Some((piece, after)) = piece(rest) {
            rest = after.trim_start();
            let role = (piece.name == "from").then(|| role(piece.value));
            match role {
                Some(Some(field)) if piece.without => query.terms.push(Term {
                    without: true,
                    within: vec![field],
                    words: Vec::new(),
                    begins: false,
                }),
                Some(Some(field)) => from.push(field),
                Some(None) => query.leave_out(piece.typed),
                None => query.add(&piece),
            }
        }
        query.restrict(from);
        query
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What of it must be found, as if it had to be in one of these fields; `None` where that cannot be.
    pub fn found_in(&self, fields: &[Field]) -> Option<Self> {
        let within = |term: &Term| {
            let within: Vec<Field> =
                term.within.iter().copied().filter(|field| fields.contains(field)).collect();
            (!within.is_empty()).then(|| Term { within, ..term.clone() })
        };
        let terms: Option<Vec<Term>> = self.terms.iter().filter(|term| !term.without).map(within).collect();
        let terms = terms.filter(|terms| !terms.is_empty())?;
        Some(Self { terms, left_out: Vec::new() })
    }

    fn leave_out(&mut self, typed: &str) {
        self.left_out.push(typed.to_owned());
    }

    fn add(&mut self, piece: &Piece<'_>) {
        let within = match piece.name {
            "profile" => vec![Field::Profile],
            "tag" => vec![Field::Tag],
            "order" => vec![Field::Order],
            "id" => vec![Field::Id],
            _ => Field::ALL.to_vec(),
        };
        let mut words = folded(piece.value);
        if words.is_empty() || self.terms.len() == MOST_TERMS {
            return self.leave_out(piece.typed);
        }
        let begins = piece.begins && words.len() <= MOST_WORDS;
        words.truncate(MOST_WORDS);
        self.terms.push(Term { without: piece.without, within, words, begins });
    }

    /// `from:` is about the words that may be anywhere; without any, about there being a message at all.
    fn restrict(&mut self, mut from: Vec<Field>) {
        from.sort_unstable();
        from.dedup();
        if from.is_empty() {
            return;
        }
        let anywhere = |term: &&mut Term| term.within.len() == Field::ALL.len();
        let mut about = self.terms.iter_mut().filter(anywhere).filter(|term| !term.without).peekable();
        if about.peek().is_some() {
            about.for_each(|term| term.within.clone_from(&from));
        } else {
            self.terms.push(Term { without: false, within: from, words: Vec::new(), begins: false });
        }
    }
}

fn role(value: &str) -> Option<Field> {
    Field::MESSAGES.into_iter().find(|field| value.eq_ignore_ascii_case(field.as_str()))
}

/// The first piece of what was typed, and what follows it.
fn piece(rest: &str) -> Option<(Piece<'_>, &str)> {
    if rest.is_empty() {
        return None;
    }
    let without = rest
        .strip_prefix('-')
        .is_some_and(|after| !after.is_empty() && !after.starts_with(char::is_whitespace));
    let inside = if without { &rest[1..] } else { rest };
    let (name, value) = named(inside);
    let quoted = value.strip_prefix(is_quote);
    let (value, mut after) = match quoted {
        Some(quoted) => split_at(quoted, is_quote),
        None => {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            value.split_at(end)
        }
    };
    let mut begins = quoted.is_none() && value.ends_with('*');
    if quoted.is_some() && after.starts_with('*') {
        begins = true;
        after = &after[1..];
    }
    let typed = &rest[..rest.len() - after.len()];
    Some((Piece { typed, without, name, value, begins }, after))
}

/// Where it is looked for, where that is said.
fn named(text: &str) -> (&str, &str) {
    let known = ["from", "profile", "tag", "order", "id"];
    known
        .into_iter()
        .find_map(|name| {
            let head = text.get(..name.len())?;
            let value = text.get(name.len()..)?.strip_prefix(':')?;
            head.eq_ignore_ascii_case(name).then_some((name, value))
        })
        .unwrap_or(("", text))
}

/// Straight quotes and those that phones put in their place.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn split_at(text: &str, at: fn(char) -> bool) -> (&str, &str) {
    match text.char_indices().find(|(_, c)| at(*c)) {
        Some((place, c)) => (&text[..place], &text[place + c.len_utf8()..]),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A query as one line: what must be, `!` what must not, where in brackets when not anywhere.
    fn told(typed: &str) -> String {
        let query = Query::read(typed);
        let term = |term: &Term| {
            let not = if term.without { "!" } else { "" };
            let within: Vec<&str> = term.within.iter().map(|field| field.as_str()).collect();
            let within = if within.len() == Field::ALL.len() {
                String::new()
            } else {
                format!("[{}]", within.join(","))
            };
            format!("{not}{within}{}{}", term.words.join("+"), if term.begins { "*" } else { "" })
        };
        let terms: Vec<String> = query.terms.iter().map(term).collect();
        let left_out = if query.left_out.is_empty() {
            String::new()
        } else {
            format!(" | {}", query.left_out.join(" "))
        };
        format!("{}{left_out}", terms.join(" "))
    }

    #[test]
    fn whatever_is_typed_is_read_somehow() {
        for (typed, wanted) in [
            ("envío", "envio"),
            ("  dos   palabras ", "dos palabras"),
            ("\"where is\" order", "where+is order"),
            ("“where is” «my order»", "where+is my+order"),
            ("\"open quote", "open+quote"),
            ("refun*", "refun*"),
            ("\"my ord\"*", "my+ord*"),
            ("-refund order", "!refund order"),
            ("- refund", "refund | -"),
            ("order-1001", "order+1001"),
            ("a - b", "a b | -"),
            ("-\"a b\"", "!a+b"),
            ("ana@example.com", "ana+example+com"),
            ("from:customer envio", "[customer]envio"),
            ("envio FROM:AI from:human tag:late", "[ai,human]envio [tag]late"),
            ("from:ai", "[ai]"),
            ("-from:human", "![human]"),
            ("from:robot x", "x | from:robot"),
            ("tag:\"late delivery\" -tag:vip", "[tag]late+delivery ![tag]vip"),
            ("order:10*", "[order]10*"),
            ("id:c-1 profile:ana", "[id]c+1 [profile]ana"),
            ("tag:", " | tag:"),
            ("foo:bar", "foo+bar"),
            ("a\"b OR NEAR(", "a+b or near"),
            ("!!! -- \"\" * ^ ~", " | !!! -- \"\" * ^ ~"),
            ("日本語", "日+本+語"),
            ("👍", "👍"),
            ("", ""),
        ] {
            assert_eq!(told(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn garbage_of_any_length_is_cut_rather_than_refused() {
        let query = Query::read(&"x\"-:*(' ".repeat(2_000));
        assert!(query.terms.len() <= MOST_TERMS);
        let query = Query::read(&"ab-".repeat(5_000));
        assert_eq!(query.terms[0].words.len(), MOST_WORDS);
    }
}
