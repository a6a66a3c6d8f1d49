//! The work of an application before its first request and after its last.

use std::future::Future;
use std::panic::Location;

use super::App;
use crate::dependencies::DependencyRef;
use crate::errors::{Error, Result};
use crate::stages::{Around, AroundFunction, Ended};

/// # Start and stop
impl App {
    /// Makes these [lifespan dependencies](macro@crate::dependency#lifespan-dependencies) when the application starts:
    /// `lifespan(dependencies![pool])`.
    ///
    /// They are made even if no function takes them. The value of each is also a [`State`](crate::State) of its type.
    ///
    /// A lifespan dependency that a function takes as [`Depends`](crate::Depends) is made without being listed.
    ///
    /// # The order
    ///
    /// They are made one after another. First come those of the application's list, in its order. Then come those of its operations and routers, in
    /// the order in which these were added; the list of a router comes before its operations. Each dependency is made after those that it needs.
    /// They are undone in the reverse order, when all requests have ended or have been cancelled.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    /// use twinlane::dependency::AtShutdown;
    /// use twinlane::Provided;
    ///
    /// struct Config {
    ///     url: &'static str,
    /// }
    ///
    /// struct Pool(String);
    ///
    /// #[dependency(lifespan)]
    /// async fn pool(config: State<Config>) -> Result<Provided<Pool, AtShutdown>> {
    ///     let pool = Pool(format!("connected to {}", config.url));
    ///     Ok(Provided::new(pool).at_shutdown(async |pool: Arc<Pool>| println!("no longer {}", pool.0)))
    /// }
    ///
    /// #[get("/")]
    /// async fn read(pool: State<Pool>) -> String {
    ///     pool.0.clone()
    /// }
    ///
    /// let app = App::new().state(Config { url: "db" }).lifespan(dependencies![pool]).routes(routes![read]);
    /// let client = TestClient::blocking(app);
    /// assert_eq!(client.get("/").send().text(), "\"connected to db\"");
    /// client.stop()?;
    /// # Ok::<(), twinlane::Error>(())
    /// ```
    pub fn lifespan(mut self, dependencies: Vec<DependencyRef>) -> Self {
        self.router = self.router.lifespan(dependencies);
        self
    }

    /// Runs a function around the whole life of the application, as FastAPI's `lifespan` does.
    ///
    /// The function begins before the lifespan dependencies are made, and ends after they have been undone.
    ///
    /// The function gets the application as an [`Around`]. It returns an [`Ended`], which only [`Around::run`] makes, so it runs the application
    /// exactly once. An error before `run` keeps the application from starting. An error after `run` is an error of the stop. The code after `run`
    /// always runs, even if a lifespan dependency fails. Of several functions, the one that was added last is the outermost, as with middleware.
    ///
    /// For a value that operations need, use a [lifespan dependency](Self::lifespan) instead.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    /// use twinlane::lifespan::{Around, Ended};
    ///
    /// async fn timed(app: Around) -> Result<Ended> {
    ///     let started = std::time::Instant::now();
    ///     let ended = app.run().await;
    ///     println!("it lived for {:?}", started.elapsed());
    ///     Ok(ended)
    /// }
    ///
    /// #[get("/")]
    /// async fn read() -> u8 {
    ///     1
    /// }
    ///
    /// let client = TestClient::blocking(App::new().routes(routes![read]).around(timed));
    /// assert_eq!(client.get("/").send().text(), "1");
    /// client.stop()?;
    /// # Ok::<(), twinlane::Error>(())
    /// ```
    #[track_caller]
    pub fn around<F, R, E>(mut self, function: F) -> Self
    where
        F: FnOnce(Around) -> R + Send + 'static,
        R: Future<Output = Result<Ended, E>> + Send + 'static,
        E: Into<Error>,
    {
        let function = AroundFunction::new(function, Location::caller());
        // The last that was added is the outermost.
        self.arounds.insert(0, function);
        self
    }
}
