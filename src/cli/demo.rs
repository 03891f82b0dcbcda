//! `hilo demo`: something worth looking at, by one command, forgotten at the end.

use std::io::IsTerminal;

use clap::Args;

use super::failed;
use crate::access::App;
use crate::config::{Common, Listen, Logs, Sweep};
use crate::domain::event::parse;
use crate::domain::money::Currency;
use crate::error::Result;
use crate::ingest::bulk::Tools;
use crate::ingest::changes::Changes;
use crate::ingest::{Ingest, Pace, sweep};
use crate::store::{Store, accounts};
use crate::{demo, log, server};

/// Events in one transaction while the demo's shop is filled.
const BATCH: usize = 4_000;

/// The command.
#[derive(Args, Debug)]
pub struct Demo {
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    logs: Logs,
    #[command(flatten)]
    sweep: Sweep,
    /// How many conversations to make up
    #[arg(long, default_value_t = 1_200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    conversations: u32,
    /// Another number makes up other conversations
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Do not open the browser
    #[arg(long)]
    no_browser: bool,
}

impl Demo {
    /// Runs until SIGINT or SIGTERM.
    pub async fn run(self, common: &Common) -> Result<()> {
        let listen = self.listen.listen;
        if !listen.ip().is_loopback() {
            return Err(super::usage(
                "the demo is open to whoever reaches it, so it listens on loopback only, as in 127.0.0.1:8080".to_owned(),
            ));
        }
        log::start(&self.logs);
        // A folder of its own that goes when the process ends well; the operating system clears it otherwise.
        let folder = tempfile::tempdir().map_err(|error| failed("no room for the demo's data", error))?;
        let store = Store::open(&format!("sqlite://{}", folder.path().join("demo.db").display())).await?;
        let euro = Currency::parse("EUR").map_err(super::usage)?;
        accounts::create(store.writer(), "Lumbre", chrono_tz::Europe::Madrid, euro).await?;
        let account = accounts::find(store.reader(), "Lumbre").await?.map_or(1, |account| account.id);
        let clock = common.clock();
        let ingest = Ingest::start(store.clone(), clock, Pace::default());
        self.fill(&ingest, account, clock.now()).await?;
        sweep::start(store.clone(), clock, self.sweep.every());
        Tools { store: store.clone(), ingest: ingest.clone(), clock }.start(self.sweep.every());
        Changes { store: store.clone(), clock }.start(self.sweep.every());
        let app = App { demo: Some(account), ..App::new(store, ingest, clock) };
        let (address, server) = match server::start(app.clone(), listen) {
            Ok(started) => started,
            // Somebody else is on the usual port: any other will do for a demo.
            Err(_) => server::start(app, (listen.ip(), 0).into())
                .map_err(|error| failed(&format!("cannot listen on {listen}"), error))?,
        };
        let url = format!("http://{address}/");
        println!("Hilo's demo is at {url}  (made-up conversations; Ctrl-C ends it and forgets them)");
        if !self.no_browser && std::io::stdout().is_terminal() {
            // No browser on this machine is no reason to fail: the address is printed.
            let _ = open::that_detached(&url);
        }
        server.await.map_err(|error| failed("the server stopped", error))
    }

    async fn fill(&self, ingest: &Ingest, account: i64, now: chrono::DateTime<chrono::Utc>) -> Result<()> {
        let conversations = usize::try_from(self.conversations).unwrap_or(usize::MAX);
        let mut events = Vec::new();
        for value in demo::events(now, self.seed, conversations) {
            let event = parse(value, now).map_err(|refusal| failed("a made-up event", refusal.message))?;
            events.push(event);
        }
        for batch in events.chunks(BATCH) {
            ingest.submit(account, batch.to_vec()).await?;
        }
        Ok(())
    }
}
