//! PostgreSQL sorts and compares text by the rules of a language unless told otherwise: here it is done by bytes, as
//! SQLite does, so that lists, exports and checks come in the same order on both. On SQLite there is nothing to do.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const BYTEWISE: &str = "
DO $$
DECLARE it record;
BEGIN
  FOR it IN
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
      AND table_name IN ('account', 'api_key', 'event', 'conversation', 'identity', 'touchpoint', 'orders',
                         'conversation_sale', 'conversation_search')
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE \"C\"', it.table_name, it.column_name);
  END LOOP;
END $$";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            manager.get_connection().execute_unprepared(BYTEWISE).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
