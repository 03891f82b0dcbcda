//! What an account masks before it is kept, and after how many days texts and conversations lose what is personal.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("masks").default("cards").to_owned(),
            big_integer("text_days").default(0).to_owned(),
            big_integer("conversation_days").default(0).to_owned(),
            big_integer("texts_until").default(0).to_owned(),
            big_integer("texts_done").default(0).to_owned(),
        ] {
            manager.alter_table(Table::alter().table("account").add_column(column).to_owned()).await?;
        }
        super::compare_by_bytes(manager, &["account"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["masks", "text_days", "conversation_days", "texts_until", "texts_done"] {
            manager.alter_table(Table::alter().table("account").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
