//! Who may do what: the one place that decides it. `docs/access.md` shows it as a table.

use super::event::{Event, Fact, Refusal, words};

words!(
    /// What a route asks for.
    Right {
        /// Nothing: signing in, files of the pages, whether the server lives.
        Open = "open",
        /// To be somebody: one's own profile and sessions.
        SignedIn = "signed_in",
        /// Overview, lists, threads, search, views of one's own.
        Read = "read",
        /// Files of what may be read.
        Export = "export",
        /// Tags, handoffs, views of everybody.
        Review = "review",
        /// Events.
        Send = "send",
        /// Settings, keys, the audit log, privacy.
        Configure = "configure",
        /// Users and their roles.
        People = "people",
    }
);

words!(
    /// What a user is.
    Role {
        /// Whoever set it up: everything, and making others owners.
        Owner = "owner",
        /// Settings and users too.
        Manager = "manager",
        /// Reads and exports.
        Analyst = "analyst",
        /// Reads, tags, hands off.
        Reviewer = "reviewer",
        /// The same for the conversations of their groups alone.
        Agent = "agent",
    }
);

words!(
    /// What a key opens.
    Scope {
        /// Sending events, tags and handoffs among them.
        Ingest = "ingest",
        /// Pages, reading API and exports.
        Read = "read",
        /// Settings, users, keys, the audit log, and erasing.
        Admin = "admin",
        /// Clicks alone, from browsers on certain pages: it may be seen by anybody.
        Click = "click",
    }
);

impl Role {
    /// Whether somebody with this role may.
    pub fn may(self, right: Right) -> bool {
        use Right::{Configure, Export, Open, People, Read, Review, Send, SignedIn};
        match right {
            Open | SignedIn | Read => true,
            Export => matches!(self, Self::Owner | Self::Manager | Self::Analyst),
            Review => self != Self::Analyst,
            Configure | People => matches!(self, Self::Owner | Self::Manager),
            // Events come from programs.
            Send => false,
        }
    }

    /// Whether somebody with this role may give it to others, take it from them, or shut them out.
    pub fn may_manage(self, other: Self) -> bool {
        self.may(Right::People) && (self == Self::Owner || other != Self::Owner)
    }

    /// Whether they see the conversations of their groups alone.
    pub fn is_limited(self) -> bool {
        self == Self::Agent
    }
}

impl Scope {
    /// Whether a key with this scope may.
    pub fn may(self, right: Right) -> bool {
        use Right::{Configure, Export, Open, People, Read, Review, Send, SignedIn};
        match right {
            Open => true,
            // A key is nobody.
            SignedIn => false,
            Read | Export => self == Self::Read,
            // Who may send events may send those of people, too.
            Review => self == Self::Ingest,
            Send => matches!(self, Self::Ingest | Self::Click),
            Configure | People => self == Self::Admin,
        }
    }
}

/// Why an event is not taken with a key that anybody may see in a page: it may tell of clicks, and of nothing that would
/// change what is known of a conversation or a customer otherwise.
pub fn refusal_from_pages(event: &Event) -> Option<Refusal> {
    if !matches!(event.fact, Fact::ProductClicked(_) | Fact::LinkClicked { .. }) {
        let message = "this key takes product.clicked and link.clicked alone";
        return Some(Refusal::new("forbidden_type", "type", message));
    }
    let profile = event.profile.as_ref();
    let said = [
        ("test", event.test),
        ("agent", event.agent.is_some()),
        ("app", event.app.is_some()),
        ("group", event.group.is_some()),
        ("origin", event.origin.is_some()),
        ("profile.id", profile.is_some_and(|profile| profile.id.is_some())),
        ("profile.email", profile.is_some_and(|profile| profile.email.is_some())),
        ("profile.phone", profile.is_some_and(|profile| profile.phone.is_some())),
        ("profile.name", profile.is_some_and(|profile| profile.name.is_some())),
    ];
    let (field, _) = said.into_iter().find(|(_, said)| *said)?;
    Some(Refusal::new("forbidden_field", field, "is not taken with this key, which anybody may see"))
}
