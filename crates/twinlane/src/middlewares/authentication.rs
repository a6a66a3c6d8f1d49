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

/// Finds out who sent a request: Starlette's `AuthenticationBackend`.
///
/// It is asked once for each request, before routing. For operations that say in the document what they need, security schemes
/// ([`#[security]`](macro@crate::security)) are the better choice.
pub trait AuthenticationBackend: Send + Sync + 'static {
    /// A user, as operations see it.
    type User: Send + Sync + 'static;

    /// The user of the request, with the scopes that it has.
    ///
    /// `None`: the request has no credentials. It goes on, without a user and without scopes.
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
    /// These scopes.
    pub fn new<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }

    /// The scopes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// True if all of these are among them.
    pub fn has_all<S: AsRef<str>>(&self, scopes: impl IntoIterator<Item = S>) -> bool {
        let mut scopes = scopes.into_iter();
        scopes.all(|scope| self.0.iter().any(|has| has == scope.as_ref()))
    }
}

/// The statement of a request about its sender is wrong. The message goes to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationError(String);

impl AuthenticationError {
    /// An error with this message.
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

/// The sender of a request, as [`Authentication`] has found it: taken as `Extension<Auth<User>>`.
#[derive(Debug)]
pub struct Auth<U> {
    scopes: Scopes,
    user: Option<Arc<U>>,
}

impl<U> Auth<U> {
    /// The user. `None`: the request has no credentials.
    pub fn user(&self) -> Option<&U> {
        self.user.as_deref()
    }

    /// The scopes that the user has; none without one.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Refuses a sender that has not all of these scopes: 403, as Starlette's `@requires` in an operation.
    ///
    /// # Errors
    ///
    /// One of them is missing.
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

/// Asks a backend who sent each request: Starlette's `AuthenticationMiddleware`.
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
    /// Asks this backend. Its errors are answered with 400 and their message.
    pub fn new(backend: B) -> Self {
        Self {
            backend,
            on_error: Box::new(|_, error| text_response(StatusCode::BAD_REQUEST, error.0)),
        }
    }

    /// Answers errors of the backend in another way.
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

/// Lets only senders with these scopes through: Starlette's `@requires`, for a router or an operation.
///
/// It stands within [`Authentication`], further out. Without that, every request is a 500, and the log says why.
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
/// Others get a 403. Unlike Starlette's, which stands within the function, it comes before the parameters are read: a stranger learns
/// nothing of them.
#[derive(Debug, Clone)]
pub struct Requires {
    scopes: Vec<String>,
    status: StatusCode,
    redirect: Option<String>,
}

impl Requires {
    /// All of these scopes.
    pub fn scopes<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self {
            scopes: scopes.into_iter().map(Into::into).collect(),
            status: StatusCode::FORBIDDEN,
            redirect: None,
        }
    }

    /// The status of the refusal, 403 by default: 404 hides that there is something.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Redirects instead, with 303: `/login` leads to `/login?next=` and the URL that was asked for.
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
