//! `hilo retention`: erases now what is older than the account says. A server does so by itself once a day.

use clap::Args;

use super::open_account;
use crate::config::Common;
use crate::error::Result;
use crate::ingest::erase::Counts;
use crate::ingest::retain;
use crate::store::audit::Actor;

/// The command.
#[derive(Args, Debug)]
#[command(
    after_help = "How long things are kept is said with `hilo account set --text-days 90 --conversation-days 730`; 0 keeps \
    them for ever.\n\n\
    Texts older than the first lose their words. Conversations whose last activity is older than the second lose all that \
    says who it was, and customers of whom everything is that old become nobody. Every number stays as it was."
)]
pub struct Retention {
    /// Say how much it would be, and erase nothing
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    /// Runs it.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let now = common.clock().now();
        let Counts { texts, conversations, customers, orders, .. } = match self.dry_run {
            true => retain::due(&store, &account, &account.privacy, now).await?,
            false => retain::apply_to(&store, account.id, &Actor::command(), now).await?,
        };
        let would = if self.dry_run { "would be erased" } else { "erased" };
        println!(
            "{texts} texts, {conversations} conversations, {customers} customers, {orders} orders {would}"
        );
        if account.privacy.text_days == 0 && account.privacy.conversation_days == 0 {
            eprintln!("everything is kept for ever; `hilo account set --help` says how to change that");
        }
        Ok(())
    }
}
