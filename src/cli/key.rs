//! `hilo key`: the keys that open the API and the pages.

use clap::Subcommand;

use super::{open_account, usage};
use crate::access::programs;
use crate::config::Common;
use crate::domain::event::instant;
use crate::error::Result;
use crate::store::audit::Actor;
use crate::store::from_millis;
use crate::store::keys::{self, CLICKS_A_MINUTE, New, Scope};

/// What to do with keys.
#[derive(Subcommand, Debug)]
pub enum KeyCommand {
    /// Make a key and print it: this is the only time it is shown
    Create {
        /// What to call it
        #[arg(long)]
        name: String,
        /// What it opens: ingest (send events, tags among them), read (pages, API, exports), admin (settings, users, keys,
        /// audit log), click (clicks from browsers: such a key may be seen by anybody); repeatable
        #[arg(long = "scope", required = true, value_name = "SCOPE", value_parser = scope)]
        scopes: Vec<Scope>,
        /// A page that may use it, as in https://shop.example.com; needed for click; repeatable
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<String>,
        /// Requests a minute at most; 0: as many as come; 600 for click where nothing is said
        #[arg(long, value_name = "REQUESTS")]
        per_minute: Option<u32>,
    },
    /// Show the names of all keys and what they open
    List,
    /// Make a key open nothing from now on
    Revoke {
        /// Its name
        #[arg(long)]
        name: String,
    },
}

fn scope(word: &str) -> std::result::Result<Scope, String> {
    Scope::from_word(word).ok_or_else(|| "must be ingest, read, admin or click".to_owned())
}

impl KeyCommand {
    /// Does it.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let now = common.clock().now();
        match self {
            Self::Create { name, scopes, origins, per_minute } => {
                let usual = if scopes.contains(&Scope::Click) { CLICKS_A_MINUTE } else { 0 };
                let new = New { name, scopes, origins, per_minute: per_minute.unwrap_or(usual) };
                if let Some(wrong) = new.refusal() {
                    return Err(usage(wrong.to_string()));
                }
                let taken = format!("there is a key `{}` already; choose another name", new.name);
                let key = programs::make(&store, account.id, new, &Actor::command(), now).await?;
                println!("{}", key.ok_or_else(|| usage(taken))?);
            }
            Self::List => {
                for key in keys::all(store.reader(), account.id).await? {
                    let state = match key.revoked_at {
                        Some(at) => format!("revoked {}", instant(from_millis(at))),
                        None => format!("created {}", instant(from_millis(key.created_at))),
                    };
                    println!("{}\t{}\t{state}", key.name, key.scopes);
                }
            }
            Self::Revoke { name } => {
                if !programs::revoke(&store, account.id, &name, &Actor::command(), now).await? {
                    return Err(usage(format!("there is no key `{name}` that opens anything")));
                }
            }
        }
        Ok(())
    }
}
