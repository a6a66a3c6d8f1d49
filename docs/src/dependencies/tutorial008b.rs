use std::fmt;

use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::prelude::*;

#[derive(Debug)]
struct OwnerError(String);

impl fmt::Display for OwnerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner error: {}", self.0)
    }
}

impl std::error::Error for OwnerError {}

#[dependency]
fn get_username() -> Provided<&'static str, AfterResponse> {
    Provided::new("Rick").after_response(|_, outcome| match outcome {
        Outcome::Failed(error) => match error.downcast_ref::<OwnerError>() {
            Some(error) => Err(HttpError::new(400, error.to_string())),
            None => Ok(()),
        },
        _ => Ok(()),
    })
}

#[get("/items/{item_id}")]
fn get_item(item_id: String, username: Depends<get_username>) -> Result<Value> {
    let (description, owner) = match item_id.as_str() {
        "plumbus" => ("Freshly pickled plumbus", "Morty"),
        "portal-gun" => ("Gun to create portals", "Rick"),
        _ => return Err(HttpError::new(404, "Item not found").into()),
    };
    if owner != *username {
        return Err(OwnerError((*username).to_owned()).into());
    }
    Ok(json!({ "description": description, "owner": owner }))
}

pub fn app() -> App {
    App::new().routes(routes![get_item])
}
