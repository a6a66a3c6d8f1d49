//! A database of its own for each test, in the server that `checks/databases` starts.

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};

/// A database that is empty.
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) name: String,
    /// To look at it from outside of the service.
    pub(crate) pool: PgPool,
}

impl Database {
    pub(crate) async fn new(test: &str) -> Self {
        let server = std::env::var("TWINLANE_TEST_POSTGRES")
            .expect("TWINLANE_TEST_POSTGRES is the URL of a PostgreSQL server: `checks/databases` starts one and sets it");
        let name = format!("twinlane_test_{test}");
        let options: PgConnectOptions = server.parse().unwrap();
        let mut admin = PgConnection::connect_with(&options).await.unwrap();
        for statement in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
            let statement = AssertSqlSafe(format!("{statement} {name}"));
            admin.execute(statement).await.unwrap();
        }
        let url = format!("{}/{name}", server.trim_end_matches('/'));
        // Ours bear a name, so that those of the service can be counted.
        let options: PgConnectOptions = url.parse().unwrap();
        let pool = PgPool::connect_lazy_with(options.application_name("test"));
        Self { url, name, pool }
    }

    /// The number that a query without parameters gives.
    pub(crate) async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// The connections of the service, and those of them that wait for a lock.
    pub(crate) async fn connections(&self) -> (i64, i64) {
        let query = "SELECT count(*), count(*) FILTER (WHERE wait_event_type = 'Lock')
            FROM pg_stat_activity WHERE datname = $1 AND application_name <> 'test'";
        let counts = sqlx::query_as(query).bind(&self.name);
        counts.fetch_one(&self.pool).await.unwrap()
    }
}
