//! Opening a database that is only read, and left as it is.

use sea_orm::DbErr;
use sea_orm_migration::SchemaManager;

use super::{Engine, HISTORY, Pools, engine_of, name_of, postgres, sqlite, strange};
use crate::store::Store;
use crate::store::trouble::{CannotOpen, Trouble};

impl Store {
    /// Opens a database to read from it and nothing else, whatever version wrote it: it is not made, not brought up to
    /// date, and the engine is told to refuse all writing. [`Store::writer`] only reads too.
    ///
    /// # Errors
    /// As [`Store::open_with`]; also when there is nothing of ours.
    pub async fn open_to_read(url: &str, pools: Pools) -> Result<Self, CannotOpen> {
        let name = name_of(url);
        let failed = |error: DbErr| CannotOpen::new(&name, &error);
        let opened = match engine_of(url)? {
            Engine::Postgres => postgres::source(url, pools).await.map(|one| (one.clone(), one)),
            Engine::Sqlite if !sqlite::is_there(url) => {
                return Err(CannotOpen::found(&name, Trouble::Missing, "there is no such file"));
            }
            Engine::Sqlite => sqlite::source(url).await,
        };
        let (writer, reader) = opened.map_err(failed)?;
        if let Some((trouble, found)) = strange(&reader).await.map_err(failed)? {
            return Err(CannotOpen::found(&name, trouble, &found));
        }
        if !SchemaManager::new(&reader).has_table(HISTORY).await.map_err(failed)? {
            return Err(CannotOpen::found(&name, Trouble::Missing, "it is empty"));
        }
        let wrote = std::sync::Arc::default();
        Ok(Self { writer, reader, replica: None, limit: None, wrote })
    }
}
