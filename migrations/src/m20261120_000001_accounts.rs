//! Accounts and the keys that open them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, pk_auto, string, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = Table::create()
            .table("account")
            .col(pk_auto("id").big_integer())
            .col(string("name").unique_key())
            .col(string("time_zone"))
            .col(string("currency"))
            .col(string("language"))
            .col(big_integer("auto_close_hours"))
            .col(text("attribution"))
            .col(text("tag_rules"))
            .to_owned();
        let key = Table::create()
            .table("api_key")
            .col(big_integer("account_id"))
            .col(string("name"))
            .col(string("hash"))
            .col(string("scopes"))
            .col(big_integer("created_at"))
            .col(big_integer_null("revoked_at"))
            .primary_key(Index::create().col("account_id").col("name"))
            .to_owned();
        manager.create_table(account).await?;
        manager.create_table(key).await?;
        manager.create_index(super::index("api_key", &["account_id", "hash"], true)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_key").to_owned()).await?;
        manager.drop_table(Table::drop().table("account").to_owned()).await
    }
}
