//! A database to compute in, thrown away afterwards.

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::Store;

/// A database in a temporary file, which goes with it. It is on disk, so that it needs little memory at any size.
#[derive(Debug)]
pub struct Scratch {
    db: DatabaseConnection,
    _folder: tempfile::TempDir,
}

impl Store {
    /// Makes an empty database beside this one. What is written to it is not durable: it need not be.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn scratch() -> Result<Scratch, DbErr> {
        let no_room = |error| {
            DbErr::Custom(format!("no room to compute in, in the folder for temporary files: {error}"))
        };
        let folder = tempfile::Builder::new().prefix("hilo-").tempdir().map_err(no_room)?;
        let mut options =
            ConnectOptions::new(format!("sqlite://{}", folder.path().join("scratch.db").display()));
        options.max_connections(1).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Off)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", "-32768")
        });
        let db = Database::connect(options).await?;
        migrations::Migrator::up(&db, None).await?;
        Ok(Scratch { db, _folder: folder })
    }
}

impl Scratch {
    /// For reading and writing.
    pub fn db(&self) -> &DatabaseConnection {
        &self.db
    }
}
