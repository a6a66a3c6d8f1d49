use std::fmt;

use twinlane::dependency::{AfterResponse, Outcome};
use twinlane::prelude::*;

#[derive(Debug)]
struct InternalError(String);

impl fmt::Display for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InternalError {}

/// An error that is seen here goes on: it cannot be swallowed.
#[dependency]
fn get_username() -> Provided<&'static str, AfterResponse> {
    Provided::new("Rick").after_response(|_, outcome| {
        if let Outcome::Failed(error) = outcome
            && error.downcast_ref::<InternalError>().is_some()
        {
            println!("Oops, we didn't raise again, Britney 😱");
        }
    })
}

#[get("/items/{item_id}")]
fn get_item(item_id: String, username: Depends<get_username>) -> Result<Value> {
    if item_id == "portal-gun" {
        let message = format!(
            "The portal gun is too dangerous to be owned by {}",
            *username
        );
        return Err(InternalError(message).into());
    }
    if item_id != "plumbus" {
        return Err(HttpError::new(404, "Item not found, there's only a plumbus here").into());
    }
    Ok(item_id.into())
}

pub fn app() -> App {
    App::new().routes(routes![get_item])
}
