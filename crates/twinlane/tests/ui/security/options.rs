use twinlane::prelude::*;
use twinlane::security::{ApiKeyHeader, HttpBearer, OAuth2, OAuth2PasswordBearer};

#[security(OAuth2PasswordBearer)]
struct Missing(String);

#[security(OAuth2PasswordBearer(token_ur = "token", scopes = "me"))]
struct Misspelled(String);

#[security(ApiKeyHeader(name = "X-Key", name = "X-Key", description("no")))]
struct Twice(String);

#[security(OAuth2(password = "token", implicit(token_url = "token")))]
struct Flows(String);

#[security(HttpBearer(bearer_format))]
struct NoValue(String);

#[security(ApiKeyHeader(name = "X Key", scheme_name = "a key"))]
struct Signs(String);

#[security(OAuth2PasswordBearer(token_url = ""))]
struct Empty(String);

fn main() {}
