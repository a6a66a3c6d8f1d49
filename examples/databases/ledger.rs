//! Accounts and transfers in SQLite, a transaction a request: it is committed where the request is answered, and rolled back where it
//! fails, whatever the reason. The database is `ledger.sqlite` in the folder for temporary files.
//!
//! ```sh
//! cd examples/databases
//! cargo run --example ledger
//! curl -X PUT 'localhost:8000/accounts/ada?cents=500'
//! curl -X PUT 'localhost:8000/accounts/bob?cents=0'
//! curl localhost:8000/transfers --json '{"from": "ada", "to": "bob", "cents": 200}'
//! curl localhost:8000/accounts
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};
use twinlane::Provided;
use twinlane::dependency::Outcome;
use twinlane::prelude::*;

/// Connections that nobody uses. One more is opened where there is none.
#[derive(Clone, Default)]
struct Pool(Arc<Mutex<Vec<Connection>>>);

impl Pool {
    fn take(&self) -> Result<Connection> {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => Ok(Connection::open(
                std::env::temp_dir().join("ledger.sqlite"),
            )?),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(connection);
    }
}

/// A connection within a transaction. A plain `fn`: SQLite blocks, so it runs in a thread, and so does what ends the transaction.
#[dependency]
fn database(pool: State<Pool>) -> Result<Provided<Connection>> {
    let connection = pool.take()?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let pool = Pool::clone(&pool);
    Ok(
        Provided::new(connection).before_response(move |connection, outcome| {
            let end = match outcome {
                Outcome::Answered => "COMMIT",
                Outcome::Failed(_) | Outcome::ClientGone | Outcome::Cancelled => "ROLLBACK",
            };
            connection.execute_batch(end)?;
            pool.give_back(connection);
            Ok::<(), rusqlite::Error>(())
        }),
    )
}

#[model]
struct Account {
    owner: String,
    cents: i64,
}

#[model]
struct Transfer {
    from: String,
    to: String,
    #[field(gt = 0)]
    cents: i64,
}

#[derive(ApiError)]
enum TransferError {
    #[error(status = 404, detail = "Nobody is called {owner}")]
    Unknown { owner: String },
    #[error(status = 409, detail = "{owner} has {cents} cents only")]
    TooPoor { owner: String, cents: i64 },
    #[error(internal)]
    Internal(twinlane::Error),
}

#[get("/accounts")]
fn accounts(database: DependsMut<database>) -> Result<Vec<Account>> {
    let mut select = database.prepare("SELECT owner, cents FROM accounts ORDER BY owner")?;
    let account = |row: &rusqlite::Row<'_>| {
        Ok(Account {
            owner: row.get(0)?,
            cents: row.get(1)?,
        })
    };
    Ok(select.query_map([], account)?.collect::<Result<_, _>>()?)
}

#[put("/accounts/{owner}")]
fn open_account(
    owner: String,
    #[query(ge = 0)] cents: i64,
    database: DependsMut<database>,
) -> Result<Account> {
    let insert = "INSERT INTO accounts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET cents = ?2";
    database.execute(insert, (&owner, cents))?;
    Ok(Account { owner, cents })
}

/// Moves money. What was taken is given back where the other half fails.
#[post("/transfers")]
fn transfer(transfer: Transfer, database: DependsMut<database>) -> Result<Account, TransferError> {
    change(&database, &transfer.to, transfer.cents)?;
    let left = change(&database, &transfer.from, -transfer.cents)?;
    if left.cents < 0 {
        return Err(TransferError::TooPoor {
            owner: transfer.from,
            cents: left.cents + transfer.cents,
        });
    }
    Ok(left)
}

fn change(database: &Connection, owner: &str, cents: i64) -> Result<Account, TransferError> {
    let update = "UPDATE accounts SET cents = cents + ?2 WHERE owner = ?1 RETURNING cents";
    let cents = database
        .query_row(update, (owner, cents), |row| row.get(0))
        .optional()?;
    let owner = owner.to_owned();
    match cents {
        Some(cents) => Ok(Account { owner, cents }),
        None => Err(TransferError::Unknown { owner }),
    }
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let pool = Pool::default();
    let connection = pool.take()?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         CREATE TABLE IF NOT EXISTS accounts (owner TEXT PRIMARY KEY, cents INTEGER NOT NULL) STRICT;",
    )?;
    pool.give_back(connection);
    App::new()
        .title("Ledger")
        .document_errors(true)
        .state(pool)
        .routes(routes![accounts, open_account, transfer])
        .serve()
        .await
}
