use twinlane::sessions::Session;
use twinlane::prelude::*;

#[get("/")]
async fn read_alone(session: &Session) -> Result<()> {
    Ok(session.insert("user", "ada")?)
}

fn main() {}
