//! `hilo key`: the keys that open the API and the pages.

use clap::Subcommand;

use super::{open_account, usage};
use crate::config::Common;
use crate::domain::event::instant;
use crate::error::Result;
use crate::store::keys::{self, Scope};
use crate::store::{from_millis, to_millis};

/// What to do with keys.
#[derive(Subcommand, Debug)]
pub enum KeyCommand {
    /// Make a key and print it: this is the only time it is shown
    Create {
        /// What to call it
        #[arg(long)]
        name: String,
        /// What it opens: ingest (send events, tag on the pages), read (pages, API, exports); repeatable
        #[arg(long = "scope", required = true, value_name = "SCOPE", value_parser = scope)]
        scopes: Vec<Scope>,
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
    Scope::from_word(word).ok_or_else(|| "must be ingest or read".to_owned())
}

impl KeyCommand {
    /// Does it.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let now = to_millis(common.clock().now());
        match self {
            Self::Create { name, scopes } => {
                let known = keys::all(store.reader(), account.id).await?;
                if known.iter().any(|key| key.name == name) {
                    return Err(usage(format!("there is a key `{name}` already; choose another name")));
                }
                println!("{}", keys::create(store.writer(), account.id, &name, &scopes, now).await?);
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
                if !keys::revoke(store.writer(), account.id, &name, now).await? {
                    return Err(usage(format!("there is no key `{name}` that opens anything")));
                }
            }
        }
        Ok(())
    }
}
