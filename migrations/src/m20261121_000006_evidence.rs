//! What decided a conversation's numbers, so that a later event can be added without reading the earlier ones; and
//! whether its close by silence has been noticed. Rows from before have neither: they are folded from all their events
//! when the next one comes, and noticed by the next sweep.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [text("evidence").default("").to_owned(), boolean("settled").default(false).to_owned()];
        // One column a statement: SQLite takes no more.
        for column in columns {
            let add = Table::alter().table("conversation").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        let due = super::index("conversation", &["account_id", "settled", "closes_at"], false);
        manager.create_index(due).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = "conversation_by_account_id_settled_closes_at";
        manager.drop_index(Index::drop().name(due).table("conversation").to_owned()).await?;
        for column in ["settled", "evidence"] {
            let remove = Table::alter().table("conversation").drop_column(column).to_owned();
            manager.alter_table(remove).await?;
        }
        Ok(())
    }
}
