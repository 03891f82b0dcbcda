//! `hilo serve`: pages and API until stopped.

use std::io::{self, Write};
use std::sync::Arc;

use clap::Args;
use uuid::Uuid;

use super::{catch_up, failed, open};
use crate::access::{App, Reached};
use crate::config::{Common, Listen, Logs, Proxies, Public, Sweep, Writing};
use crate::error::{Error, Result};
use crate::ingest::bulk::Tools;
use crate::ingest::changes::Changes;
use crate::ingest::{Ingest, retain, sweep};
use crate::store::tickets::{self, Kind};
use crate::store::trouble::Trouble;
use crate::store::{Store, accounts, to_millis, users};
use crate::{log, server};

/// The command.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    public: Public,
    #[command(flatten)]
    proxies: Proxies,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    logs: Logs,
    #[command(flatten)]
    sweep: Sweep,
}

impl Serve {
    /// Runs until SIGINT or SIGTERM.
    pub async fn run(self, common: &Common) -> Result<()> {
        log::start(&self.logs);
        let store = open(common).await?;
        let clock = common.clock();
        if let Err(error) = catch_up(&store, clock).await {
            // Damage, or what may pass: the rest is served.
            eprintln!("hilo: {error}");
        }
        refuse_read_only(&store).await?;
        let ingest = Ingest::start(store.clone(), clock, self.writing.pace());
        sweep::start(store.clone(), clock, self.sweep.every());
        retain::start(store.clone(), clock);
        Tools { store: store.clone(), ingest: ingest.clone(), clock }.start(self.sweep.every());
        Changes { store: store.clone(), clock }.start(self.sweep.every());
        let reached = Reached {
            proxies: self.proxies.trusted_proxies,
            public_url: self.public.public_url.clone().unwrap_or_default(),
        };
        let app = App { reached: Arc::new(reached), ..App::new(store.clone(), ingest, clock) };
        let listen = self.listen.listen;
        let (address, server) = server::start(app, listen)
            .map_err(|error| failed(&format!("cannot listen on {listen}"), error))?;
        println!("Hilo listens on http://{address}/");
        let url = self.public.public_url.unwrap_or_else(|| format!("http://{address}"));
        if let Err(error) = offer_setup(&store, common, &url).await {
            eprintln!("hilo: {error}");
        }
        server.await.map_err(|error| failed("the server stopped", error))
    }
}

/// Where nobody can sign in yet, whoever started the server is the one to begin: only they see this.
async fn offer_setup(store: &Store, common: &Common, url: &str) -> Result<()> {
    if !users::none(store.reader()).await? {
        return Ok(());
    }
    let account = accounts::find(store.reader(), &common.account).await?.ok_or(Error::NotFound("account"))?;
    let now = to_millis(common.clock().now());
    let token = tickets::create(store.writer(), account.id, Kind::Setup, Uuid::nil(), now).await?;
    // Whoever started it may have stopped to read: that is no reason to end.
    let _ =
        writeln!(io::stdout(), "Nobody can sign in yet. Set it up, within a day, at {url}/welcome/{token}");
    Ok(())
}

/// A server that may not write would take nothing, ever: that is told at once. What may pass, as a full disk or another
/// program's lock, does not keep it from serving what is there.
async fn refuse_read_only(store: &Store) -> Result<()> {
    match store.check_writable().await {
        Err(error) if matches!(Trouble::of(&error), Trouble::ReadOnly | Trouble::CannotOpen) => {
            Err(error.into())
        }
        Err(error) => {
            eprintln!("hilo: {}", Error::from(error));
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
