//! Options of the attribute that are not there: misspelt, FastAPI's, and unheard of.

use twinlane::prelude::*;

#[get("/misspelt", sumary = "Says hello")]
fn misspelt() {}

#[get("/fastapi", status_code = 201, include_in_schema = false)]
fn fastapi() {}

#[get("/unheard_of", colour = "red")]
fn unheard_of() {}

fn main() {
    let _ = routes![misspelt, fastapi, unheard_of];
}
