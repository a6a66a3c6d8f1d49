use twinlane::prelude::*;

#[dependency]
pub async fn get_token_header(#[header] x_token: String) -> Result<()> {
    if x_token != "fake-super-secret-token" {
        return Err(HttpError::new(400, "X-Token header invalid").into());
    }
    Ok(())
}

#[dependency]
pub async fn get_query_token(token: String) -> Result<()> {
    if token != "jessica" {
        return Err(HttpError::new(400, "No Jessica token provided").into());
    }
    Ok(())
}
