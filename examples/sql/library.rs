//! A library in SQLite by diesel, which blocks: so its functions are plain, and run in threads. A pool that lives as long as the
//! application, and a transaction a request. The database is `library.sqlite` in the working directory, or what `LIBRARY_DATABASE` names.
//!
//! ```sh
//! cd examples/sql
//! cargo run --example library
//! curl localhost:8000/books --json '{"title": "Momo", "copies": 2}'
//! curl localhost:8000/loans --json '{"book": 1, "reader": "Ada"}'
//! curl localhost:8000/books
//! ```

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection, PooledConnection};
use twinlane::Provided;
use twinlane::dependency::{AtShutdown, Outcome};
use twinlane::prelude::*;

pub mod schema {
    diesel::table! {
        books (id) {
            id -> Integer,
            title -> Text,
            copies -> Integer,
        }
    }
    diesel::table! {
        loans (id) {
            id -> Integer,
            book -> Integer,
            reader -> Text,
        }
    }
}
use schema::{books, loans};

#[settings(prefix = "LIBRARY_", env_file = ".env")]
pub struct Config {
    #[field(default = "library.sqlite")]
    database: String,
    #[field(default = 10, ge = 1)]
    pool_size: u32,
    /// The longest that a request waits for a connection.
    #[field(default = Duration::from_secs(10))]
    pool_wait: Duration,
}

type Manager = ConnectionManager<SqliteConnection>;
pub type Pool = r2d2::Pool<Manager>;

/// The settings that SQLite needs for each connection.
#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<SqliteConnection, r2d2::Error> for Pragmas {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), r2d2::Error> {
        connection
            .batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;")
            .map_err(r2d2::Error::QueryError)
    }
}

pub const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS books (id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, copies INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS loans (
        id INTEGER PRIMARY KEY,
        book INTEGER NOT NULL REFERENCES books DEFERRABLE INITIALLY DEFERRED,
        reader TEXT NOT NULL
    ) STRICT;";

/// Opened before the port, and closed when the last request has ended. A plain `fn`: opening a file blocks.
#[dependency(lifespan)]
pub fn pool(config: State<Config>) -> Result<Provided<Pool, AtShutdown>> {
    let pool = Pool::builder()
        .max_size(config.pool_size)
        .connection_timeout(config.pool_wait)
        .connection_customizer(Box::new(Pragmas))
        .build(Manager::new(&config.database))?;
    pool.get()?.batch_execute(SCHEMA)?;
    // A pool of r2d2 closes its connections when it is dropped, which it is now.
    Ok(Provided::new(pool).at_shutdown(drop))
}

/// A connection that nobody else has meanwhile.
#[dependency]
pub fn connection(pool: Depends<pool>) -> Result<PooledConnection<Manager>> {
    pool.get().map_err(|_| {
        HttpError::new(503, "Too many requests at a time")
            .header("retry-after", "1")
            .into()
    })
}

/// The same in a transaction, which ends in a thread, too.
#[dependency]
pub fn transaction(pool: Depends<pool>) -> Result<Provided<PooledConnection<Manager>>> {
    let mut connection = connection(pool)?;
    // One that reads first and writes then fails if another has written meanwhile: so it waits for its turn before it reads.
    AnsiTransactionManager::begin_transaction_sql(&mut *connection, "BEGIN IMMEDIATE")?;
    Ok(
        Provided::new(connection).before_response(|mut connection, outcome| match outcome {
            Outcome::Answered => AnsiTransactionManager::commit_transaction(&mut *connection),
            Outcome::Failed(_) | Outcome::ClientGone | Outcome::Cancelled => {
                AnsiTransactionManager::rollback_transaction(&mut *connection)
            }
        }),
    )
}

#[model]
#[derive(Queryable, Selectable)]
struct Book {
    id: i32,
    title: String,
    copies: i32,
}

#[model]
#[derive(Insertable)]
#[diesel(table_name = books)]
struct NewBook {
    #[field(min_length = 1)]
    title: String,
    #[field(ge = 0)]
    copies: i32,
}

#[model]
#[derive(Queryable, Selectable)]
struct Loan {
    id: i32,
    book: i32,
    reader: String,
}

#[model]
#[derive(Insertable)]
#[diesel(table_name = loans)]
struct NewLoan {
    book: i32,
    #[field(min_length = 1)]
    reader: String,
}

#[derive(ApiError)]
enum BookError {
    #[error(status = 409, detail = "This book is here already")]
    Known,
    #[error(internal)]
    Internal(twinlane::Error),
}

#[derive(ApiError)]
enum LoanError {
    #[error(status = 404, detail = "There is no book {book}")]
    Unknown { book: i32 },
    #[error(status = 409, detail = "All copies of {title} are lent")]
    AllLent { title: String },
    #[error(internal)]
    Internal(twinlane::Error),
}

#[get("/books")]
fn read_books(mut connection: DependsMut<connection>) -> Result<Vec<Book>> {
    let select = books::table.order(books::title).select(Book::as_select());
    Ok(select.load(&mut **connection)?)
}

#[post("/books", status = 201)]
fn add_book(book: NewBook, mut transaction: DependsMut<transaction>) -> Result<Book, BookError> {
    let insert = diesel::insert_into(books::table)
        .values(book)
        .on_conflict_do_nothing()
        .returning(Book::as_returning());
    let added: Option<Book> = insert.get_result(&mut **transaction).optional()?;
    added.ok_or(BookError::Known)
}

#[get("/loans")]
fn read_loans(mut connection: DependsMut<connection>) -> Result<Vec<Loan>> {
    let select = loans::table.order(loans::id).select(Loan::as_select());
    Ok(select.load(&mut **connection)?)
}

/// Notes the loan, then takes a copy from the shelf. If there is none the loan is gone, too.
#[post("/loans", status = 201)]
fn lend(loan: NewLoan, mut transaction: DependsMut<transaction>) -> Result<Loan, LoanError> {
    let book = books::table.find(loan.book);
    let found: Option<Book> = book
        .select(Book::as_select())
        .first(&mut **transaction)
        .optional()?;
    let Some(Book { title, .. }) = found else {
        return Err(LoanError::Unknown { book: loan.book });
    };
    let lent: Loan = diesel::insert_into(loans::table)
        .values(loan)
        .returning(Loan::as_returning())
        .get_result(&mut **transaction)?;
    let left: i32 = diesel::update(book)
        .set(books::copies.eq(books::copies - 1))
        .returning(books::copies)
        .get_result(&mut **transaction)?;
    if left < 0 {
        return Err(LoanError::AllLent { title });
    }
    Ok(lent)
}

/// Does no I/O: what can go wrong is told when it starts, in `serve` or in a test.
pub fn app(config: Config) -> App {
    App::new()
        .title("Library")
        .document_errors(true)
        .state(config)
        .routes(routes![read_books, add_book, read_loans, lend])
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    app(Config::load()?).serve().await
}
