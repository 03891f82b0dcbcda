//! Indexes for the table of conversations: newest fifty of any filter, by any sort, are read in an order that is there
//! already, and what is rare is entered where it stands.
//!
//! SQLite reads what filters ask of most conversations from the index by the time of the last message, without touching
//! their rows. PostgreSQL has a limit to how wide an entry is, and statistics; it keeps the narrow one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// What a filter asks most often, beside the time of the last message.
const WIDE: &str = "CREATE INDEX conversation_wide ON conversation (account_id, updated_at, public_id, id, started_at, asked, \
                    test, channel, agent, tag, app, group_name, origin, outcome, closes_at, close_explicit, closed_by_event, \
                    reopened, messages)";

/// Beside a tag what is asked with it most often: where a filter has all three, most rows that have the tag need not be
/// looked at.
const TAG: (&str, &str) = ("tag", "(account_id, tag, updated_at, channel, agent)");
const TAG_ALONE: (&str, &str) = ("tag", "(account_id, tag, updated_at)");

const NARROW: [(&str, &str); 11] = [
    ("channel", "(account_id, channel, updated_at)"),
    ("outcome", "(account_id, outcome, close_explicit, updated_at)"),
    ("messages", "(account_id, messages, updated_at)"),
    ("profile", "(account_id, profile, updated_at)"),
    ("question", "(account_id, substr(first_question, 1, 32), updated_at)"),
    // What many shops have none of takes no room there.
    ("agent", "(account_id, agent, updated_at) WHERE agent <> ''"),
    ("group", "(account_id, group_name, updated_at) WHERE group_name <> ''"),
    ("app", "(account_id, app, updated_at) WHERE app <> ''"),
    ("origin", "(account_id, origin, updated_at) WHERE origin <> ''"),
    // Trials are few, and never among the others.
    ("test", "(account_id, updated_at) WHERE test"),
    // What lasted a day and longer: the others are found by their end where it is said when they began.
    ("long", "(account_id, updated_at, started_at) WHERE updated_at - started_at >= 86400000"),
];

#[derive(DeriveMigrationName)]
pub struct Migration;

fn name(of: &str) -> String {
    format!("conversation_way_{of}")
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let is_wide = manager.get_database_backend() != DatabaseBackend::Postgres;
        for (of, entries) in [if is_wide { TAG } else { TAG_ALONE }].into_iter().chain(NARROW) {
            db.execute_unprepared(&format!("CREATE INDEX {} ON conversation {entries}", name(of))).await?;
        }
        if is_wide {
            db.execute_unprepared(WIDE).await?;
            let narrow =
                Index::drop().name("conversation_by_account_id_updated_at").table("conversation").to_owned();
            manager.drop_index(narrow).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (of, _) in [TAG].into_iter().chain(NARROW) {
            db.execute_unprepared(&format!("DROP INDEX {}", name(of))).await?;
        }
        if manager.get_database_backend() != DatabaseBackend::Postgres {
            db.execute_unprepared("DROP INDEX conversation_wide").await?;
            manager.create_index(super::index("conversation", &["account_id", "updated_at"], false)).await?;
        }
        Ok(())
    }
}
