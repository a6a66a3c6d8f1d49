//! The work of an application before its first request and after its last.

use std::future::Future;
use std::panic::Location;

use super::App;
use crate::dependencies::DependencyRef;
use crate::errors::{Error, Result};
use crate::stages::{Around, AroundFunction, Ended};

/// # Start and stop
impl App {
    /// Makes these [lifespan dependencies](macro@crate::dependency#lifespan-dependencies) when the application starts, also if nothing asks for
    /// them: `lifespan(dependencies![pool])`. The value of each is a [`State`](crate::State) of its type, too.
    ///
    /// One that a [`Depends`](crate::Depends) asks for anywhere in the application is made without being listed.
    ///
    /// # The order
    ///
    /// They are made one after another: those of the application's list in its order, then those of its operations and routers in the order
    /// in which they were added, a router's list before its operations. Each comes after those that it needs. They are undone in the reverse
    /// order, when all requests have ended, or have been given up.
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

    /// Runs a function around the whole life of the application, as FastAPI's `lifespan`: before its lifespan dependencies are made, and after
    /// they have been undone.
    ///
    /// The function is given the application as an [`Around`], and returns the [`Ended`] that only [`Around::run`] makes: it cannot leave the
    /// application out, and cannot run it twice. An error before `run` keeps the application from starting, one after it is an error of the
    /// stop. What stands after `run` is reached whatever happens, also if a lifespan dependency fails. Of several functions the last that was added is
    /// the outermost, as with middleware.
    ///
    /// A value that operations need is a [lifespan dependency](Self::lifespan) instead.
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
