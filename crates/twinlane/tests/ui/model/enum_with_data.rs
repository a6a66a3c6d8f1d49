//! An enum with data.

use twinlane::prelude::*;

#[model]
enum Payment {
    Cash,
    Card { number: String },
    Transfer(String),
}

#[post("/payments")]
fn pay(payment: Payment) -> Payment {
    payment
}

fn main() {
    let _ = routes![pay];
}
