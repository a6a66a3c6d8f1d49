//! The page that shows what the lanes do, and the same as JSON.
//!
//! [`book`] knows the lanes and the operations, [`advice`] says which keyword would serve an operation better, and [`report`] writes
//! both down. The page and the JSON are path operations like any other, so that what guards them is a dependency.

mod advice;
mod book;
mod report;
#[cfg(feature = "batches")]
mod batches;

pub(crate) use book::LanesBook;

use std::sync::Arc;

use http::{HeaderValue, StatusCode};
use serde_json::Value;
use twinlane_web::security_headers::FrameworkPage;
use twinlane_web::{Body, Response};

use crate::dependencies::DependencyRef;
use crate::fixed_response::content_response;
use crate::parameters::State;
use crate::router::Router;

/// The option of the page: none, or its address.
#[derive(Debug, Default)]
pub(crate) enum LanesPage {
    /// At the usual address, in debug builds that are served.
    #[default]
    InDevelopment,
    /// Nowhere.
    Off,
    /// Here, behind these dependencies.
    Guarded {
        address: String,
        by: Vec<DependencyRef>,
    },
}

/// The address of the page in debug builds.
const ADDRESS: &str = "/_lanes";

/// The page, to be added to an application.
pub(crate) struct AddedLanesPage {
    pub(crate) address: String,
    pub(crate) router: Router,
    /// The book that the page's operations read.
    pub(crate) book: Arc<LanesBook>,
}

impl LanesPage {
    /// The page to add, if there is one. In a mounted application it shows the book of the application around it.
    pub(crate) fn added(
        self,
        development: bool,
        book: Option<Arc<LanesBook>>,
    ) -> Option<AddedLanesPage> {
        let (address, guards) = match self {
            Self::InDevelopment if development => (ADDRESS.to_owned(), Vec::new()),
            Self::InDevelopment | Self::Off => return None,
            Self::Guarded { address, by } => (address, by),
        };
        let router = Router::new()
            .prefix(&address)
            .hidden()
            .dependencies(guards)
            .routes(crate::routes![page, lanes]);
        Some(AddedLanesPage {
            address,
            router,
            book: book.unwrap_or_default(),
        })
    }

    /// Nobody has asked for it.
    pub(crate) fn is_for_development(&self) -> bool {
        matches!(self, Self::InDevelopment)
    }

    /// The given address, if it cannot be one.
    pub(crate) fn is_no_address(&self) -> Option<&str> {
        match self {
            Self::Guarded { address, .. }
                if !address.starts_with('/') || address.ends_with('/') || address.contains('{') =>
            {
                Some(address)
            }
            _ => None,
        }
    }

    /// The address of a page that everybody would see in production.
    pub(crate) fn is_unguarded(&self) -> Option<&str> {
        match self {
            Self::Guarded { address, by } if !by.iter().any(guards) => Some(address),
            _ => None,
        }
    }
}

/// True if it can refuse a request. A lifespan dependency runs before any request.
fn guards(dependency: &DependencyRef) -> bool {
    (dependency.describe)().lifespan.is_none()
}

/// The module of the page's own operations, which are not in the book.
pub(crate) const MODULE: &str = module_path!();

#[twinlane::get("")]
async fn page() -> Response {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let content = Body::from(include_str!("page.html"));
    let mut response = content_response(StatusCode::OK, Some(html), content);
    response.extensions_mut().insert(FrameworkPage);
    response
}

#[twinlane::get("/json")]
async fn lanes(book: State<Arc<LanesBook>>) -> Value {
    report::of(&book)
}
