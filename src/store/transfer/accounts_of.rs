//! Accounts, also of a database that does not know yet what is masked and for how long things are kept.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder, QuerySelect};

use super::people::knows;
use crate::domain::mask::Masks;
use crate::store::accounts;
use crate::store::entity::account::{self, Column, Model};

/// The columns that every version knows.
type Old = (i64, String, String, String, String, i64, String, String);

/// The rows of all accounts, in order of their ids.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(from: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    if knows(from, "_privacy").await? {
        return accounts::rows(from).await;
    }
    use Column::{Attribution, AutoCloseHours, Currency, Id, Language, Name, TagRules, TimeZone};
    let rows: Vec<Old> = account::Entity::find()
        .select_only()
        .columns([Id, Name, TimeZone, Currency, Language, AutoCloseHours, Attribution, TagRules])
        .order_by_asc(Id)
        .into_tuple()
        .all(from)
        .await?;
    let row = |(id, name, time_zone, currency, language, auto_close_hours, attribution, tag_rules)| Model {
        id,
        name,
        time_zone,
        currency,
        language,
        auto_close_hours,
        attribution,
        tag_rules,
        masks: Masks::default().to_words(),
        text_days: 0,
        conversation_days: 0,
        texts_until: 0,
        texts_done: 0,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Whether both decide the same. How far old texts have been gone through is no decision.
pub fn alike(one: &Model, other: &Model) -> bool {
    let Model { texts_until, texts_done, .. } = *other;
    Model { texts_until, texts_done, ..one.clone() } == *other
}
