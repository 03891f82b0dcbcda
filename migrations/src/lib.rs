//! The schema, one migration a file, applied in order at start. What is here has run somewhere and is never edited.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

mod m20261120_000001_accounts;
mod m20261120_000002_events;
mod m20261120_000003_conversations;
mod m20261120_000004_sales;
mod m20261120_000005_search;
mod m20261121_000006_evidence;
mod m20261121_000007_bytewise;
mod m20261121_000009_views;
mod m20261121_000010_words;
mod m20261121_000011_bulk;
mod m20261121_000012_people;
mod m20261121_000013_privacy;
mod m20261121_000014_changes;
mod m20261122_000015_wordings;
mod m20261122_000016_revision;
mod m20261122_000017_language;
mod m20261122_000018_totals;
mod m20261122_000019_packed;
mod m20261122_000020_ways;
mod m20261122_000021_hours;

/// All migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_accounts::Migration),
            Box::new(m20261120_000002_events::Migration),
            Box::new(m20261120_000003_conversations::Migration),
            Box::new(m20261120_000004_sales::Migration),
            Box::new(m20261120_000005_search::Migration),
            Box::new(m20261121_000006_evidence::Migration),
            Box::new(m20261121_000007_bytewise::Migration),
            Box::new(m20261121_000009_views::Migration),
            Box::new(m20261121_000010_words::Migration),
            Box::new(m20261121_000011_bulk::Migration),
            Box::new(m20261121_000012_people::Migration),
            Box::new(m20261121_000013_privacy::Migration),
            Box::new(m20261121_000014_changes::Migration),
            Box::new(m20261122_000015_wordings::Migration),
            Box::new(m20261122_000016_revision::Migration),
            Box::new(m20261122_000017_language::Migration),
            Box::new(m20261122_000018_totals::Migration),
            Box::new(m20261122_000019_packed::Migration),
            Box::new(m20261122_000020_ways::Migration),
            Box::new(m20261122_000021_hours::Migration),
        ]
    }
}

/// An index by a list of columns, named after them.
fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    let kind = if unique { "unique" } else { "by" };
    index.name(format!("{table}_{kind}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index
}

/// Has PostgreSQL compare the texts of new tables by their bytes, as those of all others since `bytewise`.
async fn compare_by_bytes(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let change = format!(
            "DO $$ DECLARE it record; BEGIN FOR it IN SELECT column_name FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}' \
             AND data_type IN ('character varying', 'text') \
             LOOP EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I TYPE text COLLATE \"C\"', it.column_name); \
             END LOOP; END $$"
        );
        manager.get_connection().execute_unprepared(&change).await?;
    }
    Ok(())
}
