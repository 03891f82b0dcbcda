//! `hilo customer`: all that is kept of one customer, and none of it any more.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};

use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::{failed, open_account, usage};
use crate::config::Common;
use crate::domain::event::instant;
use crate::domain::identity::{Key, Profile};
use crate::error::{Error, Result};
use crate::export::customer::lines;
use crate::ingest::erase;
use crate::ingest::erase::found::Found;
use crate::store::audit::{self, Action, Actor};

/// What to do with a customer.
#[derive(Subcommand, Debug)]
pub enum CustomerCommand {
    /// Write all that is kept of a customer to standard output, a JSON object a line: the customer, conversations with
    /// what was said, orders, and every event
    #[command(after_help = "Example:\n  hilo customer export --email ana@example.com > ana.ndjson\n\n\
        What is joined to the customer is found by any identifier: conversations of another browser, orders by e-mail. \
        Exit code: 0 written, 2 nobody is known by it or it could not be done.")]
    Export(Who),
    /// Take from everything kept of a customer what says who it was and what was said; every number stays
    #[command(after_help = "Example:\n  hilo customer erase --email ana@example.com\n\n\
        Texts, names, e-mails, phones, ids, tickets, addresses of pages and metadata go, from events, from what was \
        derived of them, and from the search index. Conversations, statuses, orders and sales stay, under pseudonyms \
        that lead nowhere. It cannot be undone. An event that is sent again brings nothing back; a new one does.\n\n\
        Copies elsewhere (backups, exports, the source itself) are not touched. Beside a running server it works as well.")]
    Erase {
        #[command(flatten)]
        who: Who,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        /// Write the whole file anew afterwards, so that nothing is left of what was replaced before either; it needs as
        /// much room again, and events wait meanwhile
        #[arg(long)]
        compact: bool,
    },
}

/// A customer, by one identifier.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Who {
    /// E-mail address, as sent; case does not matter
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The source's own id of the customer
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Phone number; signs between the digits do not matter
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Id of a browser or device
    #[arg(long, value_name = "ID")]
    anonymous_id: Option<String>,
}

impl Who {
    fn key(self) -> Result<Key> {
        let trimmed =
            |word: Option<String>| word.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
        let profile = Profile {
            email: trimmed(self.email),
            id: trimmed(self.id),
            phone: trimmed(self.phone),
            anonymous_id: trimmed(self.anonymous_id),
            ..Profile::default()
        };
        profile.keys().into_iter().next().ok_or_else(|| usage("that is no identifier".to_owned()))
    }
}

impl CustomerCommand {
    /// Does it.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let now = common.clock().now();
        match self {
            Self::Export(who) => {
                let found = Found::of(store.reader(), account.id, &who.key()?).await?;
                if found.is_empty() {
                    return Err(nobody());
                }
                let lines = lines(store.reader(), &account, &found, now).await?;
                let details = json!({"lines": lines.len()});
                let id = Uuid::new_v4().to_string();
                let (by, action) = (Actor::command(), Action::CustomerExported);
                audit::record(store.writer(), account.id, &by, action, &id, &details, now).await?;
                let mut out = BufWriter::new(io::stdout().lock());
                let mut written = lines.iter().try_for_each(|line| writeln!(out, "{line}"));
                written = written.and_then(|()| out.flush());
                match written {
                    // Whoever reads may stop when they have seen enough.
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                        Err(failed("standard output", error))
                    }
                    _ => Ok(()),
                }
            }
            Self::Erase { who, yes, compact } => {
                let key = who.key()?;
                let found = Found::of(store.reader(), account.id, &key).await?;
                if found.is_empty() {
                    return Err(nobody());
                }
                if !yes && !confirmed(&found)? {
                    eprintln!("nothing was erased");
                    return Ok(());
                }
                let receipt = erase::customer(&store, account.id, &key, &Actor::command(), now).await?;
                let receipt = receipt.ok_or_else(nobody)?;
                let purged = if compact { store.compact().await? } else { receipt.purged };
                let counts = receipt.counts;
                println!(
                    "receipt {} of {}: {} events, {} conversations, {} orders erased",
                    receipt.id,
                    instant(receipt.at),
                    counts.events,
                    counts.conversations,
                    counts.orders
                );
                for other in receipt.shared {
                    eprintln!("an identifier is also named by another customer, who was left alone: {other}");
                }
                if !purged {
                    eprintln!(
                        "somebody is reading the database for long: old pages are in its log until they end"
                    );
                }
                Ok(())
            }
        }
    }
}

fn nobody() -> Error {
    usage("nobody is known by that identifier".to_owned())
}

/// Asks whoever sits at the terminal.
fn confirmed(found: &Found) -> Result<bool> {
    if !io::stdin().is_terminal() {
        return Err(usage("this cannot be undone: say --yes where nobody can be asked".to_owned()));
    }
    eprint!(
        "Erase {} conversations and {} orders, for good? Type yes: ",
        found.conversations.len(),
        found.orders.len()
    );
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|error| failed("the terminal", error))?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
