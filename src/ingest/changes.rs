//! Changes of settings, beside everything else that is done: first what they would do, then, when somebody wants it,
//! doing it. By one process at a time; what it leaves unfinished another begins again.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, TransactionTrait};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::rebuild::rebuild;
use super::resettle::{Stop, is_folded, resettle};
use crate::clock::Clock;
use crate::domain::filter::Filter;
use crate::domain::period::Compare;
use crate::domain::period::Preset;
use crate::domain::settings::Settings;
use crate::domain::tag::{Said, TagRule};
use crate::error::{Error, Result};
use crate::json as out;
use crate::store::accounts::{self, Account, Written};
use crate::store::audit::{self, Action, Actor};
use crate::store::changes::{self, Model as Change, State};
use crate::store::overview::GroupBy;
use crate::store::report::{Numbers, report};
use crate::store::seen::Seen;
use crate::store::{Store, conversations, events, to_millis};

/// Events or conversations at a time.
const BATCH: u64 = 2_000;

/// For how long nobody else takes up what somebody is at, in milliseconds.
const HELD: i64 = 60_000;

/// Days that a preview is of.
pub const DAYS: Preset = Preset::Last90;

/// Days in which matches of tagging rules are counted.
const MATCHED_DAYS: i64 = 30;

/// What changes are made with.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
}

impl Changes {
    /// Takes up what a process left unfinished, now and then again and again; `None`: now alone.
    pub fn start(self, every: Option<Duration>) {
        tokio::task::spawn_local(async move {
            loop {
                if let Err(error) = self.take_up().await {
                    // What could not be done now is found by the next look.
                    tracing::warn!(cause = error.cause(), "a change of settings was cut short");
                }
                let Some(every) = every else { return };
                tokio::time::sleep(every).await;
            }
        });
    }

    async fn take_up(&self) -> Result<()> {
        for account in accounts::all(self.store.reader()).await? {
            for change in changes::unfinished(self.store.reader(), account.id).await? {
                self.work(account.id, change.id).await?;
            }
        }
        Ok(())
    }

    /// Begins with a change beside whatever else is done.
    pub fn begin(self, account_id: i64, id: Uuid) -> JoinHandle<()> {
        tokio::task::spawn_local(async move {
            if let Err(error) = self.work(account_id, id).await {
                // It is taken up again later.
                tracing::warn!(cause = error.cause(), "a change of settings was cut short");
            }
        })
    }

    /// Does what is next of a change, unless somebody else is at it.
    ///
    /// # Errors
    /// When the database does not answer or takes no writes; nothing has changed then.
    pub async fn work(&self, account_id: i64, id: Uuid) -> Result<()> {
        let db = self.store.reader();
        let Some(change) = changes::find(db, account_id, id).await? else { return Ok(()) };
        let holder = Uuid::new_v4().to_string();
        if !self.hold(&change, &holder).await? {
            return Ok(());
        }
        let account = accounts::get(db, account_id).await?.ok_or(Error::NotFound("account"))?;
        let after = read(&change.after)?;
        let place = (account_id, id);
        match State::from_word(&change.state) {
            Some(State::Previewing) => {
                let found = self.preview(&account, &after, &change, &holder).await?.to_string();
                let (from, to) = (State::Previewing, State::Ready);
                changes::pass(self.store.writer(), place, from, to, Some(&found)).await?;
            }
            Some(State::Saving) => {
                let made = self.save(&account, &after, &change, &holder).await;
                if let Err(Stop::Overtaken) = made {
                    let why = Some("overtaken");
                    changes::pass(self.store.writer(), place, State::Saving, State::Failed, why).await?;
                } else if let Err(Stop::Store(error)) = made {
                    return Err(error.into());
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn hold(&self, change: &Change, holder: &str) -> Result<bool> {
        let now = to_millis(self.clock.now());
        // Where the clock stands nobody's time is ever over. Two at one change do no harm.
        let begin = if matches!(self.clock, Clock::Fixed(_)) { i64::MAX } else { now };
        Ok(changes::hold(self.store.writer(), change, holder, begin, now + HELD).await?)
    }

    /// Says how far it is, and goes on. That it cannot be said is no reason to stop.
    async fn tell(&self, change: &Change, holder: &str, done: u64, total: u64) {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let _ = self.hold(change, holder).await;
        let _ = changes::tell(self.store.writer(), change, number(done), number(total)).await;
    }

    async fn save(
        &self,
        account: &Account,
        after: &Settings,
        change: &Change,
        holder: &str,
    ) -> std::result::Result<(), Stop> {
        let now = self.clock.now();
        let before = read(&change.before).map_err(|_| Stop::Overtaken)?;
        if account.settings != before {
            return Err(Stop::Overtaken);
        }
        let told = async |done, total| self.tell(change, holder, done, total).await;
        let tx = resettle(&self.store, account, after, now, told).await?;
        let place = (account.id, change.id);
        changes::pass(&tx, place, State::Saving, State::Saved, None).await?;
        let (actor, details) = (actor(&change.actor), differences(&before, after));
        audit::record(&tx, account.id, &actor, Action::SettingsChanged, "", &details, now).await?;
        tx.commit().await?;
        self.store.show_own_writes();
        Ok(())
    }

    /// What the last days would look like: everything is derived anew, in a database of its own.
    async fn preview(
        &self,
        account: &Account,
        after: &Settings,
        change: &Change,
        holder: &str,
    ) -> Result<Value> {
        let now = self.clock.now();
        let next = Account { settings: after.clone(), ..account.clone() };
        let db = self.store.reader();
        let was = numbers(db, account, now).await?;
        let rules = self.matches(account.id, &after.tag_rules).await?;
        let will = if is_folded(&account.settings, after) {
            let scratch = Store::scratch().await?;
            let tx = scratch.db().begin().await?;
            accounts::copy(db, &tx, account.id).await?;
            let (mut last, mut done) = (String::new(), 0);
            // Copying, then customers, conversations and orders: about as much again.
            let total = 2 * events::count(db, account.id).await?;
            loop {
                let rows = events::rows_after(db, account.id, &last, BATCH).await?;
                let Some(row) = rows.last() else { break };
                last.clone_from(&row.event_id);
                done += rows.len() as u64;
                events::put(&tx, &rows).await?;
                self.tell(change, holder, done, total).await;
            }
            rebuild(&tx, &next, &|_, _| {}).await?;
            tx.commit().await?;
            numbers(scratch.db(), &next, now).await?
        } else {
            numbers(db, &next, now).await?
        };
        Ok(json!({"before": was, "after": will, "rules": rules}))
    }

    /// How many conversations of the last days each tagging rule holds for, and how many it decides about.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn matches(&self, account_id: i64, rules: &[TagRule]) -> Result<Value> {
        let mut counts = vec![(0_u64, 0_u64); rules.len()];
        if !rules.is_empty() {
            let db = self.store.reader();
            let since = to_millis(self.clock.now() - chrono::Duration::days(MATCHED_DAYS));
            let ids = conversations::started_since(db, account_id, since).await?;
            for ids in ids.chunks(BATCH as usize) {
                for events in events::of_conversations(db, account_id, ids).await?.values() {
                    let mut said = Said::default();
                    events.iter().for_each(|event| said.hear(event, rules));
                    if let Some(count) = said.rule().and_then(|rule| counts.get_mut(rule)) {
                        count.0 += 1;
                        count.1 += u64::from(said.is_by_rule());
                    }
                }
            }
        }
        let told = rules.iter().zip(counts);
        Ok(told
            .map(|(rule, (holds, decides))| json!({"tag": rule.tag, "holds": holds, "decides": decides}))
            .collect())
    }
}

/// The numbers of the last days.
async fn numbers(db: &impl sea_orm::ConnectionTrait, account: &Account, now: DateTime<Utc>) -> Result<Value> {
    let seen = Seen::all(account, now);
    let period = DAYS.period(seen.today());
    let made = report(db, &seen, &Filter::default(), period, (GroupBy::Status, Compare::None)).await?;
    let Numbers { counts, sales, .. } = &made.now;
    let mut numbers = out::counts(counts);
    numbers.insert("sales".into(), out::sales(sales));
    Ok(Value::Object(numbers))
}

/// Asks for a change: what it would do is found out first.
///
/// # Errors
/// When it cannot be written down.
pub async fn ask(
    store: &Store,
    account: &Account,
    after: &Settings,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let id = Uuid::new_v4();
    let written = |settings: &Settings| json!(Written::from(settings)).to_string();
    let change = Change {
        account_id: account.id,
        id,
        actor: json!({"id": by.id, "name": by.name, "address": by.address}).to_string(),
        before: written(&account.settings),
        after: written(after),
        state: State::Previewing.as_str().to_owned(),
        total: 0,
        done: 0,
        result: String::new(),
        created_at: to_millis(now),
        holder: String::new(),
        held_until: 0,
    };
    changes::create(store.writer(), change).await?;
    Ok(id)
}

/// The settings that a change holds.
///
/// # Errors
/// When they cannot be read.
pub fn read(written: &str) -> Result<Settings> {
    let broken =
        |what: &str| Error::Store(DbErr::Custom(format!("a change of settings: {what} cannot be read")));
    let written: Written = serde_json::from_str(written).map_err(|_| broken("it"))?;
    written.read().map_err(broken)
}

fn actor(written: &str) -> Actor {
    let words: BTreeMap<String, String> = serde_json::from_str(written).unwrap_or_default();
    let word = |name: &str| words.get(name).cloned().unwrap_or_default();
    Actor { id: word("id"), name: word("name"), address: word("address") }
}

/// What differs between settings, for the audit log: what it was and what it is.
pub fn differences(before: &Settings, after: &Settings) -> Value {
    let [before, after] = [before, after].map(|settings| json!(Written::from(settings)));
    let names = before.as_object().into_iter().flatten().map(|(name, value)| (name, value, &after[name]));
    let differ = names.filter(|(_, before, after)| before != after);
    Value::Object(differ.map(|(name, before, after)| (name.clone(), json!([before, after]))).collect())
}
