//! The OpenAPI document and the docs page: Swagger UI, served from this program, so that it works with no internet.

mod swagger_ui;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use twinlane_web::Response;

use crate::answer::{JSON, content_response};

/// Bytes that were made at startup and are served as they are.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) address: String,
    media_type: HeaderValue,
    bytes: Bytes,
    /// Assets change only with the program, so a browser may keep them.
    cached: bool,
}

impl Page {
    pub(crate) fn response(&self) -> Response {
        let mut response = content_response(
            StatusCode::OK,
            Some(self.media_type.clone()),
            self.bytes.clone().into(),
        );
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

/// Every page with its address: the document, the docs page and what the docs page needs.
pub(crate) fn pages(
    title: &str,
    openapi_url: Option<&str>,
    docs_url: Option<&str>,
    docs_parameters: &Map<String, Value>,
    document: Option<Bytes>,
) -> Vec<(String, Page)> {
    let (Some(openapi_url), Some(document)) = (openapi_url, document) else {
        return Vec::new();
    };
    let mut pages = vec![Page {
        address: openapi_url.to_owned(),
        media_type: JSON,
        bytes: document,
        cached: false,
    }];
    if let Some(docs_url) = docs_url {
        pages.extend(swagger_ui::pages(
            title,
            openapi_url,
            docs_url,
            docs_parameters,
        ));
    }
    pages
        .into_iter()
        .map(|page| (page.address.clone(), page))
        .collect()
}
