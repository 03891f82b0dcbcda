//! Totals of each hour of the week, of each reason of a handoff and of lengths too: a filter by one of these reads them like any
//! other. All are made again when a program that knows of these starts.

use sea_orm_migration::prelude::*;

/// That nothing is summed yet.
const NOT_YET: i64 = -1;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut forget = Query::update();
        // Where nothing was ever written there is nothing to be made again.
        forget.table("account").value("closed_until", NOT_YET).and_where(Expr::col("closed_until").gt(0));
        manager.execute(Query::delete().from_table("total").to_owned()).await?;
        manager.execute(forget).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.up(manager).await
    }
}
