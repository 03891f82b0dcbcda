//! Conversations and the identities of their customers: folded from events.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, small_integer, string, text, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conversation = Table::create()
            .table("conversation")
            .col(big_integer("account_id"))
            .col(big_integer("id"))
            .col(uuid("public_id"))
            .col(string("source_id"))
            .col(boolean("asked"))
            .col(boolean("test"))
            .col(big_integer("started_at"))
            .col(big_integer("updated_at"))
            .col(string("channel"))
            .col(string("agent"))
            .col(string("tag"))
            .col(string("app"))
            .col(string("group_name"))
            .col(string("origin"))
            .col(text("first_question"))
            .col(integer("messages"))
            .col(small_integer("outcome"))
            .col(big_integer("closes_at"))
            .col(boolean("close_explicit"))
            .col(boolean("closed_by_event"))
            .col(integer("reopened"))
            .col(string("named"))
            .col(string("customer"))
            .col(string("profile"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        manager.create_table(conversation).await?;
        for column in ["source_id", "public_id"] {
            manager.create_index(super::index("conversation", &["account_id", column], true)).await?;
        }
        for column in ["started_at", "updated_at", "customer", "named"] {
            manager.create_index(super::index("conversation", &["account_id", column], false)).await?;
        }
        let identity = Table::create()
            .table("identity")
            .col(big_integer("account_id"))
            .col(string("key"))
            .col(string("leads_to"))
            .col(big_integer("lead_time"))
            .col(big_integer_null("lead_sequence"))
            .col(string("lead_event"))
            .col(string("customer"))
            .col(text("card"))
            .primary_key(Index::create().col("account_id").col("key"))
            .to_owned();
        manager.create_table(identity).await?;
        for column in ["leads_to", "customer"] {
            manager.create_index(super::index("identity", &["account_id", column], false)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("identity").to_owned()).await?;
        manager.drop_table(Table::drop().table("conversation").to_owned()).await
    }
}
