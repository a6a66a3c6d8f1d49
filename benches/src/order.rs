//! The validated model of about 1 KB, as a user of serde and garde writes it. Twinlane and `FastAPI` have their own
//! spelling of the same constraints, in their contenders.

#![expect(
    clippy::exhaustive_structs,
    reason = "the contenders read them field by field"
)]

use garde::Validate;
use serde::{Deserialize, Serialize};

/// The body of `POST /orders`.
#[derive(Debug, Deserialize, Validate)]
pub struct Order {
    /// The customer's name for it.
    #[garde(length(chars, min = 3, max = 40))]
    pub reference: String,
    /// 1 is the most urgent.
    #[garde(range(min = 1, max = 5))]
    pub priority: u8,
    /// The customer.
    #[garde(dive)]
    pub customer: Customer,
    /// The ordered articles.
    #[garde(length(min = 1, max = 100), dive)]
    pub lines: Vec<Line>,
    /// A note of the customer.
    #[garde(inner(length(chars, max = 500)))]
    pub note: Option<String>,
    /// True if the parcel goes by courier.
    #[garde(skip)]
    pub express: bool,
}

/// The customer of an order.
#[derive(Debug, Deserialize, Validate)]
pub struct Customer {
    /// Given and family name.
    #[garde(length(chars, min = 1, max = 80))]
    pub name: String,
    /// The address of the confirmation.
    #[garde(length(chars, min = 5, max = 120))]
    pub email: String,
    /// The address of the parcel.
    #[garde(dive)]
    pub address: Address,
}

/// The address of a parcel.
#[derive(Debug, Deserialize, Validate)]
pub struct Address {
    /// Street and number.
    #[garde(length(chars, min = 1, max = 120))]
    pub street: String,
    /// Town.
    #[garde(length(chars, min = 1, max = 80))]
    pub city: String,
    /// Postal code.
    #[garde(length(chars, min = 3, max = 10))]
    pub postcode: String,
    /// Two letters.
    #[garde(length(chars, min = 2, max = 2))]
    pub country: String,
}

/// One article of an order.
#[derive(Debug, Deserialize, Validate)]
pub struct Line {
    /// The article's number.
    #[garde(length(chars, min = 3, max = 32))]
    pub sku: String,
    /// The article's name.
    #[garde(length(chars, min = 1, max = 120))]
    pub title: String,
    /// Pieces.
    #[garde(range(min = 1, max = 1000))]
    pub quantity: u32,
    /// Euros a piece.
    #[garde(range(min = 0.0, max = 100_000.0))]
    pub price: f64,
    /// Free words.
    #[garde(length(max = 8))]
    pub tags: Vec<String>,
}

/// The answer to `POST /orders`.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// The order's reference.
    pub reference: String,
    /// Pieces in all.
    pub units: u32,
    /// Euros in all.
    pub total: f64,
}

/// The answer to `GET /items/{item_id}`.
#[derive(Debug, Serialize)]
pub struct Found {
    /// From the path.
    pub item_id: i64,
    /// From the query, where it is there.
    pub q: Option<String>,
    /// From the query.
    pub limit: u32,
}

/// The answer of the trivial operations.
#[derive(Debug, Serialize)]
pub struct Done {
    /// Always true.
    pub ok: bool,
}

/// The receipt for a valid order, which `POST /orders` answers.
pub fn receipt(order: Order) -> Receipt {
    let units = order.lines.iter().map(|line| line.quantity).sum();
    let total = order
        .lines
        .iter()
        .map(|line| f64::from(line.quantity) * line.price)
        .sum();
    Receipt {
        reference: order.reference,
        units,
        total,
    }
}
