//! How the table looks, as its address says: which columns, in which order, and how tightly they are set.

use crate::api::Query;
use crate::domain::event::words;
use crate::domain::filter::BadParam;
use crate::i18n::Texts;
use crate::store::list::SortBy;

words!(
    /// A column of the table.
    Column {
        /// The customer's first words.
        Question = "first_question",
        /// What the customer is called.
        Profile = "profile",
        /// The status, with its reason below unless that has a column of its own.
        Status = "status",
        /// Why the status is what it is.
        Reason = "reason",
        /// The topic.
        Tag = "tag",
        /// The channel.
        Channel = "channel",
        /// The AI agent.
        Agent = "agent",
        /// How many messages.
        Messages = "messages",
        /// Time of the first message.
        Started = "started_at",
        /// Time of the last message.
        Updated = "updated_at",
        /// When it closed.
        Closed = "closed_at",
        /// What it sold.
        Sales = "sales",
        /// The team.
        Group = "group",
        /// The application.
        App = "app",
        /// The origin.
        Origin = "origin",
        /// How often it was re-opened.
        Reopened = "reopened",
        /// Whether it was resolved at first contact.
        FirstContact = "first_contact",
        /// The source's own id.
        Id = "id",
    }
);

/// The columns where the address names none.
const USUAL: [Column; 6] =
    [Column::Question, Column::Profile, Column::Status, Column::Tag, Column::Messages, Column::Updated];

impl Column {
    /// What stands above it.
    pub fn label(self, t: &Texts) -> &'static str {
        match self {
            Self::Question => t.question,
            Self::Profile => t.profile,
            Self::Status => t.status,
            Self::Reason => t.reason,
            Self::Tag => t.tag,
            Self::Channel => t.channel,
            Self::Agent => t.agent,
            Self::Messages => t.messages,
            Self::Started => t.started,
            Self::Updated => t.updated,
            Self::Closed => t.col_closed,
            Self::Sales => t.sales,
            Self::Group => t.group,
            Self::App => t.app,
            Self::Origin => t.origin,
            Self::Reopened => t.col_reopened,
            Self::FirstContact => t.first_contact,
            Self::Id => t.id,
        }
    }

    /// What a click on its head sorts by, and whether the greatest comes first.
    pub fn sort(self) -> Option<(SortBy, bool)> {
        Some(match self {
            Self::Question => (SortBy::Question, false),
            Self::Profile => (SortBy::Profile, false),
            Self::Status => (SortBy::Status, false),
            Self::Tag => (SortBy::Tag, false),
            Self::Channel => (SortBy::Channel, false),
            Self::Messages => (SortBy::Messages, true),
            Self::Started => (SortBy::Started, true),
            Self::Updated => (SortBy::Updated, true),
            _ => return None,
        })
    }

    /// Numbers stand at the end of their cell.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Messages | Self::Reopened | Self::Sales)
    }

    /// How much room it needs at least, in halves of a rem; the stylesheet has the same numbers.
    fn width(self) -> u16 {
        match self {
            Self::Question => 28,
            Self::Profile => 21,
            Self::Tag | Self::Id => 20,
            Self::Messages | Self::Reopened => 13,
            _ => 19,
        }
    }
}

/// Widths that the stylesheet knows, in rem: a table is at least as wide as its columns need.
const SIZES: [(u16, &str); 6] =
    [(60, "t60"), (72, "t72"), (84, "t84"), (96, "t96"), (112, "t112"), (132, "t132")];

/// How the table looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The columns, in order; never none.
    pub columns: Vec<Column>,
    /// Low rows.
    pub compact: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { columns: USUAL.to_vec(), compact: false }
    }
}

impl Look {
    /// Reads `columns` and `density`.
    ///
    /// # Errors
    /// [`BadParam`] for a word that means nothing.
    pub fn parse(query: &Query) -> Result<Self, BadParam> {
        let mut look = Self::default();
        let bad = |field, message| Err(BadParam { field, message });
        if let Some(words) = query.get("columns") {
            look.columns.clear();
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                match Column::from_word(word) {
                    Some(column) if look.columns.contains(&column) => {}
                    Some(column) => look.columns.push(column),
                    None => {
                        let known: Vec<_> = Column::ALL.iter().map(|column| column.as_str()).collect();
                        return bad("columns", format!("`{word}` is none of {}", known.join(", ")));
                    }
                }
            }
            if look.columns.is_empty() {
                look.columns = USUAL.to_vec();
            }
        }
        match query.get("density") {
            None | Some("comfortable") => {}
            Some("compact") => look.compact = true,
            Some(word) => return bad("density", format!("`{word}` is neither comfortable nor compact")),
        }
        Ok(look)
    }

    /// What the address says of it; nothing where it is as usual.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.columns != USUAL {
            let words: Vec<_> = self.columns.iter().map(|column| column.as_str()).collect();
            pairs.push(("columns", words.join(",")));
        }
        if self.compact {
            pairs.push(("density", "compact".to_owned()));
        }
        pairs
    }

    /// The class that gives the table its least width.
    pub fn size(&self) -> &'static str {
        let halves: u16 = self.columns.iter().map(|column| column.width()).sum();
        SIZES.iter().find(|(rem, _)| halves <= rem * 2).map_or("t168", |(_, class)| *class)
    }
}
