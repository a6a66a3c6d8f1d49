//! The OpenAPI document and the pages that show it, Swagger UI and `ReDoc`. Their files are served from this program, so that they work with
//! no internet: with the features `docs` and `redoc`. Without them the pages load the files from where FastAPI's pages do.

mod redoc;
mod swagger_ui;
mod document;
pub(crate) mod own;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use twinlane_model::to_python_dumps;
use twinlane_web::Response;
use twinlane_web::security_headers::FrameworkPage;

use crate::fixed_response::{JSON, content_response};
pub(crate) use document::Document;

/// A page made at startup. Only the root path in the document changes with a request.
#[derive(Debug)]
pub(crate) struct Page {
    /// FastAPI's name of its route. `None`: it is a file of another page.
    pub(crate) name: Option<&'static str>,
    pub(crate) address: String,
    media_type: HeaderValue,
    content: PageContent,
    /// Assets change only with the program, so a browser may keep them.
    cached: bool,
}

#[derive(Debug)]
enum PageContent {
    Bytes(Bytes),
    Document(Document),
}

impl Page {
    /// The response to a client that has found the application below this path.
    pub(crate) fn response(&self, root_path: &str) -> Response {
        let bytes = match &self.content {
            PageContent::Bytes(bytes) => bytes.clone(),
            PageContent::Document(document) => document.below(root_path),
        };
        let mut response =
            content_response(StatusCode::OK, Some(self.media_type.clone()), bytes.into());
        response.extensions_mut().insert(FrameworkPage);
        if self.cached {
            let headers = response.headers_mut();
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=3600"),
            );
        }
        response
    }
}

/// The addresses of the pages, and their options.
#[derive(Debug)]
pub(crate) struct DocsPages {
    pub(crate) openapi_url: Option<String>,
    pub(crate) docs_url: Option<String>,
    pub(crate) oauth2_redirect_url: Option<String>,
    pub(crate) redoc_url: Option<String>,
    /// True if the document names the root path of a request among the servers.
    pub(crate) root_path_in_servers: bool,
    /// Parameters of Swagger UI.
    pub(crate) parameters: Map<String, Value>,
    /// The values that Swagger UI fills into its authorization dialogue.
    pub(crate) oauth: Map<String, Value>,
}

impl Default for DocsPages {
    /// FastAPI's addresses.
    fn default() -> Self {
        Self {
            openapi_url: Some("/openapi.json".to_owned()),
            docs_url: Some("/docs".to_owned()),
            oauth2_redirect_url: Some("/docs/oauth2-redirect".to_owned()),
            redoc_url: Some("/redoc".to_owned()),
            root_path_in_servers: true,
            parameters: Map::new(),
            oauth: Map::new(),
        }
    }
}

impl DocsPages {
    /// The addresses that were said of pages, of those that are there.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        let all = [
            &self.openapi_url,
            &self.docs_url,
            &self.oauth2_redirect_url,
            &self.redoc_url,
        ];
        // Without the document there is no page of it.
        let all = all.into_iter().filter(|_| self.openapi_url.is_some());
        all.filter_map(|address| address.as_deref())
    }

    /// Every page: the document, the pages that show it, and what they need.
    pub(crate) fn pages(&self, title: &str, document: Option<Document>) -> Vec<Page> {
        let (Some(openapi_url), Some(document)) = (&self.openapi_url, document) else {
            return Vec::new();
        };
        let mut pages = vec![Page {
            name: Some("openapi"),
            address: openapi_url.clone(),
            media_type: JSON,
            content: PageContent::Document(document),
            cached: false,
        }];
        if let Some(docs_url) = &self.docs_url {
            let html = self.swagger_ui(title, openapi_url, docs_url);
            pages.push(html_page("swagger_ui_html", docs_url, html));
            #[cfg(feature = "docs")]
            pages.extend(swagger_ui::assets(docs_url));
            let redirect = self.oauth2_redirect_url.as_deref();
            let html = || OAUTH2_REDIRECT.to_owned();
            let page = redirect.map(|address| html_page("swagger_ui_redirect", address, html()));
            pages.extend(page);
        }
        if let Some(redoc_url) = &self.redoc_url {
            let html = redoc::html(title, openapi_url, redoc_url);
            pages.push(html_page("redoc_html", redoc_url, html));
            #[cfg(feature = "redoc")]
            pages.extend(redoc::script(redoc_url));
        }
        pages
    }
}

/// The page to which an authorization server sends the browser back, in a window that Swagger UI opened.
const OAUTH2_REDIRECT: &str = include_str!("oauth2_redirect.html");

fn html_page(name: &'static str, address: &str, html: String) -> Page {
    Page {
        name: Some(name),
        address: address.to_owned(),
        media_type: HeaderValue::from_static("text/html; charset=utf-8"),
        content: PageContent::Bytes(html.into()),
        cached: false,
    }
}

/// One address as seen from another, so that the pages work behind a proxy that strips a prefix.
fn relative(from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count().saturating_sub(1));
    format!("{up}{}", to.trim_start_matches('/'))
}

/// The address of a file of a page.
#[cfg(any(feature = "docs", feature = "redoc"))]
fn below(page: &str, file: &str) -> String {
    format!("{}/{file}", page.trim_end_matches('/'))
}

/// A text as it stands in HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A text of JavaScript that cannot end the `<script>` it stands in, in FastAPI's quotes.
fn script_text(text: &str) -> String {
    let written = text.chars().map(|character| match character {
        '\'' | '\\' => format!("\\{character}"),
        '<' | '>' => format!("\\u{:04x}", u32::from(character)),
        control if control.is_control() => format!("\\u{:04x}", u32::from(control)),
        _ => character.to_string(),
    });
    format!("'{}'", written.collect::<String>())
}

/// A value of JavaScript that cannot end the `<script>` it stands in, written and escaped as FastAPI does it.
fn script_value(value: &Value) -> String {
    let written = to_python_dumps(value).unwrap_or_default();
    String::from_utf8_lossy(&written)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
