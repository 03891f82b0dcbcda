//! The command line: one file a command.

mod account;
mod check;
mod copy;
mod customer;
mod demo;
mod export;
mod generate;
mod import;
mod key;
mod retention;
mod serve;
mod user;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Common;
use crate::error::{Error, Result};
use crate::ingest::{is_behind, refold, sum_up};
use crate::store::accounts::{self, Account};
use crate::store::{self, Store, totals};

/// Exit code when all went well but some lines were refused, or `check` found differences.
pub const SOME_REFUSED: u8 = 1;

/// Exit code when the command could not do its work.
const FAILED: u8 = 2;

/// For how long the end waits for what is under way in the database.
const CLOSING: Duration = Duration::from_secs(5);

/// The databases of the command that runs, to be closed at its end whatever became of it.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());

/// Hilo: the open, self-hosted record of what an AI customer agent really did.
///
/// Begin with `hilo demo` to look around. For your own data: `hilo key create`, `hilo serve`, and send events to
/// POST /api/v1/events or read them from files with `hilo import`.
#[derive(Parser, Debug)]
#[command(name = "hilo", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve pages and API until stopped
    Serve(serve::Serve),
    /// Show Hilo with generated conversations of a web shop, in the browser, and forget them at the end
    Demo(demo::Demo),
    /// Read events from NDJSON files (.gz too) or from standard input (-)
    Import(import::Import),
    /// Write conversations, messages, orders or events to standard output, as NDJSON or CSV
    Export(export::Export),
    /// Write made-up events to standard output as NDJSON, to measure with
    Generate(generate::Generate),
    /// Compute every number again from the events and compare
    Check(check::Check),
    /// Move everything from one database to another, and prove it
    Copy(copy::Copy),
    /// List, create and change accounts
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Give out all that is kept of one customer, or erase it
    #[command(subcommand)]
    Customer(customer::CustomerCommand),
    /// Erase what is older than the account says; a server does so by itself
    Retention(retention::Retention),
    /// Create, list and revoke the keys that open the API
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Add, list and shut out the people who sign in
    #[command(subcommand)]
    User(user::UserCommand),
}

/// Runs the command that the process was started with. Here rather than in `main.rs`, so that what it takes is compiled
/// once, with the library.
pub fn main() -> ExitCode {
    ExitCode::from(actix_web::rt::System::new().block_on(run()))
}

async fn run() -> u8 {
    let cli = Cli::parse();
    let common = &cli.common;
    let done = match cli.command {
        Command::Serve(serve) => serve.run(common).await.map(|()| 0),
        Command::Demo(demo) => demo.run(common).await.map(|()| 0),
        Command::Import(import) => import.run(common).await,
        Command::Export(export) => export.run(common).await.map(|()| 0),
        Command::Generate(generate) => generate.run().map(|()| 0),
        Command::Check(check) => check.run(common).await,
        Command::Copy(copy) => copy.run(common).await,
        Command::Account(account) => account.run(common).await.map(|()| 0),
        Command::Customer(customer) => customer.run(common).await.map(|()| 0),
        Command::Retention(retention) => retention.run(common).await.map(|()| 0),
        Command::Key(key) => key.run(common).await.map(|()| 0),
        Command::User(user) => user.run(common).await.map(|()| 0),
    };
    let opened = std::mem::take(&mut *OPENED.lock().unwrap_or_else(PoisonError::into_inner));
    for store in opened {
        // Whatever fails here was told before: what was acknowledged is in the file or in the log beside it.
        let _ = tokio::time::timeout(CLOSING, store.close()).await;
    }
    done.unwrap_or_else(|error| {
        // Who runs a command may know where the database is; who asks over HTTP learns what is wrong alone.
        match &error {
            Error::Store(_) => eprintln!("hilo: {}: {error}", store::name_of(&common.database_url)),
            other => eprintln!("hilo: {other}"),
        }
        FAILED
    })
}

fn close_at_the_end(store: &Store) {
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).push(store.clone());
}

/// Opens the database, with its first account there.
async fn open(common: &Common) -> Result<Store> {
    let (url, replica) = (&common.database_url, common.read_database_url.as_deref());
    let store = Store::open_with(url, replica, common.pools()).await?;
    close_at_the_end(&store);
    // Not from a replica, which may not have heard of it yet.
    if accounts::find(store.writer(), accounts::DEFAULT).await?.is_none() {
        let settings = crate::domain::settings::Settings::default();
        let created =
            accounts::create(store.writer(), accounts::DEFAULT, settings.time_zone, settings.currency).await;
        // Another process may have been faster.
        if accounts::find(store.writer(), accounts::DEFAULT).await?.is_none() {
            created?;
        }
    }
    Ok(store)
}

/// Folds again what a change of the schema left out. `check` finds it missing by itself.
async fn catch_up(store: &Store, clock: Clock) -> Result<()> {
    for account in accounts::all(store.writer()).await? {
        if is_behind(store, &account).await? {
            eprintln!("account `{}`: bringing its conversations up to date", account.name);
            refold(store, &account).await?;
        }
        if account.closed_until == totals::NOT_KEPT {
            eprintln!("account `{}`: adding up its conversations", account.name);
            sum_up(store, account.id, clock.now()).await?;
        }
    }
    Ok(())
}

/// Opens the database and the account asked for.
async fn open_account(common: &Common) -> Result<(Store, Account)> {
    let store = open(common).await?;
    let account = accounts::find(store.writer(), &common.account).await?.ok_or_else(|| {
        usage(format!(
            "there is no account `{}`; `hilo account list` shows them, `hilo account create` makes one",
            common.account
        ))
    })?;
    Ok((store, account))
}

/// A mistake in what was asked for.
fn usage(message: String) -> Error {
    Error::BadRequest { field: String::new(), message }
}

/// Something the machine refused.
fn failed(what: &str, error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("{what}: {error}"))
}
