use twinlane::prelude::*;

#[dependency]
async fn user(token: String) -> String {
    token
}

#[batch]
fn of_request(items: Vec<u32>, user: Depends<user>) -> Vec<u32> {
    drop(user);
    items
}

#[batch]
fn of_query(items: Vec<u32>, #[query] limit: u32) -> Vec<u32> {
    let _ = limit;
    items
}

#[batch]
fn of_data(items: Vec<u32>, limit: u32) -> Vec<u32> {
    let _ = limit;
    items
}

fn main() {}
