//! Why the database failed, without a word of what is in it.

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::{DbErr, RuntimeErr};

/// SQLite's code for a statement that makes no sense. Its message quotes the statement, and with it what was searched for.
const GENERIC: &str = "1";

/// What begins the texts about a kept row that cannot be read.
pub const DAMAGED: &str = "a kept ";

/// The cause as operators may see it. Texts that the engine may have put values into are left out.
pub fn of(error: &DbErr) -> String {
    match error {
        DbErr::Conn(why) | DbErr::Exec(why) | DbErr::Query(why) => runtime(why),
        // These texts are our own: nothing that was sent is put into them.
        // Of a kept row that is damaged, in our own words.
        DbErr::Type(text) if text.starts_with(DAMAGED) => text.clone(),
        DbErr::ConnectionAcquire(_) | DbErr::Custom(_) | DbErr::RecordNotFound(_) => error.to_string(),
        _ => "what the database answered could not be understood".to_owned(),
    }
}

fn runtime(why: &RuntimeErr) -> String {
    let RuntimeErr::SqlxError(error) = why else {
        return "the database could not be asked".to_owned();
    };
    match error.as_ref() {
        SqlxError::Database(answered) => {
            let code = answered.code().unwrap_or_default();
            match quotes(&code) {
                true => format!("the database answered with code {code}"),
                false => format!("the database answered with code {code}: {}", answered.message()),
            }
        }
        error @ (SqlxError::Io(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed) => error.to_string(),
        _ => "what the database answered could not be understood".to_owned(),
    }
}

/// Whether the message to a code may quote values or the statement: SQLite's for nonsense, and PostgreSQL's about values
/// and syntax.
fn quotes(code: &str) -> bool {
    code == GENERIC || code.len() == 5 && (code.starts_with("22") || code.starts_with("42"))
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Database};

    use super::*;

    #[actix_web::test]
    async fn an_answer_is_told_by_its_code_and_what_was_searched_for_is_not() {
        let db = Database::connect("sqlite::memory:").await.expect("a database");
        db.execute_unprepared("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
            .await
            .expect("a table");
        let twice = db.execute_unprepared("INSERT INTO t VALUES (1)").await.expect_err("it is there");
        assert_eq!(of(&twice), "the database answered with code 1555: UNIQUE constraint failed: t.a");
        let nonsense = db.execute_unprepared("SELECT \"Ana\" FROM Gómez").await.expect_err("no such table");
        assert!(nonsense.to_string().contains("Gómez"), "{nonsense}");
        assert_eq!(of(&nonsense), "the database answered with code 1");
    }

    #[test]
    fn what_a_value_was_is_not_told() {
        let error = DbErr::Json("invalid type: string \"Ana\"".to_owned());
        assert_eq!(of(&error), "what the database answered could not be understood");
        let ours = DbErr::Custom("the events could not be applied".to_owned());
        assert_eq!(of(&ours), "Custom Error: the events could not be applied");
    }
}
