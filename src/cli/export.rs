//! `hilo export`: what the API's exports give, on standard output.

use std::future::Future;
use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use super::{failed, open_account};
use crate::config::Common;
use crate::domain::filter::Filter;
use crate::error::Result;
use crate::export::{self, Batch};
use crate::store::filter;
use crate::store::list::Asked;

/// What can be written out.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// All events as they came; imported elsewhere they give the same numbers
    Events,
    /// One row a conversation that counts
    Conversations,
    /// All orders: credited to whom, or why to nobody
    Orders,
}

/// The command.
#[derive(Args, Debug)]
pub struct Export {
    /// What to write
    #[arg(value_enum)]
    what: What,
}

impl Export {
    /// Writes all lines.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        match self.what {
            What::Events => print(|after| export::events(&store, &account, after)).await,
            What::Orders => print(|after| export::orders(&store, &account, after)).await,
            What::Conversations => {
                let now = common.clock().now();
                let condition = filter::condition(
                    store.pages(),
                    account.id,
                    &Filter::default(),
                    account.settings.time_zone,
                    now,
                );
                let asked = Asked { condition, now };
                print(|after| export::conversations(&store, &account, asked.clone(), after)).await
            }
        }
    }
}

/// Prints batch after batch. Whoever reads may stop when they have seen enough: that is no failure.
async fn print<P, F, R>(read: F) -> Result<()>
where
    F: Fn(Option<P>) -> R,
    R: Future<Output = Result<Batch<P>>>,
{
    let mut out = BufWriter::new(io::stdout().lock());
    let mut place = None;
    loop {
        let (lines, next) = read(place).await?;
        let done = lines.is_empty() || next.is_none();
        let written = lines.iter().try_for_each(|line| writeln!(out, "{line}"));
        match written.and_then(|()| if done { out.flush() } else { Ok(()) }) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(failed("standard output", error)),
            Ok(()) if done => return Ok(()),
            Ok(()) => place = next,
        }
    }
}
