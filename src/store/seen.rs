//! What somebody sees of an account: every number, list and thread asks with one of these.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, Condition};

use super::accounts::Account;
use super::conversations::{Column, Model as Conversation};
use crate::domain::period::local_day;

/// Whose conversations, of which groups, and as of when.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The account.
    pub account_id: i64,
    /// Its zone.
    pub zone: Tz,
    /// The instant that status and ranges are taken at.
    pub now: DateTime<Utc>,
    /// Conversations of these groups alone; `None`: all, also those of no group.
    pub groups: Option<Vec<String>>,
}

impl Seen {
    /// Everything of an account.
    pub fn all(account: &Account, now: DateTime<Utc>) -> Self {
        Self { account_id: account.id, zone: account.settings.time_zone, now, groups: None }
    }

    /// The day it is there.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now, self.zone)
    }

    /// The conversations that are seen, those that do not count among them.
    pub fn condition(&self) -> Condition {
        let all = Condition::all().add(Column::AccountId.eq(self.account_id));
        match &self.groups {
            Some(groups) => all.add(Column::GroupName.is_in(groups)),
            None => all,
        }
    }

    /// Whether a conversation of the account is seen.
    pub fn covers(&self, row: &Conversation) -> bool {
        self.groups.as_ref().is_none_or(|groups| groups.contains(&row.group_name))
    }
}
