//! The debug mode of the application.

use super::App;

impl App {
    /// If true, the response to an error of the application's own, which is otherwise `Internal Server Error`, shows the error: FastAPI's
    /// `debug`. False unless this is said; no header, no variable and no build turns it on.
    ///
    /// **Never in production**: it shows internals to everybody who makes the application fail. Each start logs a warning.
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
    /// A browser (its `Accept` names `text/html`) is shown a page: the error and its causes, the operation with its file and line, the request, and the
    /// place of a panic. Any other client is sent a text without the request. Backtraces are shown if `RUST_BACKTRACE` has them captured. The
    /// values of headers, cookies and parameters of the query whose names sound secret are masked.
    ///
    /// The handler of 500 is not asked for an error that is shown, as in FastAPI. An [`HttpError`](crate::HttpError) has its own response, whatever its
    /// status. An application that is [mounted](Self::mount) says this for itself.
    pub fn debug(mut self, is_shown: bool) -> Self {
        self.debug = is_shown;
        self
    }
}
