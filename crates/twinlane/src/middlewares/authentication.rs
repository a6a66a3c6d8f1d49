//! The sender of a request, known to the whole application: Starlette's `AuthenticationMiddleware` and `@requires`.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use http::StatusCode;
use twinlane_web::Response;

use super::{Middleware, Next};
use crate::errors::{Error, HttpError};
use crate::fixed_response::text_response;
use crate::request::Request;

/// Identifies the user of each request: Starlette's `AuthenticationBackend`.
///
/// The backend is called once for each request, before routing. A security scheme ([`#[security]`](macro@crate::security)) is the better choice if
/// the document has to show which credentials an operation needs.
pub trait AuthenticationBackend: Send + Sync + 'static {
    /// A user, as operations see it.
    type User: Send + Sync + 'static;

    /// Returns the user of the request and the user's scopes.
    ///
    /// `None` means that the request has no credentials. The request goes on, without a user and without scopes.
    ///
    /// # Errors
    ///
    /// The credentials are wrong: the response is a 400 with the error's message, unless [`Authentication::on_error`] makes another.
    fn authenticate(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Option<(Scopes, Self::User)>, AuthenticationError>> + Send;
}

/// The scopes that a user has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(Arc<[String]>);

impl Scopes {
    /// Creates the list of these scopes.
    pub fn new<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }

    /// The scopes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// True if the user has all of these scopes.
    pub fn has_all<S: AsRef<str>>(&self, scopes: impl IntoIterator<Item = S>) -> bool {
        let mut scopes = scopes.into_iter();
        scopes.all(|scope| self.0.iter().any(|has| has == scope.as_ref()))
    }
}

/// The credentials of a request are wrong. The client receives the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationError(String);

impl AuthenticationError {
    /// Creates an error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AuthenticationError {}

/// The user of a request, as [`Authentication`] has identified it: the parameter `Extension<Auth<User>>`.
#[derive(Debug)]
pub struct Auth<U> {
    scopes: Scopes,
    user: Option<Arc<U>>,
}

impl<U> Auth<U> {
    /// The user. `None` means that the request has no credentials.
    pub fn user(&self) -> Option<&U> {
        self.user.as_deref()
    }

    /// The scopes of the user. Without a user the list is empty.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Refuses a user who lacks one of these scopes: 403, as Starlette's `@requires` in an operation.
    ///
    /// # Errors
    ///
    /// The user lacks a scope.
    pub fn require<S: AsRef<str>>(
        &self,
        scopes: impl IntoIterator<Item = S>,
    ) -> Result<(), HttpError> {
        if self.scopes.has_all(scopes) {
            Ok(())
        } else {
            Err(HttpError::from_status(StatusCode::FORBIDDEN))
        }
    }
}

impl<U> Clone for Auth<U> {
    fn clone(&self) -> Self {
        Self {
            scopes: self.scopes.clone(),
            user: self.user.clone(),
        }
    }
}

/// Identifies the user of each request by a backend: Starlette's `AuthenticationMiddleware`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::{Auth, Authentication, AuthenticationBackend, AuthenticationError, Scopes};
/// use twinlane::parameter::Extension;
///
/// struct ByKey;
///
/// impl AuthenticationBackend for ByKey {
///     type User = String;
///
///     async fn authenticate(&self, request: &Request) -> Result<Option<(Scopes, String)>, AuthenticationError> {
///         match request.header("x-key").as_deref() {
///             None => Ok(None),
///             Some("secret") => Ok(Some((Scopes::new(["authenticated"]), "ada".to_owned()))),
///             Some(_) => Err(AuthenticationError::new("Invalid key")),
///         }
///     }
/// }
///
/// #[get("/me")]
/// async fn me(auth: Extension<Auth<String>>) -> Result<String> {
///     auth.require(["authenticated"])?;
///     Ok(auth.user().cloned().unwrap_or_default())
/// }
///
/// # fn main() {
/// let app = App::new().routes(routes![me]).middleware(Authentication::new(ByKey));
/// # app.check().unwrap();
/// # }
/// ```
pub struct Authentication<B> {
    backend: B,
    on_error: OnError,
}

type OnError = Box<dyn Fn(&Request, AuthenticationError) -> Response + Send + Sync>;

impl<B: AuthenticationBackend> Authentication<B> {
    /// Uses this backend. An error of the backend is a 400 with the error's message.
    pub fn new(backend: B) -> Self {
        Self {
            backend,
            on_error: Box::new(|_, error| text_response(StatusCode::BAD_REQUEST, error.0)),
        }
    }

    /// Sets the response to an error of the backend, instead of a 400 with the error's message.
    #[must_use]
    pub fn on_error(
        mut self,
        answer: impl Fn(&Request, AuthenticationError) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.on_error = Box::new(answer);
        self
    }
}

impl<B: AuthenticationBackend> Middleware for Authentication<B> {
    const MAY_FAIL: bool = false;

    async fn handle(&self, mut request: Request, next: Next) -> Result<Response, Error> {
        let found = match self.backend.authenticate(&request).await {
            Ok(found) => found,
            Err(error) => return Ok((self.on_error)(&request, error)),
        };
        let (scopes, user) = match found {
            Some((scopes, user)) => (scopes, Some(Arc::new(user))),
            None => (Scopes::default(), None),
        };
        let extensions = request.extensions_mut();
        extensions.insert(scopes.clone());
        extensions.insert(Auth { scopes, user });
        Ok(next.run(request).await)
    }
}

impl<B> fmt::Debug for Authentication<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentication").finish_non_exhaustive()
    }
}

/// Refuses users who lack one of these scopes: Starlette's `@requires`, for a router or an operation.
///
/// [`Authentication`] must be added further out. Without [`Authentication`] every request is a 500, and the log has the reason.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::Requires;
///
/// # #[get("/users")]
/// # async fn users() {}
/// # fn main() {
/// let admin = Router::new().routes(routes![users]).middleware(Requires::scopes(["authenticated", "admin"]));
/// # }
/// ```
///
/// Other users get a 403. Starlette's `@requires` runs within the function. This middleware runs before the parameters are read, so the response
/// tells such a user nothing about them.
#[derive(Debug, Clone)]
pub struct Requires {
    scopes: Vec<String>,
    status: StatusCode,
    redirect: Option<String>,
}

impl Requires {
    /// Requires all of these scopes.
    pub fn scopes<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self {
            scopes: scopes.into_iter().map(Into::into).collect(),
            status: StatusCode::FORBIDDEN,
            redirect: None,
        }
    }

    /// Sets the status of the refusal; 403 by default. With 404 a client does not learn that the path exists.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Redirects with 303 instead of refusing. `/login` becomes `/login?next=` and the requested URL.
    #[must_use]
    pub fn redirect_to(mut self, url: impl Into<String>) -> Self {
        self.redirect = Some(url.into());
        self
    }
}

impl Middleware for Requires {
    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let Some(scopes) = request.extensions().get::<Scopes>() else {
            return Err(Error::msg(
                "`Requires` has no `Authentication` around it: add that to the application",
            ));
        };
        if scopes.has_all(&self.scopes) {
            return Ok(next.run(request).await);
        }
        match &self.redirect {
            None => Err(HttpError::from_status(self.status).into()),
            Some(login) => Ok(see_other(login, &request)),
        }
    }

    fn mistakes(&self) -> Vec<String> {
        if self.status.is_client_error() || self.status.is_server_error() {
            return Vec::new();
        }
        vec![format!("the status {} refuses nobody", self.status)]
    }
}

fn see_other(login: &str, request: &Request) -> Response {
    let next: String = form_urlencoded::byte_serialize(request.url().as_bytes()).collect();
    // Starlette's is absolute, too.
    let origin = login
        .strip_prefix('/')
        .filter(|rest| !rest.starts_with('/'));
    let origin = origin.and_then(|_| twinlane_web::url::origin(request.parts(), request.scheme()));
    let origin = origin.unwrap_or_default();
    let separator = if login.contains('?') { '&' } else { '?' };
    let location = format!("{origin}{login}{separator}next={next}");
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(
        http::header::CONTENT_LENGTH,
        http::HeaderValue::from_static("0"),
    );
    headers.insert(
        http::header::LOCATION,
        twinlane_web::redirect::location_header(&location),
    );
    response
}
