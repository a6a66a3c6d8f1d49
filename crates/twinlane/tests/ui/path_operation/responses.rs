use twinlane::prelude::*;

#[model]
struct Message {
    message: String,
}

#[get("/type", responses(Message { message: String::new() }))]
fn no_status() -> String {
    String::new()
}

#[get("/options", responses(404 = (Message, "Missing", description = "Not there", headers = "x-a", exmaple = 1)))]
fn options() -> String {
    String::new()
}

#[get("/media", media_type = 5)]
fn media() -> String {
    String::new()
}

#[get("/alias", response_by_alias = "no")]
fn alias() -> String {
    String::new()
}

fn main() {}
