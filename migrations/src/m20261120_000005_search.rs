//! Full text: one document a conversation, under the conversation's row id.
//!
//! `detail` stays full so that phrases work; accents are folded so that `envio` finds `envío`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// `words` holds the words of all three, folded as the other engine folds them.
const POSTGRES: &str = "
CREATE TABLE conversation_search (
  account_id bigint NOT NULL, id bigint NOT NULL,
  messages text NOT NULL, profile text NOT NULL, ids text NOT NULL, words tsvector NOT NULL,
  PRIMARY KEY (account_id, id));
CREATE INDEX conversation_search_by_words ON conversation_search USING gin (words)";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            manager.get_connection().execute_unprepared(POSTGRES).await?;
            return Ok(());
        }
        let fts5 = "CREATE VIRTUAL TABLE conversation_search USING fts5 \
                    (messages, profile, ids, tokenize = 'unicode61 remove_diacritics 2')";
        manager.get_connection().execute_unprepared(fts5).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("conversation_search").to_owned()).await
    }
}
