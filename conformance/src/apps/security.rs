//! Security: every scheme, scopes that add up, logins, and what is answered first. `/log` says what has happened.

use twinlane::http::HeaderMap;
use twinlane::http::request::Parts;
use twinlane::prelude::*;
use twinlane::security::{
    ApiKeyCookie, ApiKeyHeader, ApiKeyQuery, HttpAuthorizationCredentials, HttpBase, HttpBasic,
    HttpBasicCredentials, HttpBearer, HttpDigest, OAuth2, OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer, OAuth2PasswordForm, OAuth2PasswordFormStrict, OpenIdConnect,
    SecurityScheme,
};

use crate::log::{Log, read_log};

#[security(OAuth2PasswordBearer(
    token_url = "token",
    scopes = { "me" = "Read your data", "items" = "Read items", "admin" = "All" },
))]
struct PasswordBearer(String);

#[security(OAuth2PasswordBearer(token_url = "token", scheme_name = "MaybeBearer"))]
struct MaybePasswordBearer(String);

#[security(OAuth2AuthorizationCodeBearer(
    authorization_url = "https://login.example/authorize",
    token_url = "https://login.example/token",
    refresh_url = "https://login.example/refresh",
    scopes = { "read" = "Read" },
    description = "By a code",
))]
struct CodeBearer(String);

#[security(OAuth2(
    implicit(authorization_url = "https://login.example/authorize", scopes = { "a" = "A" }),
    password(token_url = "token", refresh_url = "refresh"),
    client_credentials(token_url = "token"),
    authorization_code(
        authorization_url = "https://login.example/authorize",
        token_url = "https://login.example/token",
    ),
))]
struct Generic(String);

#[security(OAuth2(scheme_name = "MaybeOAuth2"))]
struct MaybeGeneric(String);

#[security(OpenIdConnect(open_id_connect_url = "/openid"))]
struct Oidc(String);

#[security(HttpBearer(bearer_format = "JWT", description = "A token"))]
struct Bearer(HttpAuthorizationCredentials);

#[security(HttpBearer(scheme_name = "MaybeHTTPBearer"))]
struct MaybeBearer(HttpAuthorizationCredentials);

#[security(HttpBasic(scheme_name = "RealmBasic", realm = "simple"))]
struct RealmBasic {
    credentials: HttpBasicCredentials,
}

#[security(HttpDigest)]
struct Digest(HttpAuthorizationCredentials);

#[security(HttpBase(scheme = "Other-way x2y"))]
struct Base(HttpAuthorizationCredentials);

#[security(ApiKeyHeader(name = "X-Key"))]
struct HeaderKey(String);

#[security(ApiKeyQuery(name = "key", description = "Seen in logs"))]
struct QueryKey(String);

#[security(ApiKeyQuery(name = "key", scheme_name = "MaybeKey"))]
struct MaybeQueryKey(String);

#[security(ApiKeyCookie(name = "key"))]
struct CookieKey(String);

/// A scheme of one's own.
struct SignatureScheme;

impl SignatureScheme {
    const fn new() -> Self {
        Self
    }
}

fn signature(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-signature")?.to_str().ok()
}

impl SecurityScheme for SignatureScheme {
    type Credentials = usize;

    fn credentials(&self, request: &Parts) -> Result<Option<usize>, HttpError> {
        match signature(&request.headers) {
            Some(text) if !text.starts_with("sig-") => Err(HttpError::new(400, "No signature")),
            text => Ok(text.map(str::len)),
        }
    }

    fn not_authenticated(&self) -> HttpError {
        HttpError::new(403, "Sign it")
    }

    fn name(&self) -> &'static str {
        "Signature"
    }

    fn object(&self) -> Value {
        json!({ "type": "apiKey", "in": "header", "name": "X-Signature" })
    }
}

#[security(SignatureScheme)]
struct Signature(usize);

type Words = (String, String);

fn words(credentials: HttpAuthorizationCredentials) -> Words {
    (credentials.scheme, credentials.credentials)
}

fn pair(credentials: HttpBasicCredentials) -> Words {
    (credentials.username, credentials.password)
}

#[get("/oauth2/password")]
async fn oauth2_password(token: PasswordBearer) -> Value {
    json!({ "token": token.0 })
}

#[get("/oauth2/password/maybe")]
async fn oauth2_password_maybe(token: Option<MaybePasswordBearer>) -> Value {
    json!({ "token": token.map(|token| token.0) })
}

#[get("/oauth2/code")]
fn oauth2_code(token: CodeBearer) -> Value {
    json!({ "token": token.0 })
}

#[get("/oauth2/any")]
async fn oauth2_any(authorization: Generic) -> Value {
    json!({ "authorization": authorization.0 })
}

#[get("/oauth2/any/maybe")]
async fn oauth2_any_maybe(authorization: Option<MaybeGeneric>) -> Value {
    json!({ "authorization": authorization.map(|authorization| authorization.0) })
}

#[get("/oidc")]
async fn openid(authorization: Oidc) -> Value {
    json!({ "authorization": authorization.0 })
}

#[get("/oidc/maybe")]
async fn openid_maybe(authorization: Option<Oidc>) -> Value {
    json!({ "authorization": authorization.map(|authorization| authorization.0) })
}

#[get("/http/bearer")]
async fn http_bearer(credentials: Bearer) -> Value {
    json!(words(credentials.0))
}

#[get("/http/bearer/maybe")]
fn http_bearer_maybe(credentials: Option<MaybeBearer>) -> Value {
    json!(credentials.map(|MaybeBearer(credentials)| words(credentials)))
}

#[get("/http/basic")]
async fn http_basic(credentials: HttpBasicCredentials) -> Value {
    json!(pair(credentials))
}

#[get("/http/basic/maybe")]
async fn http_basic_maybe(credentials: Option<HttpBasicCredentials>) -> Value {
    json!(credentials.map(pair))
}

#[get("/http/basic/realm")]
async fn http_basic_realm(who: RealmBasic) -> Value {
    json!(pair(who.credentials))
}

#[get("/http/digest")]
async fn http_digest(credentials: Digest) -> Value {
    json!(words(credentials.0))
}

#[get("/http/digest/maybe")]
async fn http_digest_maybe(credentials: Option<Digest>) -> Value {
    json!(credentials.map(|Digest(credentials)| words(credentials)))
}

#[get("/http/base")]
async fn http_base(credentials: Base) -> Value {
    json!(words(credentials.0))
}

#[get("/http/base/maybe")]
async fn http_base_maybe(credentials: Option<Base>) -> Value {
    json!(credentials.map(|Base(credentials)| words(credentials)))
}

#[get("/key/header")]
async fn key_header(key: HeaderKey) -> Value {
    json!({ "key": key.0 })
}

#[get("/key/header/maybe")]
async fn key_header_maybe(key: Option<HeaderKey>) -> Value {
    json!({ "key": key.map(|key| key.0) })
}

#[get("/key/query")]
async fn key_query(key: QueryKey) -> Value {
    json!({ "key": key.0 })
}

#[get("/key/query/maybe")]
async fn key_query_maybe(key: Option<MaybeQueryKey>) -> Value {
    json!({ "key": key.map(|key| key.0) })
}

#[get("/key/cookie")]
async fn key_cookie(key: CookieKey) -> Value {
    json!({ "key": key.0 })
}

#[get("/key/cookie/maybe")]
async fn key_cookie_maybe(key: Option<CookieKey>) -> Value {
    json!({ "key": key.map(|key| key.0) })
}

#[get("/own")]
async fn own(length: Signature) -> Value {
    json!(length.0)
}

#[post("/token")]
async fn login(form: OAuth2PasswordForm) -> Value {
    json!([
        form.grant_type,
        form.username,
        form.password,
        form.scopes,
        form.client_id,
        form.client_secret
    ])
}

#[post("/token/strict")]
fn login_strict(form: OAuth2PasswordFormStrict) -> Value {
    json!([
        form.grant_type,
        form.username,
        form.password,
        form.scopes,
        form.client_id,
        form.client_secret
    ])
}

#[model]
struct Item {
    name: String,
}

#[dependency]
async fn before(log: State<Log>, #[header] mark: Option<String>) {
    let mark = mark.unwrap_or_else(|| "None".to_owned());
    log.add(format!("before {mark}"));
}

#[dependency]
fn after(log: State<Log>) {
    log.add("after");
}

#[dependency]
async fn needs_number(log: State<Log>, number: i64) -> i64 {
    log.add(format!("number {number}"));
    number
}

#[get("/both")]
async fn both(key: HeaderKey, token: PasswordBearer) -> Value {
    json!([key.0, token.0])
}

#[get("/either")]
async fn either(key: Option<MaybeQueryKey>, token: Option<MaybePasswordBearer>) -> Result<Value> {
    if key.is_none() && token.is_none() {
        return Err(HttpError::new(401, "Say who you are").into());
    }
    Ok(json!([key.map(|key| key.0), token.map(|token| token.0)]))
}

#[post("/order/{item_id}")]
async fn order(
    item_id: i64,
    _before: Depends<before>,
    number: Depends<needs_number>,
    token: PasswordBearer,
    _after: Depends<after>,
    item: Item,
) -> Value {
    json!([item_id, *number, token.0, item.name])
}

#[post("/twice")]
async fn twice(
    first: HeaderKey,
    second: HeaderKey,
    third: Option<HeaderKey>,
    #[body] text: String,
) -> Value {
    json!([first.0, second.0, third.map(|key| key.0), text])
}

#[dependency]
async fn current_user(
    log: State<Log>,
    scopes: &SecurityScopes,
    token: PasswordBearer,
) -> Result<String> {
    log.add(format!("user [{}]", scopes.scopes().join(", ")));
    let parts = token.0.split_once(':').filter(|(_, granted)| !granted.is_empty());
    let (name, granted) =
        parts.ok_or_else(|| scopes.unauthorized("Could not validate credentials"))?;
    scopes.require(&granted.split(',').collect::<Vec<_>>())?;
    Ok(name.to_owned())
}

#[dependency]
async fn active_user(
    log: State<Log>,
    #[scopes("me")] user: Depends<current_user>,
) -> Result<String> {
    log.add("active");
    if *user == "idle" {
        return Err(HttpError::new(400, "Inactive user").into());
    }
    Ok(user.clone())
}

#[dependency]
fn titled(log: State<Log>, user: Depends<current_user>, active: Depends<active_user>) -> String {
    log.add("titled");
    let mut letters = user.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    format!("{}{}/{}", first.unwrap_or_default(), letters.as_str(), *active)
}

#[dependency]
fn seen(scopes: &SecurityScopes) -> Vec<&'static str> {
    scopes.scopes().to_vec()
}

#[dependency]
fn unscoped(log: State<Log>) -> i64 {
    log.add("unscoped");
    1
}

#[get("/status")]
async fn status(user: Depends<current_user>) -> Value {
    json!(*user)
}

#[get("/users/me")]
async fn me(user: Depends<active_user>) -> Value {
    json!(*user)
}

#[get("/users/me/items")]
async fn own_items(#[scopes("items")] user: Depends<active_user>) -> Value {
    json!(*user)
}

#[get("/users/me/all")]
async fn everything(
    #[scopes("items", "me", "items")] user: Depends<active_user>,
    titled: Depends<titled>,
    #[scopes("me", "items")] again: Depends<current_user>,
    plain: Depends<current_user>,
    one: Depends<unscoped>,
    two: Depends<unscoped>,
) -> Value {
    json!([*user, *titled, *again, *plain, *one, *two])
}

#[get("/scopes")]
async fn scopes(
    own: &SecurityScopes,
    none: Depends<seen>,
    #[scopes("a")] a: Depends<seen>,
    #[scopes("b", "a")] ba: Depends<seen>,
    #[scopes("a", "b")] ab: Depends<seen>,
) -> Value {
    json!([own.scopes(), *none, *a, *ba, *ab])
}

#[get("/effect", dependencies = [#[scopes("admin")] current_user, before])]
async fn effect(#[query(default = 1, gt = 0)] q: i64) -> Value {
    json!(q)
}

#[get("/users")]
fn admin_users(user: Depends<current_user>) -> Value {
    json!(*user)
}

#[get("/items", dependencies = [#[scopes("items")] active_user])]
fn admin_items(key: Option<CookieKey>) -> Value {
    json!(key.map(|key| key.0))
}

#[get("/hidden", hidden)]
fn admin_hidden() -> Value {
    json!("hidden")
}

/// The application.
pub fn app() -> App {
    let admin = Router::new()
        .prefix("/admin")
        .dependencies(dependencies![#[scopes("admin")] current_user])
        .routes(routes![admin_users, admin_items, admin_hidden]);
    App::new()
        .title("Security")
        .state(Log::default())
        .routes(routes![
            read_log,
            oauth2_password,
            oauth2_password_maybe,
            oauth2_code,
            oauth2_any,
            oauth2_any_maybe,
            openid,
            openid_maybe,
            http_bearer,
            http_bearer_maybe,
            http_basic,
            http_basic_maybe,
            http_basic_realm,
            http_digest,
            http_digest_maybe,
            http_base,
            http_base_maybe,
            key_header,
            key_header_maybe,
            key_query,
            key_query_maybe,
            key_cookie,
            key_cookie_maybe,
            own,
        ])
        .routes(routes![
            login,
            login_strict,
            both,
            either,
            order,
            twice,
            status,
            me,
            own_items,
            everything,
            scopes,
            effect,
        ])
        .router(admin)
}
