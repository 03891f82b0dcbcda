//! Views of the table that people keep, and which of them opens by itself for whom.

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
        let view = Table::create()
            .table("saved_view")
            .col(big_integer("account_id"))
            .col(uuid("id"))
            .col(string("owner"))
            .col(string("name"))
            .col(text("query"))
            .col(string("removed"))
            .col(big_integer("changed_at"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        manager.create_table(view).await?;
        // A removed view bears its own id in `removed`, so that its name is free at once.
        let names = ["account_id", "owner", "name", "removed"];
        manager.create_index(super::index("saved_view", &names, true)).await?;
        let default = Table::create()
            .table("default_view")
            .col(big_integer("account_id"))
            .col(string("person"))
            .col(uuid("view_id"))
            .primary_key(Index::create().col("account_id").col("person"))
            .to_owned();
        manager.create_table(default).await?;
        super::compare_by_bytes(manager, &["saved_view", "default_view"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("default_view").to_owned()).await?;
        manager.drop_table(Table::drop().table("saved_view").to_owned()).await
    }
}
