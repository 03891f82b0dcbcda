//! Events are kept packed: as bytes, where columns have types. Those from before stay as they are until they are written
//! again. Few events speak of an order: only they stand in its index. SQLite's index of words keeps no second copy of the
//! documents, only a digest of each; they are made again when the database is next served.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

const ORDERS: &str = "event_by_account_id_order_id";

/// Words come folded, with nothing between them but blanks: the tokenizer has to do nothing else. `detail` stays full so
/// that phrases work.
const DOCUMENTS: &str = "
DROP TABLE conversation_search;
CREATE VIRTUAL TABLE conversation_search USING fts5(
  customer, ai, human, profile, tag, orders, conversation, reason, digest UNINDEXED,
  content = '', contentless_delete = 1, contentless_unindexed = 1, tokenize = \"ascii tokenchars '_'\")";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            let bytes = "ALTER TABLE event ALTER COLUMN body TYPE bytea USING convert_to(body, 'UTF8')";
            db.execute_unprepared(bytes).await?;
        } else {
            db.execute_unprepared(DOCUMENTS).await?;
        }
        manager.drop_index(Index::drop().name(ORDERS).table("event").to_owned()).await?;
        let orders =
            format!("CREATE INDEX {ORDERS} ON event (account_id, order_id) WHERE order_id IS NOT NULL");
        db.execute_unprepared(&orders).await.map(drop)
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("packed events cannot be turned back into texts".to_owned()))
    }
}
