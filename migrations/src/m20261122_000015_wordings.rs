//! What questions and reasons of handoffs have in common, so that the most frequent can be counted. Rows from before hold
//! [`NOT_YET`] until they are folded again, when the database is next served; an index of those alone finds them, and is
//! empty otherwise.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// What no fold writes.
const NOT_YET: &str = "-";

const COLUMNS: [(&str, &str); 3] = [("question_key", NOT_YET), ("handoff_reason", ""), ("handoff_key", "")];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        for (column, before) in COLUMNS {
            let add = text(column).default(before).to_owned();
            manager.alter_table(Table::alter().table("conversation").add_column(add).to_owned()).await?;
            if postgres {
                // By bytes, as all texts since `bytewise`.
                let change =
                    format!("ALTER TABLE conversation ALTER COLUMN {column} TYPE text COLLATE \"C\"");
                manager.get_connection().execute_unprepared(&change).await?;
            }
        }
        let not_yet = format!(
            "CREATE INDEX conversation_by_account_id_not_yet ON conversation (account_id) WHERE question_key = '{NOT_YET}'"
        );
        manager.get_connection().execute_unprepared(&not_yet).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let not_yet = "conversation_by_account_id_not_yet";
        manager.drop_index(Index::drop().name(not_yet).table("conversation").to_owned()).await?;
        for (column, _) in COLUMNS {
            manager.alter_table(Table::alter().table("conversation").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
