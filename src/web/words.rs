//! Words of the data as people read them.

use crate::domain::filter::NONE;
use crate::domain::status::{Reason, Status};
use crate::i18n::Texts;

/// A text in one line, without blanks around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a channel; one that sources made up is shown as it is.
pub fn channel(t: &Texts, word: &str) -> String {
    match word {
        "web_chat" => t.channel_web_chat.to_owned(),
        "whatsapp" => t.channel_whatsapp.to_owned(),
        "sms" => t.channel_sms.to_owned(),
        "email" => t.channel_email.to_owned(),
        "" | NONE => t.none.to_owned(),
        other => other.to_owned(),
    }
}

/// A tag, or that there is none.
pub fn tag(t: &Texts, word: &str) -> String {
    if word.is_empty() || word == NONE { t.untagged.to_owned() } else { word.to_owned() }
}

/// Any other word, or that there is none.
pub fn plain(t: &Texts, word: &str) -> String {
    if word.is_empty() || word == NONE { t.none.to_owned() } else { word.to_owned() }
}

/// The name of a status.
pub fn status(t: &Texts, status: Status) -> &'static str {
    match status {
        Status::Resolved => t.resolved,
        Status::Unresolved => t.unresolved,
        Status::Open => t.open,
    }
}

/// The class that gives a status its colour.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Resolved => "st-resolved",
        Status::Unresolved => "st-unresolved",
        Status::Open => "st-open",
    }
}

/// The name of a reason.
pub fn reason(t: &Texts, reason: Reason) -> &'static str {
    match reason {
        Reason::Handoff => t.reason_handoff,
        Reason::Human => t.reason_human,
        Reason::Unanswered => t.reason_unanswered,
        Reason::Closed => t.reason_closed,
        Reason::AutoClosed => t.reason_auto_closed,
    }
}

/// A word behind any number of references: templates borrow what they pass on.
pub fn as_word<T: AsRef<str> + ?Sized>(word: &T) -> &str {
    word.as_ref()
}
