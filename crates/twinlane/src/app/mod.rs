//! The application as it is written: what the user adds, in the order it was added.
//!
//! Nothing is checked here. [`build`] turns an [`App`] into a frozen [`Service`](crate::Service), finds every
//! mistake, and reports them together.

mod build;
mod build_error;
mod dependencies;
mod required_scopes;
mod security;
mod info;
mod lanes;
mod options;
mod parameter_name;
mod plan;
mod router;
mod rules;
mod sources;
mod states;

use std::any::TypeId;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

pub use build_error::{BuildError, Mistake, OperationName};
use dependencies::{Override, Overrides};
pub(crate) use info::Info;
pub use info::{Contact, ExternalDocs, License, ServerInfo, Tag};
pub(crate) use plan::{Planned, PlannedRequest};
pub use router::Router;
pub(crate) use sources::{BodyKind, Sources};
use states::GivenStates;

use http::StatusCode;
use serde_json::Value;

use crate::answer::AdditionalResponse;
use crate::dependency::{Dependency, DependencyCall, DependencyRef, NodeMaker};
use crate::docs_pages::DocsPages;
use crate::error::HttpError;
use crate::handlers::{ErrorHandler, ErrorHandlers};
use crate::lanes_page::LanesPage;
use crate::limits::{ErrorLimits, FormLimits};
use crate::operation::Route;
use crate::outgoing::OutgoingRequest;
use crate::security::{Security, overriding};
use crate::service::Service;
use twinlane_server::Settings;

/// A web application.
///
/// ```no_run
/// use twinlane::prelude::*;
///
/// #[get("/")]
/// async fn read_root() -> Value {
///     json!({ "Hello": "World" })
/// }
///
/// #[twinlane::main]
/// async fn main() -> twinlane::Result {
///     App::new().title("Shop").routes(routes![read_root]).serve().await
/// }
/// ```
#[derive(Debug)]
#[must_use = "an application does nothing until it is served"]
pub struct App {
    info: Info,
    router: Router,
    states: GivenStates,
    handlers: ErrorHandlers,
    webhooks: Vec<OutgoingRequest>,
    overrides: Overrides,
    openapi_changes: Vec<OpenApiChange>,
    docs: DocsPages,
    lanes_page: LanesPage,
}

/// A change of the document, made when it is written.
struct OpenApiChange(Box<dyn FnOnce(&mut Value) + Send>);

impl fmt::Debug for OpenApiChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenApiChange")
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    /// An application without operations, with its document at `/openapi.json` and its docs pages at `/docs` and `/redoc`.
    ///
    /// The title is `FastAPI` and the version `0.1.0` until they are set: FastAPI's own defaults, so that the
    /// document of a service that left Python stays equal.
    pub fn new() -> Self {
        Self {
            info: Info::new(),
            router: Router::new(),
            states: GivenStates::default(),
            handlers: ErrorHandlers::default(),
            webhooks: Vec::new(),
            overrides: Overrides::new(),
            openapi_changes: Vec::new(),
            docs: DocsPages::default(),
            lanes_page: LanesPage::default(),
        }
    }

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

    /// Where the terms of service are.
    pub fn terms_of_service(mut self, url: impl Into<String>) -> Self {
        self.info.terms_of_service = Some(url.into());
        self
    }

    /// Who to ask.
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

    /// Says in the document what a tag is.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::Tag;
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

    /// Adds path operations: `routes![read_root, items::create]`.
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Self {
        self.router = self.router.routes(routes);
        self
    }

    /// Adds the operations of a router.
    pub fn router(mut self, router: Router) -> Self {
        self.router = self.router.router(router);
        self
    }

    /// Says in the document that all operations may give this answer too, unless an operation or a router says
    /// otherwise of the status.
    pub fn response(mut self, response: AdditionalResponse) -> Self {
        self.router = self.router.response(response);
        self
    }

    /// Says in the document that the application sends these requests on account of each of them:
    /// `callbacks![invoice_paid]`.
    pub fn callbacks(mut self, callbacks: Vec<OutgoingRequest>) -> Self {
        self.router = self.router.callbacks(callbacks);
        self
    }

    /// Runs these dependencies before each operation, for their effect: `dependencies![require_token]`.
    pub fn dependencies(mut self, dependencies: Vec<DependencyRef>) -> Self {
        self.router = self.router.dependencies(dependencies);
        self
    }

    /// Puts a value in the place of a dependency, wherever it is asked for: for tests. The function makes it anew for each request.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[dependency]
    /// async fn current_user(#[header] token: String) -> String {
    ///     format!("the user of {token}")
    /// }
    ///
    /// #[get("/me")]
    /// async fn me(user: Depends<current_user>) -> Depends<current_user> {
    ///     user
    /// }
    ///
    /// let app = App::new().routes(routes![me]).override_dependency::<current_user>(|| "Ada".to_owned());
    /// assert_eq!(TestClient::blocking(app).get("/me").send().text(), "\"Ada\"");
    /// ```
    pub fn override_dependency<D: Dependency>(
        mut self,
        value: impl Fn() -> D::Output + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::new(value);
        let make = NodeMaker::Override(Arc::new(move |cx| {
            let value = Arc::clone(&value);
            let call = DependencyCall::of(cx)?;
            Some(call.in_place(move || value(), |to, value| Ok(to.fill(value))))
        }));
        self.overrides
            .insert(TypeId::of::<D>(), Override::Value(make));
        self
    }

    /// Puts a value in the place of what clients say of themselves, wherever that struct is asked for: for tests.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::security::ApiKeyHeader;
    /// use twinlane::testing::TestClient;
    ///
    /// #[security(ApiKeyHeader(name = "X-Key"))]
    /// struct Key(String);
    ///
    /// #[get("/")]
    /// async fn read(key: Key) -> String {
    ///     key.0
    /// }
    ///
    /// let app = App::new().routes(routes![read]).override_security(|| Key("test".to_owned()));
    /// assert_eq!(TestClient::blocking(app).get("/").send().text(), "\"test\"");
    /// ```
    pub fn override_security<S: Security>(
        mut self,
        value: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        let (ids, make) = overriding(value);
        for id in ids {
            self.overrides.insert(id, Override::Value(make.clone()));
        }
        self
    }

    /// Puts a dependency in the place of another, wherever that is asked for: FastAPI's `dependency_overrides`.
    pub fn override_dependency_with<D, Other>(mut self) -> Self
    where
        D: Dependency,
        Other: Dependency<Output = D::Output>,
    {
        let other = DependencyRef::for_effect::<Other, _>();
        self.overrides
            .insert(TypeId::of::<D>(), Override::Dependency(other));
        self
    }

    /// The media type of data, instead of `application/json`: see [`Router::media_type`].
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.router = self.router.media_type(media_type);
        self
    }

    /// Says in the document which requests the application sends to whoever asked for them: `webhooks![new_subscription]`.
    pub fn webhooks(mut self, webhooks: Vec<OutgoingRequest>) -> Self {
        self.webhooks.extend(webhooks);
        self
    }

    /// Adds a value that operations take as [`State<T>`](crate::State).
    ///
    /// An application has one value of a type: a second one keeps it from starting. Give it a type of its own, or
    /// [`override_state`](Self::override_state) in a test.
    #[track_caller]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.add(value, Location::caller());
        self
    }

    /// Puts a value in the place of the [`state`](Self::state) of its type, whichever is said first: for tests. The last of
    /// several counts.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// struct Mailer {
    ///     host: &'static str,
    /// }
    ///
    /// #[get("/")]
    /// async fn read(mailer: State<Mailer>) -> String {
    ///     mailer.host.to_owned()
    /// }
    ///
    /// fn app() -> App {
    ///     App::new().state(Mailer { host: "mail.example" }).routes(routes![read])
    /// }
    ///
    /// let app = app().override_state(Mailer { host: "nowhere" });
    /// assert_eq!(TestClient::blocking(app).get("/").send().text(), "\"nowhere\"");
    /// ```
    pub fn override_state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.replace(value);
        self
    }

    /// Answers every error of a type, as FastAPI's `exception_handler` does: one of the application's own,
    /// [`HttpError`](crate::HttpError), or [`RequestValidationError`](crate::RequestValidationError), which is otherwise the 422.
    ///
    /// A type that derives `ApiError` needs no handler: it says its own answer. Where the answer says no status it is that of the error: 500 for one of the application's own. A second handler of one type
    /// is a mistake.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::RequestValidationError;
    ///
    /// #[get("/items/{item_id}")]
    /// fn read_item(item_id: i64) -> i64 {
    ///     item_id
    /// }
    ///
    /// /// In the words of an older interface.
    /// async fn invalid(error: RequestValidationError, request: Request) -> (StatusCode, Value) {
    ///     let fields: Vec<_> = error.errors().iter().map(|error| error.msg.as_str()).collect();
    ///     (StatusCode::BAD_REQUEST, json!({ "at": request.uri().path(), "wrong": fields }))
    /// }
    ///
    /// let app = App::new().routes(routes![read_item]).on_error(invalid);
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn on_error<E, Via>(mut self, handler: impl ErrorHandler<E, Via>) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        self.handlers.add_type(handler, Location::caller());
        self
    }

    /// Answers every [`HttpError`](crate::HttpError) of a status, which the handler takes: also 404 and 405 where no operation has the path or the
    /// method, and with 500 every error that nobody else handles. It wins over a handler of a type. A second one of a status is a mistake.
    ///
    /// What an operation returns is no error, whatever its status: a handler of 200 is for an `HttpError` of 200, as in FastAPI.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// async fn not_found(_: HttpError, request: Request) -> Value {
    ///     json!({ "nothing at": request.uri().path() })
    /// }
    ///
    /// let app = App::new().on_status(StatusCode::NOT_FOUND, not_found);
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn on_status<Via>(
        mut self,
        status: StatusCode,
        handler: impl ErrorHandler<HttpError, Via>,
    ) -> Self {
        self.handlers
            .add_status(status, handler, Location::caller());
        self
    }

    /// The most bytes that the body of an operation may have, unless a router or the operation says otherwise.
    ///
    /// Wins over the settings, whose default is 16 MiB.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.router = self.router.max_body_size(bytes);
        self
    }

    /// Whether a body without a content type is no JSON: see [`Router::strict_content_type`].
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.router = self.router.strict_content_type(strict);
        self
    }

    /// How much a form may hold, where a router or the operation does not say otherwise.
    pub fn form_limits(mut self, limits: FormLimits) -> Self {
        self.router = self.router.form_limits(limits);
        self
    }

    /// How large the list of a request's errors may be, where a router or the operation does not say otherwise.
    pub fn error_limits(mut self, limits: ErrorLimits) -> Self {
        self.router = self.router.error_limits(limits);
        self
    }

    /// How many plain `fn` operations may run at once; the next waits its turn without holding a thread.
    ///
    /// At least 1. Wins over the settings; 40 where neither says anything.
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.router = self.router.thread_capacity(capacity);
        self
    }

    /// How many requests may wait for a thread; the next is answered with 503 and a `Retry-After` that says when those who
    /// wait will have had their turn. Without a bound here, at the router or at the operation, as many wait as come, as with
    /// FastAPI.
    ///
    /// What must be answered all the same, such as a health check, is an `async fn`, or says `never_shed`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[get("/report", thread_capacity = 4, thread_queue = 8)]
    /// fn report() -> String {
    ///     "a slow query".to_owned()
    /// }
    ///
    /// #[get("/health", never_shed)]
    /// fn health() -> bool {
    ///     true
    /// }
    ///
    /// let app = App::new().thread_queue(1_000).routes(routes![report, health]);
    /// # let _ = app;
    /// ```
    pub fn thread_queue(mut self, most: usize) -> Self {
        self.router = self.router.thread_queue(most);
        self
    }

    /// Gives up operations when their client goes, unless a router or an operation says otherwise; without it they run to
    /// their end, as in FastAPI.
    ///
    /// An `async fn` is dropped where it waits, and so is a dependency that is being made; what dependencies have provided is
    /// undone as always. A plain `fn` cannot be stopped: it [can ask](crate::lanes::check_cancelled). What must be finished
    /// all the same is [shielded](crate::lanes::shield).
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// /// Looks into many pages, as long as somebody waits for it.
    /// #[get("/search", cancel_on_disconnect)]
    /// fn search(word: String) -> Result<usize> {
    ///     let mut found = 0;
    ///     for page in ["one page", "another page"] {
    ///         lanes::check_cancelled()?;
    ///         found += page.matches(&word).count();
    ///     }
    ///     Ok(found)
    /// }
    /// # fn main() {}
    /// ```
    pub fn cancel_on_disconnect(mut self, cancel: bool) -> Self {
        self.router = self.router.cancel_on_disconnect(cancel);
        self
    }

    /// Where the OpenAPI document is; `None` for neither document nor pages that show it.
    pub fn openapi_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.openapi_url = url.into().map(str::to_owned);
        self
    }

    /// Where the docs page is; `None` for no docs page.
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

    /// Where Swagger UI has an authorization server send the browser back to; `None` for nowhere. At first
    /// `/docs/oauth2-redirect`.
    pub fn oauth2_redirect_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.oauth2_redirect_url = url.into().map(str::to_owned);
        self
    }

    /// Sets what the dialogue of authorization on the docs page is filled with, such as `"clientId"`; FastAPI's
    /// `swagger_ui_init_oauth`.
    ///
    /// Never a secret: whoever sees the page sees it.
    pub fn docs_oauth(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.docs.oauth.insert(name.into(), value.into());
        self
    }

    /// Where `ReDoc` shows the document; `None` for nowhere. At first `/redoc`.
    ///
    /// Its script is in the program, about 1 MB, unless the feature `redoc`, which is one of the default features, is off.
    #[cfg(feature = "redoc")]
    pub fn redoc_url<'a>(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.docs.redoc_url = url.into().map(str::to_owned);
        self
    }

    /// A page that shows what the lanes do: a timeline of the last half minute, what the calls of each operation have cost, and
    /// which keyword would serve an operation better by that; and the same as JSON, below it at `/json`. Behind these
    /// dependencies, since what it tells is nobody else's business: without one the application does not start.
    ///
    /// A debug build that is [served](Self::serve) has the page at `/_lanes` for everybody, and any other build has none, unless
    /// this is said. To keep the figures costs about a microsecond a request.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[dependency]
    /// async fn operator(#[header] x_key: Secret<String>) -> Result<()> {
    ///     if !lanes_key_is_right(x_key.expose()) {
    ///         return Err(HttpError::new(403, "Forbidden").into());
    ///     }
    ///     Ok(())
    /// }
    /// # fn lanes_key_is_right(_: &str) -> bool { true }
    ///
    /// let app = App::new().lanes_page("/_lanes", dependencies![operator]);
    /// # let _ = app;
    /// ```
    pub fn lanes_page(mut self, address: impl Into<String>, behind: Vec<DependencyRef>) -> Self {
        self.lanes_page = LanesPage::Guarded {
            address: address.into(),
            by: behind,
        };
        self
    }

    /// No [page of the lanes](Self::lanes_page), in development neither.
    pub fn without_lanes_page(mut self) -> Self {
        self.lanes_page = LanesPage::Off;
        self
    }

    /// Checks the application and freezes it into a [`tower` service](tower_service::Service) for any server.
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service(self) -> Result<Service, BuildError> {
        self.into_service_with(&Settings::default())
    }

    /// As [`into_service`](Self::into_service), with the limits of these settings.
    ///
    /// # Errors
    ///
    /// Every mistake of the application, in one report.
    pub fn into_service_with(self, settings: &Settings) -> Result<Service, BuildError> {
        build::build(self, settings, false)
    }

    /// As [`into_service_with`](Self::into_service_with), to be served: with what helps in development in a debug build.
    pub(crate) fn into_served(self, settings: &Settings) -> Result<Service, BuildError> {
        build::build(self, settings, cfg!(debug_assertions))
    }
}
