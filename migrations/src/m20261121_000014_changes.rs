//! Changes of settings: what they would do, and how far they are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let change = Table::create()
            .table("settings_change")
            .col(big_integer("account_id"))
            .col(uuid("id"))
            .col(text("actor"))
            .col(text("before"))
            .col(text("after"))
            .col(string("state"))
            .col(big_integer("total"))
            .col(big_integer("done"))
            .col(text("result"))
            .col(big_integer("created_at"))
            .col(string("holder"))
            .col(big_integer("held_until"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        manager.create_table(change).await?;
        super::compare_by_bytes(manager, &["settings_change"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("settings_change").to_owned()).await
    }
}
