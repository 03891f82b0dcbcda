//! `hilo serve`: pages and API until stopped.

use clap::Args;

use super::{failed, make_searchable, open};
use crate::access::App;
use crate::config::{Common, Listen, Logs, Sweep, Writing};
use crate::error::{Error, Result};
use crate::ingest::bulk::Tools;
use crate::ingest::{Ingest, sweep};
use crate::store::Store;
use crate::store::trouble::Trouble;
use crate::{log, server};

/// The command.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,
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
        if let Err(error) = make_searchable(&store).await {
            // Damage, or what may pass: the rest is served.
            eprintln!("hilo: {error}");
        }
        refuse_read_only(&store).await?;
        let clock = common.clock();
        let ingest = Ingest::start(store.clone(), clock, self.writing.pace());
        sweep::start(store.clone(), clock, self.sweep.every());
        Tools { store: store.clone(), ingest: ingest.clone(), clock }.start(self.sweep.every());
        let app = App { store, ingest, clock, demo: None };
        let listen = self.listen.listen;
        let (address, server) = server::start(app, listen)
            .map_err(|error| failed(&format!("cannot listen on {listen}"), error))?;
        println!("Hilo listens on http://{address}/");
        server.await.map_err(|error| failed("the server stopped", error))
    }
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
