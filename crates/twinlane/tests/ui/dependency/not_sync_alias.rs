//! A value that is not `Sync`, behind an alias.

use std::cell::RefCell;

use twinlane::prelude::*;

#[dependency]
async fn rows() -> RefCell<u32> {
    RefCell::new(1)
}

type Rows = Depends<rows>;

#[get("/")]
async fn read(rows: Rows) -> u32 {
    *rows.borrow()
}

fn main() {
    let _ = routes![read];
}
