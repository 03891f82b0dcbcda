//! Accounts, keys and events, from one moment of the old database into the new one.

use sea_orm::ConnectionTrait;

use super::Side;
use super::progress::Progress;
use crate::cli::usage;
use crate::error::{Error, Result};
use crate::store::accounts::Model as Account;
use crate::store::transfer::{self, Moved, Stop};
use crate::store::{derived, events};

/// Events in one transaction: what an interrupted copy may have to do again.
const BATCH: u64 = 2_000;

/// What became of the events of an account.
#[derive(Clone, Copy, Default)]
pub struct Brought {
    /// Added.
    pub copied: u64,
    /// There before, and the same.
    pub there: u64,
}

impl Brought {
    /// All that were there to be copied.
    pub fn seen(&self) -> u64 {
        self.copied + self.there
    }
}

/// Brings over all accounts. The old database is let go when this ends.
pub async fn bring(from: &Side, to: &Side) -> Result<Vec<(Account, Brought)>> {
    let blame = |error| from.blamed(error);
    let moment = from.store.snapshot().await.map_err(blame)?;
    let accounts = transfer::accounts_of(&moment).await.map_err(blame)?;
    if let Some(other) =
        transfer::holds_others(&to.store, &accounts).await.map_err(|error| to.blamed(error))?
    {
        let what = format!("holds events of the account `{other}`, which {} has not", from.name);
        return Err(left_alone(to, &what));
    }
    // One account alone has no id twice.
    let moved = match accounts.len() {
        0 | 1 => Moved::default(),
        _ => Moved::find(&moment, &to.store).await.map_err(blame)?,
    };
    let mut total = 0;
    for account in &accounts {
        total += events::count(&moment, account.id).await.map_err(blame)?;
    }
    // Those that an earlier copy brought are looked up.
    derived::learn_sizes(to.store.writer()).await.map_err(|error| to.blamed(error))?;
    let progress = Progress::of(total);
    let mut all = Vec::with_capacity(accounts.len());
    for account in accounts {
        let keys = transfer::keys_of(&moment, account.id).await.map_err(blame)?;
        transfer::add_account(&to.store, account.clone(), keys)
            .await
            .map_err(|stop| refused(from, to, &account, stop))?;
        let people = transfer::add_people(&moment, &to.store, account.id).await;
        people.map_err(|stop| refused(from, to, &account, stop))?;
        let brought = bring_events(&moment, from, to, &account, &moved, &progress).await?;
        all.push((account, brought));
    }
    progress.finish();
    // All that follows reads them back.
    derived::learn_sizes(to.store.writer()).await.map_err(|error| to.blamed(error))?;
    Ok(all)
}

async fn bring_events(
    moment: &impl ConnectionTrait,
    from: &Side,
    to: &Side,
    account: &Account,
    moved: &Moved,
    progress: &Progress,
) -> Result<Brought> {
    let mut brought = Brought::default();
    let mut after = String::new();
    loop {
        let rows = events::rows_after(moment, account.id, &after, BATCH).await;
        let mut rows = rows.map_err(|error| from.blamed(error))?;
        let Some(last) = rows.last() else { return Ok(brought) };
        after.clone_from(&last.event_id);
        moved.apply(&mut rows);
        let added = transfer::add_events(&to.store, account.id, &rows).await;
        let added = added.map_err(|stop| refused(from, to, account, stop))?;
        brought.copied += added as u64;
        brought.there += (rows.len() - added) as u64;
        progress.copied(rows.len() as u64);
    }
}

/// Why nothing more is added, for people.
fn refused(from: &Side, to: &Side, account: &Account, stop: Stop) -> Error {
    let (from, name) = (&from.name, &account.name);
    let what = match stop {
        Stop::Store(error) => return to.blamed(error),
        Stop::Account => {
            format!("has another account by the name or under the number of `{name}` ({})", account.id)
        }
        Stop::Settings => format!(
            "holds events of the account `{name}`, which has other settings in {from}. Make them alike with \
             `hilo account set` where it is an earlier copy"
        ),
        Stop::Key(key) => format!("has another key by the name `{key}` in the account `{name}`"),
        Stop::Event(id) => format!("holds another event `{id}` in the account `{name}`"),
    };
    left_alone(to, &what)
}

fn left_alone(to: &Side, what: &str) -> Error {
    usage(format!("{} {what}. Nothing is overwritten: copy into an empty database", to.name))
}
