//! Totals by local day, and up to which instant closes by silence stand in them. Those of conversations that are there
//! already are made when a program that knows of them starts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, boolean, integer, small_integer, string};

/// That nothing is summed yet.
const NOT_YET: i64 = -1;

/// The index that closes were found by, and the column that said which had been noticed.
const DUE: &str = "conversation_by_account_id_settled_closes_at";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let total = Table::create()
            .table("total")
            .col(big_integer("account_id"))
            .col(small_integer("field"))
            .col(string("value"))
            .col(integer("day"))
            .col(binary("sums"))
            .primary_key(Index::create().col("account_id").col("field").col("value").col("day"))
            .to_owned();
        manager.create_table(total).await?;
        super::compare_by_bytes(manager, &["total"]).await?;
        let until = big_integer("closed_until").default(NOT_YET).to_owned();
        manager.alter_table(Table::alter().table("account").add_column(until).to_owned()).await?;
        manager.drop_index(Index::drop().name(DUE).table("conversation").to_owned()).await?;
        manager.alter_table(Table::alter().table("conversation").drop_column("settled").to_owned()).await?;
        manager.create_index(super::index("conversation", &["account_id", "closes_at"], false)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let closes = "conversation_by_account_id_closes_at";
        manager.drop_index(Index::drop().name(closes).table("conversation").to_owned()).await?;
        let settled = boolean("settled").default(false).to_owned();
        manager.alter_table(Table::alter().table("conversation").add_column(settled).to_owned()).await?;
        let due = super::index("conversation", &["account_id", "settled", "closes_at"], false);
        manager.create_index(due).await?;
        let until = Table::alter().table("account").drop_column("closed_until").to_owned();
        manager.alter_table(until).await?;
        manager.drop_table(Table::drop().table("total").to_owned()).await
    }
}
