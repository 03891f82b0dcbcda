//! The views on the page of the table: to open one, to keep the present one, to change what is kept.

use chrono::NaiveDate;
use sea_orm::DbErr;
use uuid::Uuid;

use super::view::{ALL, View, understood};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::access::Right;
use crate::i18n::Texts;
use crate::store::views::{self, Model, SHARED};

/// A view to open.
pub struct Item {
    /// What people call it.
    pub name: String,
    /// The table as it keeps it.
    pub url: String,
    /// The table shows it, or what became of it.
    pub current: bool,
    /// It opens by itself.
    pub default: bool,
}

/// What can be done with the saved view that is open.
pub struct Tools {
    /// Where its forms are sent to.
    pub url: String,
    /// What addresses call it.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// The table does not show what it keeps any more.
    pub changed: bool,
    /// It opens by itself.
    pub default: bool,
    /// The reader may change it.
    pub may_change: bool,
}

/// The menu.
pub struct ViewsMenu {
    /// What is open, in a word.
    pub summary: String,
    /// Everything, which nobody needs to keep.
    pub all: Item,
    /// The reader's own.
    pub own: Vec<Item>,
    /// Everybody's.
    pub shared: Vec<Item>,
    /// Of the saved view that is open.
    pub tools: Option<Tools>,
    /// The reader may keep views for everybody.
    pub may_share: bool,
}

impl ViewsMenu {
    /// The menu beside a view.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new(caller: &Caller, t: &Texts, view: &View, today: NaiveDate) -> Result<Self, DbErr> {
        let db = caller.app.store.pages();
        let rows = views::all(db, caller.account.id, &caller.person()).await?;
        let default = views::default_of(db, caller.account.id, &caller.person()).await?;
        let default = default.filter(|id| rows.iter().any(|row| row.id == *id));
        let query = view.query();
        let kept = |row: &Model| understood(&Query::parse(&row.query), today).0.query();
        // The view that the address names; else one that keeps the very same.
        let open = rows
            .iter()
            .find(|row| view.named == Some(row.id.to_string()))
            .or_else(|| rows.iter().find(|row| view.named.is_none() && kept(row) == query));
        let item = |row: &Model| Item {
            name: row.name.clone(),
            url: url_of(row, today),
            current: open.is_some_and(|open| open.id == row.id),
            default: default == Some(row.id),
        };
        let summary = match open {
            Some(row) if kept(row) == query => row.name.clone(),
            Some(row) => t.view_changed.replace("{name}", &row.name),
            None if query.is_empty() => t.view_all.to_owned(),
            None => t.view_unsaved.to_owned(),
        };
        Ok(Self {
            summary,
            all: Item {
                name: t.view_all.to_owned(),
                url: format!("/conversations?view={ALL}"),
                current: open.is_none() && query.is_empty(),
                default: default.is_none(),
            },
            own: rows.iter().filter(|row| row.owner != SHARED).map(item).collect(),
            shared: rows.iter().filter(|row| row.owner == SHARED).map(item).collect(),
            tools: open.map(|row| Tools {
                url: format!("/views/{}", row.id),
                id: row.id,
                name: row.name.clone(),
                changed: kept(row) != query,
                default: default == Some(row.id),
                may_change: row.owner != SHARED || caller.may(Right::Review),
            }),
            may_share: caller.may(Right::Review),
        })
    }
}

/// The table as a view keeps it. What means nothing any more is left out, and told.
pub fn url_of(row: &Model, today: NaiveDate) -> String {
    let (view, dropped) = understood(&Query::parse(&row.query), today);
    let view = View { named: Some(row.id.to_string()), ..view };
    let dropped: Vec<_> = dropped.into_iter().map(|what| ("dropped", what)).collect();
    view.url_with(&dropped)
}
