//! Accounts and their settings.

use std::collections::BTreeMap;

use chrono::Duration;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter,
    QueryOrder, QuerySelect, SqlErr,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::entity::account;
pub use super::entity::account::Model;
use crate::domain::attribution::{ChannelRule, TouchKind};
use crate::domain::mask::Masks;
use crate::domain::money::Currency;
use crate::domain::settings::{AUTO_CLOSE_HOURS, Settings};

/// The account a fresh database has.
pub const DEFAULT: &str = "default";

/// An account with its settings read.
#[derive(Clone, Debug)]
pub struct Account {
    /// Row id.
    pub id: i64,
    /// The name commands call it by.
    pub name: String,
    /// Language of its pages; empty: the reader's.
    pub language: String,
    /// What its numbers depend on.
    pub settings: Settings,
    /// What of it is not kept, or not for ever.
    pub privacy: Privacy,
    /// Until when closes by silence were noticed, in milliseconds: the instant that totals are kept as of; see
    /// [`super::totals`].
    pub closed_until: i64,
    /// How often it was written, also with what belongs to it; see [`lock`].
    pub revision: i64,
}

/// Days for which conversations are kept at least: so long an order may be credited to one.
pub const LEAST_CONVERSATION_DAYS: i64 = 31;

/// Days for which anything may be kept at most and yet not for ever: a hundred years.
pub const MOST_DAYS: i64 = 36_500;

/// What an account does not keep, or not for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    /// What is masked before it is kept.
    pub masks: Masks,
    /// Days after which texts go; 0: never.
    pub text_days: i64,
    /// Days after their last activity when conversations lose what is personal; 0: never.
    pub conversation_days: i64,
    /// Texts before this instant are not kept any more, in milliseconds.
    pub texts_until: i64,
    /// Up to here what was kept before has been gone through.
    pub texts_done: i64,
}

impl Privacy {
    /// Whether these are ages that may be decided.
    pub fn is_possible(&self) -> bool {
        let within = |days: i64, least: i64| days == 0 || (least..=MOST_DAYS).contains(&days);
        within(self.text_days, 1) && within(self.conversation_days, LEAST_CONVERSATION_DAYS)
    }

    /// What is other than before, as the audit log keeps it.
    pub fn differences(&self, before: &Self) -> Value {
        json!({
            "masks": [before.masks.to_words(), self.masks.to_words()],
            "text_days": [before.text_days, self.text_days],
            "conversation_days": [before.conversation_days, self.conversation_days],
        })
    }

    /// The same with other decisions. Where texts are kept for another time than before, they are gone through from the
    /// beginning.
    #[must_use]
    pub fn with(&self, masks: Masks, text_days: i64, conversation_days: i64) -> Self {
        let again = text_days != self.text_days;
        let still = |until: i64| if again { 0 } else { until };
        let (texts_until, texts_done) = (still(self.texts_until), still(self.texts_done));
        Self { masks, text_days, conversation_days, texts_until, texts_done }
    }
}

/// How attribution is kept.
#[derive(Serialize, Deserialize)]
struct StoredRule {
    touchpoints: Vec<String>,
    window_hours: i64,
}

/// Settings as they are kept: equal texts are equal settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// IANA zone.
    pub time_zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Hours of silence after which a conversation closes by itself.
    pub auto_close_hours: i64,
    /// JSON: attribution by channel.
    pub attribution: String,
    /// JSON: the tagging rules.
    pub tag_rules: String,
}

impl From<&Settings> for Written {
    fn from(settings: &Settings) -> Self {
        let rule = |rule: &ChannelRule| StoredRule {
            touchpoints: rule.touchpoints.iter().map(|kind| kind.as_str().to_owned()).collect(),
            window_hours: rule.window.num_hours(),
        };
        let rules: BTreeMap<_, _> = settings.attribution.iter().map(|(name, of)| (name, rule(of))).collect();
        Self {
            time_zone: settings.time_zone.name().to_owned(),
            currency: settings.currency.code().to_owned(),
            auto_close_hours: settings.auto_close.num_hours(),
            attribution: json!(rules).to_string(),
            tag_rules: json!(settings.tag_rules).to_string(),
        }
    }
}

impl Written {
    /// What they mean.
    ///
    /// # Errors
    /// The name of what cannot be read.
    pub fn read(&self) -> Result<Settings, &'static str> {
        let stored: BTreeMap<String, StoredRule> =
            serde_json::from_str(&self.attribution).map_err(|_| "attribution")?;
        let attribution = stored
            .into_iter()
            .map(|(channel, rule)| {
                let kinds = rule.touchpoints.iter().filter_map(|word| TouchKind::from_word(word));
                let window = Duration::hours(rule.window_hours);
                (channel, ChannelRule { touchpoints: kinds.collect(), window })
            })
            .collect();
        Ok(Settings {
            time_zone: self.time_zone.parse().map_err(|_| "time zone")?,
            currency: Currency::parse(&self.currency).map_err(|_| "currency")?,
            auto_close: Duration::hours(self.auto_close_hours),
            attribution,
            tag_rules: serde_json::from_str(&self.tag_rules).map_err(|_| "tag rules")?,
        })
    }
}

impl TryFrom<account::Model> for Account {
    type Error = DbErr;

    fn try_from(row: account::Model) -> Result<Self, DbErr> {
        let written = Written {
            time_zone: row.time_zone,
            currency: row.currency,
            auto_close_hours: row.auto_close_hours,
            attribution: row.attribution,
            tag_rules: row.tag_rules,
        };
        let broken = |what: &str| DbErr::Custom(format!("account `{}`: {what} cannot be read", row.name));
        let settings = written.read().map_err(broken)?;
        let privacy = Privacy {
            masks: Masks::from_words(&row.masks),
            text_days: row.text_days,
            conversation_days: row.conversation_days,
            texts_until: row.texts_until,
            texts_done: row.texts_done,
        };
        let account::Model { id, name, language, closed_until, revision, .. } = row;
        Ok(Self { id, name, language, settings, privacy, closed_until, revision })
    }
}

/// The account of that name.
///
/// # Errors
/// When the database does not answer or holds settings that cannot be read.
pub async fn find(db: &impl ConnectionTrait, name: &str) -> Result<Option<Account>, DbErr> {
    let row = account::Entity::find().filter(account::Column::Name.eq(name)).one(db).await?;
    row.map(Account::try_from).transpose()
}

/// The account of that row id.
///
/// # Errors
/// As [`find`].
pub async fn get(db: &impl ConnectionTrait, id: i64) -> Result<Option<Account>, DbErr> {
    account::Entity::find_by_id(id).one(db).await?.map(Account::try_from).transpose()
}

/// The account of that row id, held until the end of the transaction: nobody else writes what belongs to it meanwhile.
/// Its revision is raised with it, so that whoever shows something of it learns of whatever the transaction writes.
///
/// # Errors
/// As [`find`]; also when there is none.
pub async fn lock(tx: &impl ConnectionTrait, id: i64) -> Result<Account, DbErr> {
    // One statement for both: writing the row holds it as well as asking for the lock.
    let rows = account::Entity::update_many()
        .col_expr(account::Column::Revision, Expr::col(account::Column::Revision).add(1))
        .filter(account::Column::Id.eq(id))
        .exec_with_returning(tx)
        .await?;
    rows.into_iter().next().ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))?.try_into()
}

/// As [`lock`], by whoever writes nothing that is shown of the account.
///
/// # Errors
/// As [`find`].
pub async fn hold(tx: &impl ConnectionTrait, id: i64) -> Result<(), DbErr> {
    account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(())
}

/// How often accounts were written, by their row ids; those that are not there are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn revisions(db: &impl ConnectionTrait, ids: &[i64]) -> Result<BTreeMap<i64, i64>, DbErr> {
    let rows: Vec<(i64, i64)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Revision])
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// How often an account was written. To be asked before what is shown of it is read: what comes in between is then
/// taken for newer, not for known.
///
/// # Errors
/// When the database does not answer.
pub async fn revision(db: &impl ConnectionTrait, id: i64) -> Result<i64, DbErr> {
    Ok(revisions(db, &[id]).await?.get(&id).copied().unwrap_or(0))
}

/// All accounts, by name.
///
/// # Errors
/// As [`find`].
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Account>, DbErr> {
    let rows = account::Entity::find().order_by_asc(account::Column::Name).all(db).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Creates an account with default settings in a time zone and with a currency.
///
/// # Errors
/// When the name is taken or the database does not answer.
pub async fn create(
    db: &impl ConnectionTrait,
    name: &str,
    time_zone: chrono_tz::Tz,
    currency: Currency,
) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: ActiveValue::NotSet,
        name: ActiveValue::Set(name.to_owned()),
        time_zone: ActiveValue::Set(time_zone.name().to_owned()),
        currency: ActiveValue::Set(currency.code().to_owned()),
        language: ActiveValue::Set(String::new()),
        auto_close_hours: ActiveValue::Set(AUTO_CLOSE_HOURS),
        attribution: ActiveValue::Set("{}".to_owned()),
        tag_rules: ActiveValue::Set("[]".to_owned()),
        masks: ActiveValue::Set(Masks::default().to_words()),
        text_days: ActiveValue::Set(0),
        conversation_days: ActiveValue::Set(0),
        texts_until: ActiveValue::Set(0),
        texts_done: ActiveValue::Set(0),
        revision: ActiveValue::Set(0),
        closed_until: ActiveValue::Set(super::totals::NOTHING_YET),
    };
    row.insert(db).await.map(drop)
}

/// Keeps settings. What is folded into rows by them is [`crate::ingest::resettle`]'s to bring up to date.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(db: &impl ConnectionTrait, id: i64, settings: &Settings) -> Result<(), DbErr> {
    let Written { time_zone, currency, auto_close_hours, attribution, tag_rules } = settings.into();
    let row = account::ActiveModel {
        id: ActiveValue::Unchanged(id),
        time_zone: ActiveValue::Set(time_zone),
        currency: ActiveValue::Set(currency),
        auto_close_hours: ActiveValue::Set(auto_close_hours),
        attribution: ActiveValue::Set(attribution),
        tag_rules: ActiveValue::Set(tag_rules),
        ..Default::default()
    };
    account::Entity::update(row).exec(db).await.map(drop)
}

/// Gives an account another name and language. `false`: another account has the name.
///
/// # Errors
/// When the database does not answer.
pub async fn describe(db: &impl ConnectionTrait, id: i64, name: &str, language: &str) -> Result<bool, DbErr> {
    let row = account::ActiveModel {
        id: ActiveValue::Unchanged(id),
        name: ActiveValue::Set(name.to_owned()),
        language: ActiveValue::Set(language.to_owned()),
        ..Default::default()
    };
    match account::Entity::update(row).exec(db).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Sets what is not kept, or not for ever.
///
/// # Errors
/// When the database does not answer.
pub async fn set_privacy(db: &impl ConnectionTrait, id: i64, privacy: &Privacy) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: ActiveValue::Unchanged(id),
        masks: ActiveValue::Set(privacy.masks.to_words()),
        text_days: ActiveValue::Set(privacy.text_days),
        conversation_days: ActiveValue::Set(privacy.conversation_days),
        texts_until: ActiveValue::Set(privacy.texts_until),
        texts_done: ActiveValue::Set(privacy.texts_done),
        ..Default::default()
    };
    account::Entity::update(row).exec(db).await.map(drop)
}

/// Says until when closes by silence were noticed.
///
/// # Errors
/// When the database does not answer.
pub async fn set_closed_until(db: &impl ConnectionTrait, id: i64, until: i64) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: ActiveValue::Unchanged(id),
        closed_until: ActiveValue::Set(until),
        ..Default::default()
    };
    account::Entity::update(row).exec(db).await.map(drop)
}

/// The rows of all accounts, in order of their ids.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    account::Entity::find().order_by_asc(account::Column::Id).all(db).await
}

/// Writes the row of an account as it is, in place of what that id has.
///
/// # Errors
/// When another account has the name, or the database does not answer.
pub async fn put(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let all = account::Column::iter().filter(|column| !matches!(column, account::Column::Id));
    let replace = OnConflict::column(account::Column::Id).update_columns(all).to_owned();
    let insert = account::Entity::insert(account::ActiveModel::from(row)).on_conflict(replace);
    insert.exec_without_returning(db).await.map(drop)
}

/// Makes an account with the same name and settings in another database.
///
/// # Errors
/// When there is none, or a database does not answer.
pub async fn copy(from: &impl ConnectionTrait, to: &impl ConnectionTrait, id: i64) -> Result<(), DbErr> {
    let row = account::Entity::find_by_id(id).one(from).await?;
    put(to, row.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))?).await
}
