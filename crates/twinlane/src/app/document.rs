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

    /// The licence of the interface.
    pub fn license(mut self, license: License) -> Self {
        self.info.license = Some(license);
        self
    }

    /// Adds a server to the servers in the document.
    pub fn server(mut self, server: ServerInfo) -> Self {
        self.info.servers.push(server);
        self
    }

    /// The path prefix that a proxy removes from requests, such as `/api/v1`: FastAPI's `root_path`.
    ///
    /// Requests are answered with the prefix and without it, so the same program runs behind the proxy and without the proxy. URLs and redirects
    /// begin with it, and the document lists it among the servers. It wins over the root path of the server, which applies to all its applications.
    /// It begins with a slash; a slash at its end does not count.
    ///
    /// [`Request::root_path`](crate::Request::root_path) returns it.
    pub fn root_path(mut self, path: impl Into<String>) -> Self {
        self.root_path = path.into();
        self
    }

    /// If true, which is the default, redirects a path with a missing or an extra slash at its end: FastAPI's `redirect_slashes`. If false, such a
    /// path is a 404.
    pub fn redirect_slashes(mut self, are_redirected: bool) -> Self {
        self.redirects_slashes = are_redirected;
        self
    }

    /// If true, which is the default, the document lists the root path of a request as its first server.
    pub fn root_path_in_servers(mut self, is_named: bool) -> Self {
        self.docs.root_path_in_servers = is_named;
        self
    }

    /// Describes a tag in the document.
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

    /// A link to further documentation.
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

    /// If true, which is the default, a model with different input and output has two schemas: `Item-Input` and `Item-Output`. If false, the
    /// document has only the schema of the input, as in FastAPI.
    pub fn separate_input_output_schemas(mut self, are_separate: bool) -> Self {
        self.info.joins_schemas = !are_separate;
        self
    }

    /// If true, the document also lists the errors that FastAPI leaves out. False by default, so the document is that of FastAPI.
    ///
    /// | error | operations |
    /// | --- | --- |
    /// | 401 with its `WWW-Authenticate`, or the scheme's own error | with a security scheme, unless the scheme is optional and cannot fail, or a dependency that takes it is optional |
    /// | 408 and 413, and 400 for a body that cannot be read at all | that read a body; 408 and 413 alone if they read it themselves |
    /// | 503 with `Retry-After` | in a thread lane whose queue is bounded, or with a dependency in one |
    /// | 504 | with a `timeout` |
    ///
    /// In any case the document lists the statuses of the `Result` types of operations and their dependencies, and FastAPI's 422. Malformed JSON is
    /// such a 422. A status that `responses(..)` or `openapi_extra` describes is not changed. The same holds for a range (`4XX`) or `default` that
    /// includes it. If a handler of `on_status` or `on_error` answers a status, the document lists the status without content.
    ///
    /// Three kinds of errors cannot be known and are not listed:
    ///
    /// - errors that a function returns as `twinlane::Result`: list them with `responses(..)`, or derive [`ApiError`](crate::ApiError)
    /// - responses of middleware and of extractors
    /// - responses before an operation is found: 404, 405, 431, and 408 for a slow head
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

    /// The path of the `OpenAPI` document; `None` disables the document and the pages that show it. The default is `/openapi.json`.
    pub fn openapi_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.openapi_url = url.into().map(str::to_owned);
        self
    }

    /// The path of the docs page; `None` disables it. The default is `/docs`.
    ///
    /// Without the feature `docs` the page loads Swagger UI from a public network, as FastAPI's page does.
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

    /// The path to which an authorization server sends the browser back, for Swagger UI; `None` disables it.
    ///
    /// The default is `/docs/oauth2-redirect`.
    pub fn oauth2_redirect_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.oauth2_redirect_url = url.into().map(str::to_owned);
        self
    }

    /// Sets a value that the authorization dialogue of the docs page starts with, such as `"clientId"`: FastAPI's `swagger_ui_init_oauth`.
    ///
    /// Never set a secret: everybody who opens the page sees it.
    pub fn docs_oauth(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.docs.oauth.insert(name.into(), value.into());
        self
    }

    /// The path of the `ReDoc` page; `None` disables it. The default is `/redoc`.
    ///
    /// The page loads its script from a public network, as FastAPI's page does. With the feature `redoc` the script is in the program (about 1 MB),
    /// and the page works with no internet.
    pub fn redoc_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.redoc_url = url.into().map(str::to_owned);
        self
    }
}
