//! Orders in PostgreSQL by sqlx: a pool that lives as long as the application, and a transaction a request. It is committed if the
//! request is answered, and rolled back otherwise.
//!
//! ```sh
//! cd examples/sql
//! ORDERS_DATABASE_URL=postgres://user:password@localhost/orders cargo run --example orders
//! curl -X PUT 'localhost:8000/stock/tea?count=5'
//! curl localhost:8000/orders --json '{"item": "tea", "count": 2}'
//! curl localhost:8000/stock
//! ```

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};
use twinlane::Provided;
use twinlane::dependency::{AtShutdown, Outcome};
use twinlane::prelude::*;

#[settings(prefix = "ORDERS_", env_file = ".env")]
pub struct Config {
    /// Holds a password: neither a log nor a report shows it.
    database_url: Secret<String>,
    #[field(default = 10, ge = 1)]
    pool_size: u32,
    /// The longest that a request waits for a connection.
    #[field(default = Duration::from_secs(10))]
    pool_wait: Duration,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS stock (item TEXT PRIMARY KEY, count BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS orders (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        item TEXT NOT NULL REFERENCES stock DEFERRABLE INITIALLY DEFERRED,
        count BIGINT NOT NULL
    );";

/// Connects before the port opens, and disconnects when the last request has ended.
#[dependency(lifespan)]
pub async fn pool(config: State<Config>) -> Result<Provided<PgPool, AtShutdown>> {
    let pool = PgPoolOptions::new()
        .max_connections(config.pool_size)
        .acquire_timeout(config.pool_wait)
        .connect(config.database_url.expose())
        .await?;
    sqlx::raw_sql(SCHEMA).execute(&pool).await?;
    Ok(Provided::new(pool).at_shutdown(async |pool: Arc<PgPool>| pool.close().await))
}

/// The transaction of a request: whoever asks for it in this request has the same one.
#[dependency]
pub async fn transaction(pool: Depends<pool>) -> Result<Provided<Transaction<'static, Postgres>>> {
    let begun = pool.begin().await.map_err(or_busy)?;
    Ok(
        Provided::new(begun).before_response(async |transaction: Transaction<'_, _>, outcome| {
            match outcome {
                Outcome::Answered => transaction.commit().await,
                Outcome::Failed(_) | Outcome::ClientGone | Outcome::Cancelled => {
                    transaction.rollback().await
                }
            }
        }),
    )
}

/// A pool whose connections are all in use is no fault of ours: the client may come again.
fn or_busy(error: sqlx::Error) -> twinlane::Error {
    match error {
        sqlx::Error::PoolTimedOut => HttpError::new(503, "Too many requests at a time")
            .header("retry-after", "1")
            .into(),
        error => error.into(),
    }
}

#[model]
#[derive(sqlx::FromRow)]
struct Stock {
    item: String,
    count: i64,
}

/// PostgreSQL has no texts with a zero byte.
const NAME: &str = "^[\\w -]+$";

#[model]
struct NewOrder {
    #[field(pattern = NAME)]
    item: String,
    #[field(gt = 0)]
    count: i64,
}

#[model]
#[derive(sqlx::FromRow)]
struct Order {
    id: i64,
    item: String,
    count: i64,
}

#[derive(ApiError)]
enum OrderError {
    #[error(status = 404, detail = "There is no {item}")]
    Unknown { item: String },
    #[error(status = 409, detail = "Only {left} of {item} are left")]
    TooFew { item: String, left: i64 },
    #[error(internal)]
    Internal(twinlane::Error),
}

#[get("/stock")]
async fn read_stock(pool: Depends<pool>) -> Result<Vec<Stock>> {
    let select = sqlx::query_as("SELECT item, count FROM stock ORDER BY item");
    select.fetch_all(&*pool).await.map_err(or_busy)
}

#[put("/stock/{item}")]
async fn put_stock(
    #[path(pattern = NAME)] item: String,
    #[query(ge = 0)] count: i64,
    mut transaction: DependsMut<transaction>,
) -> Result<Stock> {
    let insert = "INSERT INTO stock VALUES ($1, $2)
        ON CONFLICT (item) DO UPDATE SET count = $2 RETURNING item, count";
    let stock = sqlx::query_as(insert).bind(item).bind(count);
    Ok(stock.fetch_one(&mut **transaction).await?)
}

#[get("/orders")]
async fn read_orders(pool: Depends<pool>) -> Result<Vec<Order>> {
    let select = sqlx::query_as("SELECT id, item, count FROM orders ORDER BY id");
    select.fetch_all(&*pool).await.map_err(or_busy)
}

/// Notes the order, then takes from the stock. If too few are left the order is gone, too.
#[post("/orders", status = 201)]
async fn place_order(
    order: NewOrder,
    mut transaction: DependsMut<transaction>,
) -> Result<Order, OrderError> {
    let NewOrder { item, count } = order;
    let insert = "INSERT INTO orders (item, count) VALUES ($1, $2) RETURNING id, item, count";
    let placed: Order = sqlx::query_as(insert)
        .bind(&item)
        .bind(count)
        .fetch_one(&mut **transaction)
        .await?;
    let update = "UPDATE stock SET count = count - $2 WHERE item = $1 RETURNING count";
    let left: Option<i64> = sqlx::query_scalar(update)
        .bind(&item)
        .bind(count)
        .fetch_optional(&mut **transaction)
        .await?;
    match left {
        None => Err(OrderError::Unknown { item }),
        Some(left) if left < 0 => Err(OrderError::TooFew {
            item,
            left: left + count,
        }),
        Some(_) => Ok(placed),
    }
}

/// Does no I/O: what can go wrong is told when it starts, in `serve` or in a test.
pub fn app(config: Config) -> App {
    App::new()
        .title("Orders")
        .document_errors(true)
        .state(config)
        .routes(routes![read_stock, put_stock, read_orders, place_order])
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    app(Config::load()?).serve().await
}
