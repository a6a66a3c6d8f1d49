//! Beside what `conformance` compares with Starlette's.

use twinlane::middleware::{
    Auth, Authentication, AuthenticationBackend, AuthenticationError, Requires, Scopes,
};
use twinlane::parameter::Extension;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

struct ByName;

impl AuthenticationBackend for ByName {
    type User = String;

    async fn authenticate(
        &self,
        request: &Request,
    ) -> Result<Option<(Scopes, String)>, AuthenticationError> {
        // A backend may wait here, for a database.
        tokio::task::yield_now().await;
        match request.header("x-name").as_deref() {
            None => Ok(None),
            Some("wrong") => Err(AuthenticationError::new("wrong")),
            Some(name) => Ok(Some((Scopes::new(["in", name]), name.to_owned()))),
        }
    }
}

#[get("/open")]
async fn open(auth: Extension<Auth<String>>) -> Value {
    json!([auth.user(), auth.scopes().iter().collect::<Vec<_>>()])
}

#[get("/items/{item_id}")]
async fn item(item_id: i64) -> i64 {
    item_id
}

fn router() -> Router {
    Router::new()
        .routes(routes![item])
        .middleware(Requires::scopes(["in", "root"]))
}

#[tokio::test]
async fn who_lacks_a_scope_learns_nothing_of_the_operation() {
    let app = App::new().router(router()).routes(routes![open]);
    let client = TestClient::new(app.middleware(Authentication::new(ByName)));
    let status =
        async |path: &str, name: &str| client.get(path).header("x-name", name).await.status();
    assert_eq!(status("/items/1", "root").await, 200);
    assert_eq!(status("/items/x", "root").await, 422);
    assert_eq!(status("/items/x", "ada").await, 403);
    assert_eq!(client.get("/items/1").await.status(), 403);
    assert_eq!(status("/items/1", "wrong").await, 400);
    assert_eq!(client.get("/open").await.json::<Value>(), json!([null, []]));
    let ada = client.get("/open").header("x-name", "ada").await;
    assert_eq!(ada.json::<Value>(), json!(["ada", ["in", "ada"]]));
}

#[tokio::test]
async fn without_authentication_nobody_passes() {
    let client = TestClient::new(App::new().router(router()));
    let response = client.get("/items/1").header("x-name", "root").await;
    assert_eq!(
        (response.status(), response.text().as_str()),
        (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    );
}

#[tokio::test]
async fn a_login_page_learns_where_to_return() {
    let redirects = |to: &str| {
        let router = Router::new().routes(routes![item]);
        let router = router.middleware(Requires::scopes(["root"]).redirect_to(to));
        TestClient::new(
            App::new()
                .router(router)
                .middleware(Authentication::new(ByName)),
        )
    };
    for (login, expected) in [
        (
            "/login",
            "http://a.example/login?next=http%3A%2F%2Fa.example%2Fitems%2F1%3Fb%3D%2526",
        ),
        (
            "/login?c",
            "http://a.example/login?c&next=http%3A%2F%2Fa.example%2Fitems%2F1%3Fb%3D%2526",
        ),
        (
            "https://id.example/",
            "https://id.example/?next=http%3A%2F%2Fa.example%2Fitems%2F1%3Fb%3D%2526",
        ),
    ] {
        let response = redirects(login)
            .get("/items/1?b=%26")
            .header("host", "a.example")
            .await;
        assert_eq!(
            (response.status().as_u16(), response.header("location")),
            (303, Some(expected))
        );
    }
}
