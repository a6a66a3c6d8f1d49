//! Security: what does not start, what tests put in its place, and what is never shown. The rest is compared with FastAPI.

use expect_test::{Expect, expect};
use twinlane::dependency::DependencyRef;
use twinlane::prelude::*;
use twinlane::security::{
    ApiKeyHeader, HttpBasicCredentials, HttpBearer, OAuth2PasswordBearer, OAuth2PasswordForm,
};
use twinlane::testing::TestClient;

#[security(OAuth2PasswordBearer(token_url = "token", scopes = { "me" = "Read your data" }))]
struct Bearer(String);

#[security(ApiKeyHeader(name = "X-Key"))]
struct Key(String);

/// Of the same name as [`Key`] in the document.
#[security(ApiKeyHeader(name = "X-Other"))]
struct OtherKey(String);

#[security(HttpBearer)]
struct Token(String);

#[dependency]
async fn user(token: Bearer, scopes: &SecurityScopes) -> Result<String> {
    scopes.require(&[token.0.as_str()])?;
    Ok(token.0)
}

#[dependency]
async fn careless(token: Bearer) -> String {
    token.0
}

#[get("/me")]
async fn me(#[scopes("me")] user: Depends<user>) -> Depends<user> {
    user
}

fn refusal(app: App) -> String {
    app.into_service().unwrap_err().to_string()
}

fn refused(app: App, expected: &Expect) {
    expected.assert_eq(&refusal(app));
}

fn with_effects(effects: Vec<DependencyRef>) -> App {
    #[get("/")]
    async fn read() {}
    App::new().dependencies(effects).routes(routes![read])
}

#[test]
fn a_scheme_for_its_effect_alone_does_not_start() {
    refused(
        with_effects(dependencies![Key]),
        &expect![[r"
            the application cannot start: 1 mistake
              1. GET / (it::security::read): the security scheme `APIKeyHeader` runs for its effect, and what a client says is verified nowhere: take it in a dependency that verifies it, and name that one"]],
    );
}

#[test]
fn a_scheme_for_its_effect_starts_where_a_function_below_reads_it() {
    #[get("/")]
    async fn read(key: Key) -> String {
        key.0
    }
    let app = App::new()
        .dependencies(dependencies![Key])
        .routes(routes![read]);
    assert!(app.into_service().is_ok());
}

#[test]
fn scopes_that_nobody_checks_do_not_start() {
    #[get("/", dependencies = [#[scopes("me")] careless])]
    async fn read(#[scopes("me", "me")] name: Depends<careless>) -> Depends<careless> {
        name
    }
    refused(
        App::new().routes(routes![read]),
        &expect![[r#"
            the application cannot start: 1 mistake
              1. GET / (it::security::read): `#[scopes("me")]` of `careless` would be checked by nobody: take `&SecurityScopes` there, or in what it needs"#]],
    );
}

#[test]
fn unknown_scopes_and_scopes_of_what_is_no_dependency_do_not_start() {
    #[get("/")]
    async fn read(#[scopes("mee")] user: Depends<user>, #[scopes("me")] q: String) -> String {
        format!("{}{q}", *user)
    }
    refused(
        App::new().routes(routes![read]),
        &expect![[r"
        the application cannot start: 2 mistakes
          1. GET / (it::security::read): `mee` is needed, but is none of the scopes of `OAuth2PasswordBearer`: add it to them, with its meaning
          2. GET / (it::security::read): parameter `q`: `#[scopes]` is for a dependency, which can check them: this is none"]],
    );
}

#[test]
fn scopes_of_a_scheme_itself_and_what_is_no_scope_do_not_start() {
    #[get("/")]
    async fn read(
        #[scopes("me")] token: Bearer,
        #[scopes("a b", "")] user: Depends<free>,
    ) -> String {
        format!("{}{}", token.0, *user)
    }
    #[dependency]
    async fn free(scopes: &SecurityScopes) -> usize {
        scopes.scopes().len()
    }
    refused(
        App::new().routes(routes![read]),
        &expect![[r#"
        the application cannot start: 3 mistakes
          1. GET / (it::security::read): `#[scopes("me")]` of `OAuth2PasswordBearer` would be checked by nobody: say it of a dependency that takes this scheme and `&SecurityScopes`
          2. GET / (it::security::read): "a b" is no scope, which is printable ASCII without spaces, quotes and backslashes (RFC 6749, section 3.3)
          3. GET / (it::security::read): "" is no scope, which is printable ASCII without spaces, quotes and backslashes (RFC 6749, section 3.3)"#]],
    );
}

#[test]
fn a_source_of_what_is_no_data_does_not_start() {
    #[get("/")]
    async fn read(
        #[header] token: Token,
        #[query(alias = "x")] user: Option<Depends<careless>>,
    ) -> bool {
        token.0.is_empty() && user.is_some()
    }
    refused(
        App::new().routes(routes![read]),
        &expect![[r"
        the application cannot start: 2 mistakes
          1. GET / (it::security::read): parameter `token`: `#[header]` is for data that is read from there, which this is not: leave it out
          2. GET / (it::security::read): parameter `user`: `#[query]` is for data that is read from there, which this is not: leave it out"]],
    );
}

#[test]
fn two_schemes_of_one_name_do_not_start() {
    #[get("/one")]
    async fn one(key: Key) -> String {
        key.0
    }
    #[get("/two")]
    async fn two(key: OtherKey) -> String {
        key.0
    }
    refused(
        App::new().routes(routes![one, two]),
        &expect![[r"
        the application cannot start: 1 mistake
          1. GET /two (it::security::two): two security schemes that differ have the name `APIKeyHeader`: give one of them a `scheme_name`"]],
    );
}

#[test]
fn a_test_says_who_is_asking() {
    let app = || App::new().routes(routes![me]);
    let client = TestClient::blocking(app().override_security(|| Bearer("me".to_owned())));
    assert_eq!(client.get("/me").send().text(), "\"me\"");
    let client = TestClient::blocking(app().override_security(|| Bearer("you".to_owned())));
    assert_eq!(client.get("/me").send().status(), 401);
    // The dependency is not there, so that nothing checks scopes: the application starts all the same.
    let app = app().override_dependency::<user>(|| "Ada".to_owned());
    assert_eq!(
        TestClient::blocking(app).get("/me").send().text(),
        "\"Ada\""
    );
}

#[test]
fn an_optional_scheme_is_overridden_with_the_required_one() {
    #[get("/")]
    async fn read(key: Option<Key>) -> Option<String> {
        key.map(|key| key.0)
    }
    let app = || App::new().routes(routes![read]);
    assert_eq!(TestClient::blocking(app()).get("/").send().text(), "null");
    let app = app().override_security(|| Key("k".to_owned()));
    assert_eq!(TestClient::blocking(app).get("/").send().text(), "\"k\"");
}

#[test]
fn a_token_may_be_its_text_alone() {
    #[get("/")]
    async fn read(token: Token) -> String {
        token.0
    }
    let client = TestClient::blocking(App::new().routes(routes![read]));
    let answer = client.get("/").header("authorization", "bearer abc").send();
    assert_eq!(answer.text(), "\"abc\"");
}

#[test]
fn a_refusal_comes_at_its_place_in_the_order() {
    #[dependency]
    async fn failing() -> Result<()> {
        Err(HttpError::new(418, "First").into())
    }
    #[get("/", dependencies = [failing])]
    async fn after(key: Key) -> String {
        key.0
    }
    let client = TestClient::blocking(App::new().routes(routes![after]));
    assert_eq!(client.get("/").send().status(), 418);
}

#[test]
fn what_is_secret_is_not_shown() {
    #[post("/")]
    async fn login(who: HttpBasicCredentials, form: OAuth2PasswordForm) -> String {
        format!("{who:?} {form:?}")
    }
    let client = TestClient::blocking(App::new().routes(routes![login]));
    let answer = client
        .post("/")
        .header("authorization", "Basic YWRhOmVuZ2luZQ==")
        .form([
            ("username", "ada"),
            ("password", "engine"),
            ("client_secret", "engine"),
        ])
        .send();
    expect![[r#""HttpBasicCredentials { username: \"ada\", .. } Depends(PasswordForm { username: \"ada\", scopes: [], client_id: None, .. })""#]].assert_eq(&answer.text());
}

#[dependency]
fn plain_user(user: Depends<user>) -> usize {
    user.len()
}

#[dependency]
async fn shouting(plain: Depends<plain_user>, user: Depends<user>) -> String {
    user.to_uppercase().repeat(*plain)
}

#[get("/optional")]
async fn optional(user: Option<Depends<shouting>>) -> Option<String> {
    user.map(|user| user.clone())
}

#[get("/optional/concurrent", concurrent)]
fn optional_concurrent(user: Option<Depends<shouting>>) -> Option<String> {
    user.map(|user| user.clone())
}

#[get("/optional/error")]
async fn optional_error(
    user: Result<Depends<shouting>>,
    plain: Option<Depends<plain_user>>,
) -> Result<String> {
    Ok(format!("{} {}", *user?, plain.is_some()))
}

#[get("/optional/needed")]
async fn optional_and_needed(
    user: Option<Depends<shouting>>,
    plain: Depends<plain_user>,
) -> (bool, usize) {
    (user.is_some(), *plain)
}

#[get("/optional/scope")]
async fn optional_with_scope(#[scopes("me")] user: Option<Depends<shouting>>) -> bool {
    user.is_some()
}

#[test]
fn a_login_is_optional_where_the_dependency_is() {
    let app = App::new().routes(routes![
        optional,
        optional_concurrent,
        optional_error,
        optional_and_needed,
        optional_with_scope
    ]);
    let client = TestClient::blocking(app);
    let ask = |path: &str, token: &str| {
        let mut request = client.get(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.send();
        format!("{} {}", answer.status().as_u16(), answer.text())
    };
    for path in ["/optional", "/optional/concurrent"] {
        assert_eq!(ask(path, "me"), "200 \"MEME\"", "{path}");
        assert_eq!(ask(path, ""), "200 null", "{path}");
    }
    assert_eq!(ask("/optional/error", "me"), "200 \"MEME true\"");
    assert_eq!(
        ask("/optional/error", ""),
        r#"401 {"detail":"Not authenticated"}"#
    );
    assert_eq!(ask("/optional/needed", "me"), "200 [true,2]");
    assert_eq!(
        ask("/optional/needed", ""),
        r#"401 {"detail":"Not authenticated"}"#
    );
    assert_eq!(ask("/optional/scope", "me"), "200 true");
    assert_eq!(
        ask("/optional/scope", "you"),
        "200 false",
        "a scope that was not granted"
    );
    assert_eq!(ask("/optional/scope", ""), "200 false");
}
