//! `Depends` of the value's type, not of the function that makes it: one error each, and none of what is done with the value.

use twinlane::prelude::*;

#[model]
struct User {
    name: String,
}

struct Session {
    rows: Vec<String>,
}

type Database = Depends<Session>;

#[dependency]
async fn get_user() -> User {
    User { name: "Ada".to_owned() }
}

#[get("/me")]
async fn read_me(user: Depends<User>) -> String {
    user.name.to_uppercase()
}

#[get("/rows")]
fn count(x: Option<u32>, mut session: DependsMut<Session>) -> usize {
    session.rows.push(String::new());
    session.rows.len() + x.map_or(0, |x| x as usize)
}

#[dependency]
fn length(session: Fresh<Session>) -> usize {
    session.rows.len()
}

#[get("/alias")]
fn by_alias(database: Database) -> bool {
    database.rows.is_empty()
}

#[get("/length")]
fn read_length(length: Depends<length>) -> usize {
    *length
}

fn main() {
    let _ = routes![read_me, count, by_alias, read_length];
}
