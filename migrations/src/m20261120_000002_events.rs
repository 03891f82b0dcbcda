//! Events: append-only, as they came. Everything else is derived from them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = Table::create()
            .table("event")
            .col(big_integer("account_id"))
            .col(string("event_id"))
            .col(big_integer("time"))
            .col(big_integer_null("conversation_id"))
            .col(string_null("order_id"))
            .col(big_integer("received_at"))
            .col(text("body"))
            .primary_key(Index::create().col("account_id").col("event_id"))
            .to_owned();
        manager.create_table(event).await?;
        for columns in [["account_id", "conversation_id"], ["account_id", "order_id"], ["account_id", "time"]]
        {
            manager.create_index(super::index("event", &columns, false)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("event").to_owned()).await
    }
}
