//! People who sign in, what keeps them signed in, one-time links, and the log of who did what.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text, uuid};
use sea_orm_migration::sea_orm::DatabaseBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 4] = ["users", "session", "ticket", "audit"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = Table::create()
            .table("users")
            .col(big_integer("account_id"))
            .col(uuid("id"))
            .col(string("email"))
            .col(string("name"))
            .col(string("role"))
            .col(text("groups"))
            .col(string("password"))
            .col(big_integer("created_at"))
            .col(big_integer_null("signed_in_at"))
            .col(big_integer_null("disabled_at"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        let session = Table::create()
            .table("session")
            .col(big_integer("account_id"))
            .col(string("hash"))
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("rotated_at"))
            .col(big_integer("seen_at"))
            .col(big_integer("ends_at"))
            .col(string("address"))
            .col(string("agent"))
            .primary_key(Index::create().col("account_id").col("hash"))
            .to_owned();
        let ticket = Table::create()
            .table("ticket")
            .col(big_integer("account_id"))
            .col(string("hash"))
            .col(string("kind"))
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("ends_at"))
            .primary_key(Index::create().col("account_id").col("hash"))
            .to_owned();
        let audit = Table::create()
            .table("audit")
            .col(big_integer("account_id"))
            .col(big_integer("id"))
            .col(big_integer("at"))
            .col(string("actor"))
            .col(string("name"))
            .col(string("action"))
            .col(string("thing"))
            .col(text("details"))
            .col(string("address"))
            .primary_key(Index::create().col("account_id").col("id"))
            .to_owned();
        for table in [users, session, ticket, audit] {
            manager.create_table(table).await?;
        }
        manager.create_index(super::index("users", &["account_id", "email"], true)).await?;
        manager.create_index(super::index("session", &["account_id", "user_id"], false)).await?;
        manager.create_index(super::index("ticket", &["account_id", "user_id"], false)).await?;
        for column in [
            big_integer_null("last_used_at").to_owned(),
            text("origins").default("").to_owned(),
            big_integer("per_minute").default(0).to_owned(),
        ] {
            manager.alter_table(Table::alter().table("api_key").add_column(column).to_owned()).await?;
        }
        super::compare_by_bytes(manager, &TABLES).await?;
        super::compare_by_bytes(manager, &["api_key"]).await?;
        append_only(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["last_used_at", "origins", "per_minute"] {
            manager.alter_table(Table::alter().table("api_key").drop_column(column).to_owned()).await?;
        }
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION audit_is_append_only()").await?;
        }
        Ok(())
    }
}

/// The engine itself refuses to change or remove an entry of the log.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        db.execute_unprepared(
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        )
        .await?;
        let trigger = "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit \
             FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()";
        return db.execute_unprepared(trigger).await.map(drop);
    }
    for change in ["UPDATE", "DELETE"] {
        let trigger = format!(
            "CREATE TRIGGER audit_stays_{change} BEFORE {change} ON audit \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        );
        db.execute_unprepared(&trigger).await?;
    }
    Ok(())
}
