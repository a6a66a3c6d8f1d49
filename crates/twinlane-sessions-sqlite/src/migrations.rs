//! The tables, and how a file comes to have them.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Cause;

/// In the header of the file: that it is of this crate.
const APPLICATION_ID: i64 = 0x5477_6c53;

/// The statements that make of the tables of each version those of the next.
const STEPS: [&str; 1] = [
    // The number of rows is kept beside them: SQLite would count them one by one.
    "CREATE TABLE sessions (
         id TEXT PRIMARY KEY,
         content TEXT NOT NULL,
         expires INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX sessions_by_expiry ON sessions (expires);
     CREATE TABLE session_count (number INTEGER NOT NULL) STRICT;
     INSERT INTO session_count VALUES (0);
     CREATE TRIGGER session_added AFTER INSERT ON sessions BEGIN
         UPDATE session_count SET number = number + 1;
     END;
     CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
         UPDATE session_count SET number = number - 1;
     END;",
];

/// Makes the tables, or those of an earlier version new. All of it is done or nothing, and by one process.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Cause> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let pragma =
        |name: &str| transaction.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let version = pragma("user_version")?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    let is_new = version == 0 && tables == 0;
    if !is_new && pragma("application_id")? != APPLICATION_ID {
        return Err(Cause::AnotherDatabase);
    }
    let done = usize::try_from(version).ok();
    let missing = done.and_then(|done| STEPS.get(done..));
    let missing = missing.ok_or(Cause::LaterVersion(version))?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    if !missing.is_empty() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        let made = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
        transaction.pragma_update(None, "user_version", made)?;
    }
    Ok(transaction.commit()?)
}
