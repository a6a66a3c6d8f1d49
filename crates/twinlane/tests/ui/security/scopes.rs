use twinlane::prelude::*;
use twinlane::security::HttpBearer;

#[security(HttpBearer)]
struct Bearer(String);

#[dependency]
async fn user(token: Bearer, scopes: &SecurityScopes) -> Result<String> {
    scopes.require(&[token.0.as_str()])?;
    Ok(token.0)
}

#[get("/empty")]
async fn empty(#[scopes] user: Depends<user>) -> Depends<user> {
    user
}

#[get("/number", dependencies = [#[scopes(1)] user, #[header] user])]
async fn number(#[scope("me")] user: Depends<user>) -> Depends<user> {
    user
}

fn main() {}
