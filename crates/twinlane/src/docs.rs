//! The docs pages as responses of your own operations: for scripts from another address, or a page at another path.
//!
//! Most applications do not need this module: [`App::docs_url`](crate::App::docs_url) serves the docs page, with its scripts in the program.
//!
//! ```
//! use twinlane::docs::{SwaggerUi, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html};
//! use twinlane::prelude::*;
//!
//! #[get("/docs", hidden)]
//! async fn swagger_ui() -> Html {
//!     let page = SwaggerUi::new("/openapi.json", "Shop - Swagger UI")
//!         .script("/static/swagger-ui-bundle.js")
//!         .style("/static/swagger-ui.css")
//!         .oauth2_redirect_url("/docs/oauth2-redirect");
//!     get_swagger_ui_html(&page)
//! }
//!
//! #[get("/docs/oauth2-redirect", hidden)]
//! async fn swagger_ui_redirect() -> Html {
//!     get_swagger_ui_oauth2_redirect_html()
//! }
//!
//! let app = App::new().title("Shop").docs_url(None).routes(routes![swagger_ui, swagger_ui_redirect]);
//! # let _ = app;
//! ```

pub use crate::docs_pages::own::{
    Redoc, SwaggerUi, get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html,
};
