//! The statements that read and write the tables.

use rusqlite::{Connection, OptionalExtension, Result, TransactionBehavior, params};

/// The content of a session that has not expired.
pub(crate) fn load(connection: &Connection, id: &str, now: i64) -> Result<Option<String>> {
    let query = "SELECT content FROM sessions WHERE id = ?1 AND expires > ?2";
    let found = connection.query_row(query, params![id, now], |row| row.get(0));
    found.optional()
}

/// A session that is to be kept. Times are seconds since 1970.
pub(crate) struct Saving {
    pub(crate) id: String,
    pub(crate) content: String,
    pub(crate) expires: i64,
    pub(crate) now: i64,
}

/// Expired sessions that one more deletes. It adds one at most, so that they become fewer.
const SWEPT: i64 = 16;

/// Keeps a new session, and no more than the most. True: another has made room, though it had not expired.
pub(crate) fn create(connection: &mut Connection, saving: &Saving, max: i64) -> Result<bool> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    insert(&transaction, saving)?;
    transaction.execute(
        "DELETE FROM sessions WHERE id IN
         (SELECT id FROM sessions WHERE expires <= ?1 AND id <> ?2 ORDER BY expires LIMIT ?3)",
        params![saving.now, saving.id, SWEPT],
    )?;
    let count = "SELECT number FROM session_count";
    let number: i64 = transaction.query_row(count, (), |row| row.get(0))?;
    let is_full = number > max && make_room(&transaction, saving, number - max)?;
    transaction.commit()?;
    Ok(is_full)
}

/// Deletes as many sessions as there are too many. True: one of them had not expired.
fn make_room(connection: &Connection, saving: &Saving, excess: i64) -> Result<bool> {
    let mut deletion = connection.prepare(
        "DELETE FROM sessions WHERE id IN
         (SELECT id FROM sessions WHERE id <> ?1 ORDER BY expires LIMIT ?2)
         RETURNING expires",
    )?;
    let expiries = deletion.query_map(params![saving.id, excess.min(SWEPT)], |row| row.get(0))?;
    let expiries: Vec<i64> = expiries.collect::<Result<_>>()?;
    Ok(expiries.iter().any(|expires| *expires > saving.now))
}

/// Keeps another content of a session. False: it is not there any more.
pub(crate) fn update(connection: &Connection, saving: &Saving) -> Result<bool> {
    let changed = connection.execute(
        "UPDATE sessions SET content = ?2, expires = ?3 WHERE id = ?1 AND expires > ?4",
        params![saving.id, saving.content, saving.expires, saving.now],
    )?;
    Ok(changed > 0)
}

/// Forgets a session. False: it was not there any more.
pub(crate) fn delete(connection: &Connection, id: &str) -> Result<bool> {
    let deleted = connection.execute("DELETE FROM sessions WHERE id = ?1", [id])?;
    Ok(deleted > 0)
}

/// Keeps a session by another id. False: the old one was not there any more, and neither is the new one.
pub(crate) fn replace(connection: &mut Connection, old: &str, saving: &Saving) -> Result<bool> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // One that has expired meanwhile does not come back by another id.
    let was_there = transaction.execute(
        "DELETE FROM sessions WHERE id = ?1 AND expires > ?2",
        params![old, saving.now],
    )? > 0;
    if was_there {
        insert(&transaction, saving)?;
    }
    transaction.commit()?;
    Ok(was_there)
}

fn insert(connection: &Connection, saving: &Saving) -> Result<()> {
    connection.execute(
        "INSERT INTO sessions (id, content, expires) VALUES (?1, ?2, ?3)",
        params![saving.id, saving.content, saving.expires],
    )?;
    Ok(())
}
