//! `hilo account`: the owners of the data and what they decide for themselves.

use chrono_tz::Tz;
use clap::{Args, Subcommand};

use super::{open, open_account, usage};
use crate::config::Common;
use crate::domain::money::Currency;
use crate::domain::settings::Settings;
use crate::error::Result;
use crate::ingest::refold;
use crate::store::accounts;

/// What to do with accounts.
#[derive(Subcommand, Debug)]
pub enum AccountCommand {
    /// Show all accounts and their settings
    List,
    /// Make the account named by --account
    Create(Options),
    /// Change the account named by --account; what is not given stays
    Set(Options),
}

/// What an account decides.
#[derive(Args, Debug)]
pub struct Options {
    /// IANA time zone in which days are cut, as in America/Sao_Paulo
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    time_zone: Option<Tz>,
    /// ISO 4217 currency shown first
    #[arg(long, value_name = "CODE", value_parser = Currency::parse)]
    currency: Option<Currency>,
    /// Hours of silence after which a conversation closes by itself
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(i64).range(1..=24 * 365))]
    auto_close_hours: Option<i64>,
}

fn zone(name: &str) -> std::result::Result<Tz, String> {
    name.parse().map_err(|_| "must be an IANA time zone, as in Europe/Madrid or UTC".to_owned())
}

impl AccountCommand {
    /// Does it.
    pub async fn run(self, common: &Common) -> Result<()> {
        match self {
            Self::List => {
                let store = open(common).await?;
                for account in accounts::all(store.reader()).await? {
                    let Settings { time_zone, currency, auto_close, .. } = account.settings;
                    let hours = auto_close.num_hours();
                    println!("{}\t{time_zone}\t{}\tcloses after {hours} h", account.name, currency.code());
                }
            }
            Self::Create(options) => {
                let store = open(common).await?;
                if accounts::find(store.reader(), &common.account).await?.is_some() {
                    return Err(usage(format!("there is an account `{}` already", common.account)));
                }
                let defaults = Settings::default();
                let zone = options.time_zone.unwrap_or(defaults.time_zone);
                let currency = options.currency.unwrap_or(defaults.currency);
                accounts::create(store.writer(), &common.account, zone, currency).await?;
                set(common, Options { time_zone: None, currency: None, ..options }).await?;
            }
            Self::Set(options) => set(common, options).await?,
        }
        Ok(())
    }
}

/// Writes what is given. When conversations close is folded into their rows, so those are folded again.
async fn set(common: &Common, options: Options) -> Result<()> {
    let (store, account) = open_account(common).await?;
    let Options { time_zone, currency, auto_close_hours } = options;
    accounts::set(store.writer(), account.id, time_zone, currency, auto_close_hours).await?;
    let changes_closing =
        auto_close_hours.is_some_and(|hours| hours != account.settings.auto_close.num_hours());
    if changes_closing {
        let (_, account) = open_account(common).await?;
        refold(&store, &account).await?;
    }
    Ok(())
}
