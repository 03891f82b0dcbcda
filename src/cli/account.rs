//! `hilo account`: the owners of the data and what they decide for themselves.

use chrono_tz::Tz;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{open, open_account, usage};
use crate::config::Common;
use crate::domain::mask::Masks;
use crate::domain::money::Currency;
use crate::domain::settings::Settings;
use crate::error::Result;
use crate::ingest::changes::differences;
use crate::ingest::resettle::{Stop, resettle};
use crate::store::Store;
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Action, Actor};

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
    /// What is masked in texts before they are kept: cards (unless you say otherwise), emails, phones, or none; repeatable.
    /// What was kept before stays as it is
    #[arg(long = "mask", value_name = "WHAT", value_parser = ["cards", "emails", "phones", "none"])]
    masks: Vec<String>,
    /// Days after which texts are erased; 0: never. See `hilo retention --help`
    #[arg(long, value_name = "DAYS")]
    text_days: Option<i64>,
    /// Days after their last activity when conversations lose what says who it was, 31 at least; 0: never
    #[arg(long, value_name = "DAYS")]
    conversation_days: Option<i64>,
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
                let tx = store.begin().await?;
                accounts::create(&tx, &common.account, zone, currency).await?;
                if let Some(made) = accounts::find(&tx, &common.account).await? {
                    let (by, now, details) =
                        (Actor::command(), common.clock().now(), json!({"name": made.name}));
                    audit::record(&tx, made.id, &by, Action::AccountCreated, "", &details, now).await?;
                }
                tx.commit().await?;
                set(common, Options { time_zone: None, currency: None, ..options }).await?;
            }
            Self::Set(options) => set(common, options).await?,
        }
        Ok(())
    }
}

/// Writes what is given. What is folded into rows is brought up to date with it, all at once.
async fn set(common: &Common, options: Options) -> Result<()> {
    let (store, account) = open_account(common).await?;
    set_privacy(&store, &account, &options, common).await?;
    let Options { time_zone, currency, auto_close_hours, .. } = options;
    let before = &account.settings;
    let after = Settings {
        time_zone: time_zone.unwrap_or(before.time_zone),
        currency: currency.unwrap_or(before.currency),
        auto_close: auto_close_hours.map_or(before.auto_close, chrono::Duration::hours),
        ..before.clone()
    };
    if after == *before {
        return Ok(());
    }
    let now = common.clock().now();
    let progress = Bar::new();
    let tx = resettle(&store, &account, &after, now, async |done, total| progress.tell(done, total)).await;
    let tx = tx.map_err(|stop| match stop {
        Stop::Store(error) => error.into(),
        Stop::Overtaken => usage("somebody else changed the settings just now; try again".to_owned()),
    })?;
    let details = differences(before, &after);
    audit::record(&tx, account.id, &Actor::command(), Action::SettingsChanged, "", &details, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes what is given of what is not kept, or not for ever.
async fn set_privacy(store: &Store, account: &Account, options: &Options, common: &Common) -> Result<()> {
    let tx = store.begin().await?;
    let before = accounts::lock(&tx, account.id).await?.privacy;
    let masks = match options.masks.is_empty() {
        true => before.masks.clone(),
        false => Masks::from_words(&options.masks.join(" ")),
    };
    let text_days = options.text_days.unwrap_or(before.text_days);
    let after = before.with(masks, text_days, options.conversation_days.unwrap_or(before.conversation_days));
    if !after.is_possible() {
        let days = "--text-days takes 0 to 36500, --conversation-days 0 or 31 to 36500";
        return Err(usage(days.to_owned()));
    }
    if after != before {
        accounts::set_privacy(&tx, account.id, &after).await?;
        let (by, now, action) = (Actor::command(), common.clock().now(), Action::SettingsChanged);
        audit::record(&tx, account.id, &by, action, "", &after.differences(&before), now).await?;
    }
    Ok(tx.commit().await?)
}

/// How far it is, for people.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} conversations");
        Self(ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    fn tell(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }
}
