//! Full text: one document a conversation, under the conversation's row id.
//!
//! `detail` stays full so that phrases work; accents are folded so that `envio` finds `envío`.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let fts5 = "CREATE VIRTUAL TABLE conversation_search USING fts5 \
                    (messages, profile, ids, tokenize = 'unicode61 remove_diacritics 2')";
        manager.get_connection().execute_unprepared(fts5).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("conversation_search").to_owned()).await
    }
}
