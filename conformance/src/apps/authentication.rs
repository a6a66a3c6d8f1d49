//! An authentication backend: `Authentication`, `Requires` and `Auth::require`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use twinlane::prelude::*;
use twinlane::middleware::{Auth, Authentication, AuthenticationBackend, AuthenticationError, Middleware, Next, Requires, Scopes};
use twinlane::parameter::Extension;
use twinlane::response::ResponseExt;
use twinlane::Response;

struct BasicBackend;

impl AuthenticationBackend for BasicBackend {
    type User = String;

    async fn authenticate(
        &self,
        request: &Request,
    ) -> Result<Option<(Scopes, String)>, AuthenticationError> {
        let Some(header) = request.header("authorization") else {
            return Ok(None);
        };
        let (scheme, credentials) = header.split_once(' ').unwrap_or((&header, ""));
        if !scheme.eq_ignore_ascii_case("basic") {
            return Ok(None);
        }
        let decoded = BASE64_STANDARD.decode(credentials).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(decoded) = decoded.filter(|text| text.is_ascii()) else {
            return Err(AuthenticationError::new("Invalid basic auth credentials"));
        };
        let user = decoded.split(':').next().unwrap_or_default().to_owned();
        let scopes = match user.as_str() {
            "root" => Scopes::new(["authenticated", "admin"]),
            _ => Scopes::new(["authenticated"]),
        };
        Ok(Some((scopes, user)))
    }
}

/// Below `/json` errors are answered in JSON.
struct ByPath {
    usual: Authentication<BasicBackend>,
    json: Authentication<BasicBackend>,
}

impl Middleware for ByPath {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        if request.uri().path().starts_with("/json/") {
            self.json.handle(request, next).await
        } else {
            self.usual.handle(request, next).await
        }
    }
}

#[get("/{way}/who")]
async fn who(way: String, auth: Extension<Auth<String>>) -> Value {
    let _ = way;
    let scopes: Vec<&str> = auth.scopes().iter().collect();
    json!({ "user": auth.user(), "scopes": scopes })
}

#[get("/{way}/me")]
async fn me(way: String, auth: Extension<Auth<String>>) -> Result<Option<String>> {
    let _ = way;
    auth.require(["authenticated"])?;
    Ok(auth.user().cloned())
}

#[get("/{way}/admin", middleware = [Requires::scopes(["authenticated", "admin"]).status(StatusCode::NOT_FOUND)])]
fn admin(way: String) -> String {
    let _ = way;
    "welcome".to_owned()
}

#[get("/{way}/counted/{number}", middleware = [Requires::scopes(["authenticated"])])]
async fn counted(way: String, number: i64) -> i64 {
    let _ = way;
    number
}

#[get("/login")]
async fn login() -> String {
    "log in".to_owned()
}

#[get("/{way}/page", middleware = [Requires::scopes(["authenticated"]).redirect_to("/login")])]
async fn page(way: String) -> String {
    let _ = way;
    "page".to_owned()
}

/// The application.
pub fn app() -> App {
    let by_path = ByPath {
        usual: Authentication::new(BasicBackend),
        json: Authentication::new(BasicBackend).on_error(|_, error| {
            Response::json(&json!({ "error": error.to_string() }))
                .with_status(StatusCode::UNAUTHORIZED)
        }),
    };
    App::new()
        .title("Authentication")
        .routes(routes![who, me, admin, counted, login, page])
        .middleware(by_path)
}
