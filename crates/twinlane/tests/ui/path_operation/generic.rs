//! Functions that are generic.

use twinlane::prelude::*;

#[get("/items")]
fn list<T>(item: T) -> T
where
    T: Clone,
{
    item
}

#[get("/names")]
async fn names<'a>(name: String) -> String {
    name
}

fn main() {
    let _ = routes![list, names];
}
