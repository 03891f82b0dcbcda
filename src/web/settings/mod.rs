//! What an account decides for itself, and who may.

pub mod account;
pub mod audit;
pub mod change;
pub mod customer;
pub mod keys;
pub mod numbers;
mod numbers_form;
pub mod privacy;
pub mod users_list;
pub mod users_write;

use crate::access::Caller;
use crate::domain::access::{Right, Role};
use crate::i18n::PeopleTexts;

/// A page of the settings.
pub struct Tab {
    /// What it is called.
    pub label: &'static str,
    /// Its address.
    pub url: &'static str,
    /// It is this one.
    pub current: bool,
}

/// The pages that somebody may see.
fn tabs(caller: &Caller, t: &PeopleTexts, current: &str) -> Vec<Tab> {
    let all = [
        (Right::Configure, t.account, "/settings/account"),
        (Right::Configure, t.numbers, "/settings/numbers"),
        (Right::People, t.users, "/settings/users"),
        (Right::Configure, t.keys, "/settings/keys"),
        (Right::Configure, t.privacy, "/settings/privacy"),
        (Right::Configure, t.audit, "/settings/audit"),
    ];
    let seen = all.into_iter().filter(|(right, ..)| caller.may(*right));
    seen.map(|(_, label, url)| Tab { label, url, current: url == current }).collect()
}

/// A role and what it may, for people.
pub fn role(t: &PeopleTexts, role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Owner => (t.role_owner, t.role_owner_help),
        Role::Manager => (t.role_manager, t.role_manager_help),
        Role::Analyst => (t.role_analyst, t.role_analyst_help),
        Role::Reviewer => (t.role_reviewer, t.role_reviewer_help),
        Role::Agent => (t.role_agent, t.role_agent_help),
    }
}
