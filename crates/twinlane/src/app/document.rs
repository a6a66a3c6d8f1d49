//! Options of the document and its pages that describe the application as a whole.

use serde_json::Value;

use super::{App, OpenApiChange};
use crate::openapi::{Contact, ExternalDocs, License, ServerInfo, Tag};

/// # The document and its pages
impl App {
    /// The title in the document and on the docs page.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.info.title = title.into();
        self
    }

    /// The version of the application in the document.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.info.version = version.into();
        self
    }

    /// A short summary in the document.
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.info.summary = Some(summary.into());
        self
    }

    /// The description in the document; Markdown.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = Some(description.into());
        self
    }

    /// The URL of the terms of service.
    pub fn terms_of_service(mut self, url: impl Into<String>) -> Self {
        self.info.terms_of_service = Some(url.into());
        self
    }

    /// The person or team to contact.
    pub fn contact(mut self, contact: Contact) -> Self {
        self.info.contact = Some(contact);
        self
    }

    /// Under which licence the interface may be used.
    pub fn license(mut self, license: License) -> Self {
        self.info.license = Some(license);
        self
    }

    /// Adds a server to those that the document names.
    pub fn server(mut self, server: ServerInfo) -> Self {
        self.info.servers.push(server);
        self
    }

    /// The path below which clients find the application, such as `/api/v1`, if a proxy removes it from requests. FastAPI's `root_path`.
    ///
    /// Requests are answered with it and without it, so that the same program runs behind the proxy and beside it. URLs and redirects
    /// begin with it, and the document names it among the servers. A server that is told of it says it for all its applications: this comes
    /// before that. It begins with a slash; a slash at its end does not count.
    ///
    /// [`Request::root_path`](crate::Request::root_path) reads it.
    pub fn root_path(mut self, path: impl Into<String>) -> Self {
        self.root_path = path.into();
        self
    }

    /// If true, which is the default, a path with a slash too many or too few at its end is redirected to the one that exists: FastAPI's
    /// `redirect_slashes`. If false, it is a 404.
    pub fn redirect_slashes(mut self, are_redirected: bool) -> Self {
        self.redirects_slashes = are_redirected;
        self
    }

    /// If true, which is the default, the document lists the root path of a request as its first server.
    pub fn root_path_in_servers(mut self, is_named: bool) -> Self {
        self.docs.root_path_in_servers = is_named;
        self
    }

    /// Says in the document what a tag is.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::openapi::Tag;
    ///
    /// let items = Tag::new("items").description("What is on sale.");
    /// let app = App::new().title("Shop").describe_tag(items);
    /// # let _ = app;
    /// ```
    pub fn describe_tag(mut self, tag: Tag) -> Self {
        self.info.tags.push(tag);
        self
    }

    /// More to read elsewhere.
    pub fn external_docs(mut self, docs: ExternalDocs) -> Self {
        self.info.external_docs = Some(docs);
        self
    }

    /// Changes the document once it is written: FastAPI's custom `openapi()`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// let app = App::new().openapi_with(|document| document["info"]["x-logo"] = json!({ "url": "/logo.png" }));
    /// # let _ = app;
    /// ```
    pub fn openapi_with(mut self, change: impl FnOnce(&mut Value) + Send + 'static) -> Self {
        self.openapi_changes.push(OpenApiChange(Box::new(change)));
        self
    }

    /// If true, which is the default, a model whose input and output differ has two schemas in the document, `Item-Input` and `Item-Output`.
    /// If false, it has the one of its input, as in FastAPI.
    pub fn separate_input_output_schemas(mut self, are_separate: bool) -> Self {
        self.info.joins_schemas = !are_separate;
        self
    }

    /// If true, the document lists the errors that FastAPI leaves out. False by default: the document is FastAPI's.
    ///
    /// | error | where |
    /// | --- | --- |
    /// | 401 with its `WWW-Authenticate`, or whatever the scheme answers | operations with a security scheme, unless it is optional and cannot fail, or a dependency that asks for it is optional |
    /// | 408 and 413, and 400 for a body that cannot be read at all | operations that read a body; 408 and 413 alone if they read it themselves |
    /// | 503 with `Retry-After` | operations and dependencies in a thread lane whose queue is bounded |
    /// | 504 | operations with a `timeout` |
    ///
    /// The statuses of `Result` types, of operations and of their dependencies, are in the document anyway, and so is FastAPI's 422. Malformed JSON is
    /// such a 422. A status that `responses(..)` or `openapi_extra` describes, or all of its kind (`4XX`, `default`), stays as it is described. If a handler of
    /// `on_status` or `on_error` answers a status, the document names it without content.
    ///
    /// Left out is what it cannot know: errors of `twinlane::Result` that a function makes (name them with `responses(..)`, or derive
    /// [`ApiError`](crate::ApiError)), the responses of middleware and of extractors, and what is answered before there is an operation (404, 405,
    /// 431, and 408 for a slow head).
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::security::HttpBearer;
    ///
    /// #[security(HttpBearer)]
    /// struct Bearer(String);
    ///
    /// #[get("/me")]
    /// async fn me(token: Bearer) -> String {
    ///     token.0
    /// }
    ///
    /// let app = App::new().document_errors(true).routes(routes![me]);
    /// let document = twinlane::testing::TestClient::blocking(app).get("/openapi.json").send().json::<Value>();
    /// let refusal = &document["paths"]["/me"]["get"]["responses"]["401"];
    /// assert_eq!(refusal["headers"]["WWW-Authenticate"]["example"], "Bearer");
    /// assert_eq!(refusal["content"]["application/json"]["example"]["detail"], "Not authenticated");
    /// ```
    pub fn document_errors(mut self, are_documented: bool) -> Self {
        self.info.documents_errors = are_documented;
        self
    }

    /// The path of the `OpenAPI` document; `None` disables the document and the pages that show it.
    pub fn openapi_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.openapi_url = url.into().map(str::to_owned);
        self
    }

    /// The path of the docs page; `None` for no docs page. Without the feature `docs` it loads Swagger UI from elsewhere, as FastAPI's does.
    pub fn docs_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.docs_url = url.into().map(str::to_owned);
        self
    }

    /// Sets a parameter of Swagger UI on the docs page, such as `"tryItOutEnabled"`; FastAPI's `swagger_ui_parameters`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// let app = App::new().docs_parameter("defaultModelsExpandDepth", -1).docs_parameter("filter", true);
    /// # let _ = app;
    /// ```
    pub fn docs_parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.docs.parameters.insert(name.into(), value.into());
        self
    }

    /// The path to which an authorization server sends the browser back, for Swagger UI; `None` disables it. The default is
    /// `/docs/oauth2-redirect`.
    pub fn oauth2_redirect_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.oauth2_redirect_url = url.into().map(str::to_owned);
        self
    }

    /// Sets the values with which the authorization dialogue of the docs page is filled, such as `"clientId"`: FastAPI's
    /// `swagger_ui_init_oauth`.
    ///
    /// Never a secret: everybody who opens the page sees it.
    pub fn docs_oauth(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.docs.oauth.insert(name.into(), value.into());
        self
    }

    /// The path of the `ReDoc` page; `None` disables it. The default is `/redoc`.
    ///
    /// Its script is loaded from a public network, as that of FastAPI's page. With the feature `redoc` it is in the program, about 1 MB, and
    /// the page works with no internet.
    pub fn redoc_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.redoc_url = url.into().map(str::to_owned);
        self
    }
}
