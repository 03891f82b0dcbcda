//! `hilo check`: derive everything again from the events, in a database of its own, and compare.

mod compare;
mod progress;

use clap::Args;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};

use self::compare::{Differences, LISTED, compare};
pub(super) use self::progress::Progress;
use super::{SOME_REFUSED, open_account};
use crate::config::Common;
use crate::error::{Error, Result};
use crate::ingest::{Links, rebuild};
use crate::store::accounts::{self, Account};
use crate::store::derived::Table;
use crate::store::{Store, events};

/// Events read at a time.
const BATCH: u64 = 2_000;

/// The command.
#[derive(Args, Debug)]
#[command(
    after_help = "Exit code: 0 nothing differs (or all was put right), 1 something differs, 2 the check could not be made.\n\
    It looks at one moment of the database; a server may go on writing meanwhile. It needs room for a second copy of \
    the database in the folder for temporary files (TMPDIR), and little memory.\n\
    With --repair and a difference, all is derived anew in one transaction: readers see the old numbers until it is \
    done, and a server that is running answers 503 to events meanwhile."
)]
pub struct Check {
    /// Write the right numbers where something differs
    #[arg(long)]
    repair: bool,
}

impl Check {
    /// Runs it.
    pub async fn run(self, common: &Common) -> Result<u8> {
        let (store, account) = open_account(common).await?;
        refuse_damaged(&store).await?;
        let found = check(&store, &account, common).await?;
        if found == 0 || !self.repair {
            return Ok(if found == 0 { 0 } else { SOME_REFUSED });
        }
        repair(&store, &account, common).await?;
        eprintln!("put right; checking again");
        Ok(if check(&store, &account, common).await? == 0 { 0 } else { SOME_REFUSED })
    }
}

/// A file in which the engine finds fault is not worth reading on.
pub(super) async fn refuse_damaged(store: &Store) -> Result<()> {
    let damaged = store.verify_file().await?;
    if damaged.is_empty() {
        return Ok(());
    }
    damaged.iter().take(LISTED).for_each(|line| println!("{line}"));
    Err(Error::Store(DbErr::Type("the engine's own check of its file".to_owned())))
}

/// Compares and tells; gives the number of differences.
pub(super) async fn check(store: &Store, account: &Account, common: &Common) -> Result<usize> {
    let snapshot = store.snapshot().await?;
    // As it is at that moment: totals hang on it.
    let account = &accounts::get(&snapshot, account.id).await?.ok_or(Error::NotFound("account"))?;
    let scratch = Store::scratch().await?;
    let mut differences = Differences::default();
    let progress = Progress::of(events::count(&snapshot, account.id).await?);
    // One transaction: the scratch database is thrown away when it fails.
    let tx = scratch.db().begin().await?;
    accounts::copy(&snapshot, &tx, account.id).await?;
    copy_events(&snapshot, &tx, account, common, &progress, &mut differences).await?;
    rebuild(&tx, account, &|stage, count| progress.rebuilt(stage, count)).await?;
    tx.commit().await?;
    let mut compared = 0;
    for table in Table::ALL {
        progress.comparing(table);
        compared += compare(&snapshot, scratch.db(), account.id, table, &progress, &mut differences).await?;
    }
    progress.finish();
    let found = differences.found();
    eprintln!("compared {compared} derived rows: {found} differences");
    Ok(found)
}

/// Copies the events, with their columns as they ought to be.
async fn copy_events(
    from: &impl ConnectionTrait,
    to: &impl ConnectionTrait,
    account: &Account,
    common: &Common,
    progress: &Progress,
    differences: &mut Differences,
) -> Result<()> {
    each_batch(from, account, common, progress, async |rows, right| {
        for (row, right) in rows.iter().zip(&right) {
            differences.event(row, right.as_ref(), progress);
        }
        let right: Vec<events::Model> = right.into_iter().flatten().collect();
        events::put(to, &right).await
    })
    .await
}

/// Derives everything of an account anew, where it is kept.
async fn repair(store: &Store, account: &Account, common: &Common) -> Result<()> {
    let tx = store.begin().await?;
    accounts::lock(&tx, account.id).await?;
    let progress = Progress::of(events::count(&tx, account.id).await?);
    each_batch(&tx, account, common, &progress, async |rows, right| {
        let pairs = rows.iter().zip(right);
        let wrong: Vec<events::Model> =
            pairs.filter_map(|(row, right)| right.filter(|right| right != row)).collect();
        events::put(&tx, &wrong).await
    })
    .await?;
    derive(tx, account, &progress).await
}

/// Derives everything of an account anew from its events, and ends the transaction that holds it.
pub(super) async fn derive(tx: DatabaseTransaction, account: &Account, progress: &Progress) -> Result<()> {
    rebuild(&tx, account, &|stage, count| progress.rebuilt(stage, count)).await?;
    tx.commit().await?;
    progress.finish();
    Ok(())
}

/// Hands out the events of an account as they are kept, each batch with the rows as they ought to be.
async fn each_batch(
    db: &impl ConnectionTrait,
    account: &Account,
    common: &Common,
    progress: &Progress,
    mut take: impl AsyncFnMut(&[events::Model], Vec<Option<events::Model>>) -> std::result::Result<(), DbErr>,
) -> Result<()> {
    let mut links = Links::default();
    let mut after = String::new();
    loop {
        let rows = events::rows_after(db, account.id, &after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after.clone_from(&last.event_id);
        let right = links.right(db, account.id, &rows, common.clock().now()).await?;
        take(&rows, right).await?;
        progress.copied(rows.len());
    }
}
