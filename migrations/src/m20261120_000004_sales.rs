//! Touchpoints, orders and what each conversation sold: folded from events.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let touchpoint = Table::create()
            .table("touchpoint")
            .col(big_integer("account_id"))
            .col(string("event_id"))
            .col(big_integer("conversation_id"))
            .col(big_integer("time"))
            .col(string("named"))
            .col(string("customer"))
            .primary_key(Index::create().col("account_id").col("event_id"))
            .to_owned();
        let orders = Table::create()
            .table("orders")
            .col(big_integer("account_id"))
            .col(string("order_id"))
            .col(big_integer("time"))
            .col(string("currency"))
            .col(big_integer("total"))
            .col(big_integer("refunded"))
            .col(boolean("cancelled"))
            .col(boolean("test"))
            .col(big_integer_null("placed_in"))
            .col(string("named"))
            .col(string("customer"))
            .col(big_integer_null("conversation_id"))
            .col(string("touchpoint"))
            .col(string("why_not"))
            .primary_key(Index::create().col("account_id").col("order_id"))
            .to_owned();
        let sale = Table::create()
            .table("conversation_sale")
            .col(big_integer("account_id"))
            .col(big_integer("conversation_id"))
            .col(string("currency"))
            .col(big_integer("amount"))
            .col(big_integer("orders"))
            .primary_key(Index::create().col("account_id").col("conversation_id").col("currency"))
            .to_owned();
        for table in [touchpoint, orders, sale] {
            manager.create_table(table).await?;
        }
        for (table, columns) in [
            ("touchpoint", vec!["account_id", "customer", "time"]),
            ("touchpoint", vec!["account_id", "named"]),
            ("touchpoint", vec!["account_id", "conversation_id"]),
            ("orders", vec!["account_id", "customer"]),
            ("orders", vec!["account_id", "named"]),
            ("orders", vec!["account_id", "conversation_id"]),
            ("orders", vec!["account_id", "placed_in"]),
            ("orders", vec!["account_id", "time"]),
        ] {
            manager.create_index(super::index(table, &columns, false)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["conversation_sale", "orders", "touchpoint"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
