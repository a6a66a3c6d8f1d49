use twinlane::http::request::Parts;
use twinlane::prelude::*;
use twinlane::security::{HttpAuthorizationCredentials, HttpBearer, SecurityScheme};

/// `HttpBearer` whose refusal is a 403: what it does not change it passes on.
struct HttpBearer403(HttpBearer);

impl HttpBearer403 {
    const fn new() -> Self {
        Self(HttpBearer::new())
    }
}

impl SecurityScheme for HttpBearer403 {
    type Credentials = HttpAuthorizationCredentials;

    fn credentials(
        &self,
        request: &Parts,
    ) -> Result<Option<HttpAuthorizationCredentials>, HttpError> {
        self.0.credentials(request)
    }

    fn not_authenticated(&self) -> HttpError {
        HttpError::new(403, "Not authenticated")
    }

    fn name(&self) -> &'static str {
        "HTTPBearer403"
    }

    fn object(&self) -> Value {
        self.0.object()
    }
}

#[security(HttpBearer403)]
struct Credentials(HttpAuthorizationCredentials);

#[get("/me")]
fn read_me(credentials: Credentials) -> Value {
    json!({ "message": "You are authenticated", "token": credentials.0.credentials })
}

pub fn app() -> App {
    App::new().routes(routes![read_me])
}
