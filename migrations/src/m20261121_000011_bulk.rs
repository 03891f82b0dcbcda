//! What people do to many conversations at once: the job, and the conversations that it is done to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, small_integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let job = Table::create()
            .table("bulk_job")
            .col(big_integer("account_id"))
            .col(uuid("id"))
            .col(string("person"))
            .col(text("action"))
            .col(text("list"))
            .col(string("undo_of"))
            .col(string("state"))
            .col(big_integer("total"))
            .col(big_integer("done"))
            .col(big_integer("skipped"))
            .col(big_integer("created_at"))
            .col(string("holder"))
            .col(big_integer("held_until"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        manager.create_table(job).await?;
        // Row ids are the order in which it is done: they need no numbers of their own.
        let item = Table::create()
            .table("bulk_item")
            .col(big_integer("account_id"))
            .col(uuid("job_id"))
            .col(big_integer("conversation_id"))
            .col(small_integer("state"))
            .col(text("before"))
            .primary_key(Index::create().col("account_id").col("job_id").col("conversation_id"))
            .to_owned();
        manager.create_table(item).await?;
        super::compare_by_bytes(manager, &["bulk_job", "bulk_item"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("bulk_item").to_owned()).await?;
        manager.drop_table(Table::drop().table("bulk_job").to_owned()).await
    }
}
