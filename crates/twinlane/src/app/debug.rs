//! The debug mode of the application.

use super::App;

impl App {
    /// If true, a 500 shows the error of the application instead of `Internal Server Error`: FastAPI's `debug`.
    ///
    /// False by default. No header, no environment variable and no kind of build turns it on.
    ///
    /// **Never in production**: it shows internals to everybody who makes the application fail. The application logs a warning at each start.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[get("/price")]
    /// fn price() -> Result<u32> {
    ///     Ok("12,50".parse()?)
    /// }
    ///
    /// let client = TestClient::blocking(App::new().routes(routes![price]).debug(true));
    /// let response = client.get("/price").send();
    /// assert_eq!(response.status(), 500);
    /// assert!(response.text().starts_with("invalid digit found in string"));
    /// ```
    ///
    /// A browser (its `Accept` names `text/html`) gets a page: the error and its causes, the operation with its file and line, the request, and the
    /// place of a panic. Any other client gets a text without the request. A backtrace is shown if `RUST_BACKTRACE` enables it. Values of headers,
    /// cookies and query parameters are masked if their names sound secret.
    ///
    /// The handler of 500 is not called for an error that is shown, as in FastAPI. An [`HttpError`](crate::HttpError) has its own response,
    /// whatever its status. A [mounted](Self::mount) application has its own debug mode.
    pub fn debug(mut self, is_shown: bool) -> Self {
        self.debug = is_shown;
        self
    }
}
