//! `hilo copy`: everything from one database to another, whichever engine each is, and proved at the end.

mod bring;
mod progress;

use std::time::Instant;

use chrono::{DateTime, Utc};
use clap::Args;
use indicatif::{HumanCount, HumanDuration};

use self::bring::{Brought, bring};
use super::check::{self, check, derive, refuse_damaged};
use super::{SOME_REFUSED, close_at_the_end, failed, usage};
use crate::config::Common;
use crate::error::{Error, Result};
use crate::store::accounts::{Account, Model as Row};
use crate::store::{self, Store, accounts, events, totals, transfer};

/// The command.
#[derive(Args, Debug)]
#[command(after_help = "Example, from a file to a server:\n  \
    hilo copy --from sqlite://hilo.db --to postgres://hilo:PASSWORD@db.example.com/hilo\n\n\
    All accounts go, with their settings and keys, and every event as it is. The numbers are then derived anew from the \
    events where they went, compared as `hilo check` does, and the events of both databases counted. It needs little \
    memory, and room for one account in the folder for temporary files (TMPDIR).\n\n\
    The old database may go on being served: one moment of it is copied. The new one must not be served before the \
    command has ended well: until then its numbers are not whole. Interrupted, it goes on where it stopped when the \
    same command is run again; run again later, it brings over what came since.\n\n\
    Nothing in the new database is overwritten: holds it something else already, the command says what and stops. \
    --database-url, --read-database-url and --account play no part. An address given by HILO_COPY_FROM or HILO_COPY_TO \
    keeps its password out of the list of processes.\n\n\
    Exit code: 0 copied, and nothing differs, 1 something differs, 2 it could not be done.")]
pub struct Copy {
    /// Where everything is: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE. Nothing is written to it
    #[arg(long, env = "HILO_COPY_FROM", hide_env_values = true, value_name = "URL", display_order = 0)]
    from: String,
    /// Where it goes: best an empty database; a file is created where it does not exist
    #[arg(long, env = "HILO_COPY_TO", hide_env_values = true, value_name = "URL", display_order = 0)]
    to: String,
}

/// One of the two databases.
struct Side {
    /// What to call it in messages.
    name: String,
    store: Store,
}

impl Side {
    fn new(url: &str, store: Store) -> Self {
        close_at_the_end(&store);
        Self { name: store::name_of(url), store }
    }

    /// An error, told with the name of the database that it comes from.
    fn blamed(&self, error: impl Into<Error>) -> Error {
        match error.into() {
            Error::Store(error) => failed(&self.name, Error::Store(error)),
            other => other,
        }
    }
}

impl Copy {
    /// Copies, derives anew and compares.
    pub async fn run(self, common: &Common) -> Result<u8> {
        let same = || usage("--from and --to are the same database: there is nothing to copy".to_owned());
        if self.from == self.to {
            return Err(same());
        }
        let from = Side::new(&self.from, Store::open_to_read(&self.from, common.pools()).await?);
        let identity = from.store.identity().await.map_err(|error| from.blamed(error))?;
        refuse_damaged(&from.store).await.map_err(|error| from.blamed(error))?;
        let to = Side::new(&self.to, Store::open_with(&self.to, None, common.pools()).await?);
        if to.store.identity().await.map_err(|error| to.blamed(error))? == identity {
            return Err(same());
        }
        let begun = Instant::now();
        let brought = bring(&from, &to).await?;
        // All are derived before the first is compared: what one did to another would be seen.
        let mut accounts = Vec::with_capacity(brought.len());
        for (account, _) in &brought {
            accounts.push(
                derive_anew(&to.store, account, common.clock().now())
                    .await
                    .map_err(|error| to.blamed(error))?,
            );
        }
        let mut differences = 0;
        for account in &accounts {
            eprintln!("account `{}`: comparing its numbers", account.name);
            differences += check(&to.store, account, common).await.map_err(|error| to.blamed(error))?;
        }
        let whole = counts_agree(&from, &to, &brought).await? && differences == 0;
        tell(&brought, begun, whole);
        Ok(if whole { 0 } else { SOME_REFUSED })
    }
}

/// Derives everything of an account anew from its events.
async fn derive_anew(store: &Store, row: &Row, now: DateTime<Utc>) -> Result<Account> {
    let count = events::count(store.writer(), row.id).await?;
    eprintln!("account `{}`: deriving its numbers from {} events", row.name, HumanCount(count));
    let tx = store.begin().await?;
    let mut account = accounts::lock(&tx, row.id).await?;
    // Of a version that kept none.
    totals::begin(&tx, &mut account, now).await?;
    derive(tx, &account, &check::Progress::of(count)).await?;
    Ok(account)
}

/// Whether both databases hold as many events as were copied. A server that goes on with the old one adds to it.
async fn counts_agree(from: &Side, to: &Side, brought: &[(Row, Brought)]) -> Result<bool> {
    let now = from.store.snapshot().await.map_err(|error| from.blamed(error))?;
    let mut agree = true;
    for account in transfer::accounts_of(&now).await.map_err(|error| from.blamed(error))? {
        let seen = brought.iter().find(|(known, _)| known.id == account.id).map_or(0, |(_, one)| one.seen());
        let there = events::count(&now, account.id).await.map_err(|error| from.blamed(error))?;
        let kept = events::count(to.store.writer(), account.id).await.map_err(|error| to.blamed(error))?;
        let name = &account.name;
        if there > seen {
            let more = HumanCount(there - seen);
            println!(
                "events of `{name}`: {} has {more} more by now; run this again to bring them over",
                from.name
            );
        }
        if kept > seen {
            let more = HumanCount(kept - seen);
            println!("events of `{name}`: {} has {more} more than {}", to.name, from.name);
        }
        agree &= there == seen && kept == seen;
    }
    Ok(agree)
}

fn tell(brought: &[(Row, Brought)], begun: Instant, whole: bool) {
    let sum = |of: fn(&Brought) -> u64| HumanCount(brought.iter().map(|(_, one)| of(one)).sum());
    println!(
        "{} in {}: {} events copied, {} already there; {}",
        if let [_] = brought { "1 account".to_owned() } else { format!("{} accounts", brought.len()) },
        HumanDuration(begun.elapsed()),
        sum(|one| one.copied),
        sum(|one| one.there),
        if whole { "all is there and nothing differs" } else { "not all is as it should be, see above" }
    );
}
