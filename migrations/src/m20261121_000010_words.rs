//! Full text by field, in words that Hilo makes itself: one document a conversation, under its row id. The earlier
//! documents go; new ones are made from the events when the database is opened.
//!
//! SQLite is given the words as they are, between blanks. PostgreSQL keeps them in parts, as no `tsvector` holds a long
//! conversation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// `_` begins each text. `detail` stays full so that phrases work.
const SQLITE: &str = "
CREATE VIRTUAL TABLE conversation_search USING fts5(
  customer, ai, human, profile, tag, orders, conversation, reason, tokenize = \"ascii tokenchars '_'\")";

const POSTGRES: &str = "
CREATE TABLE conversation_search (
  account_id bigint NOT NULL, id bigint NOT NULL,
  customer text COLLATE \"C\" NOT NULL, ai text COLLATE \"C\" NOT NULL, human text COLLATE \"C\" NOT NULL,
  profile text COLLATE \"C\" NOT NULL, tag text COLLATE \"C\" NOT NULL, orders text COLLATE \"C\" NOT NULL,
  conversation text COLLATE \"C\" NOT NULL, reason text COLLATE \"C\" NOT NULL,
  PRIMARY KEY (account_id, id));
CREATE TABLE conversation_words (
  account_id bigint NOT NULL, id bigint NOT NULL, part integer NOT NULL, words tsvector NOT NULL,
  PRIMARY KEY (account_id, id, part));
CREATE INDEX conversation_words_by_words ON conversation_words USING gin (words)";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("conversation_search").to_owned()).await?;
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        let tables = if postgres { POSTGRES } else { SQLITE };
        manager.get_connection().execute_unprepared(tables).await.map(drop)
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("documents by field cannot be turned back into plain ones".to_owned()))
    }
}
