//! The model as users of serde write it, with the rules of garde and of validator.

#![expect(
    clippy::exhaustive_structs,
    reason = "the contenders read them field by field"
)]

use serde::{Deserialize, Serialize};
use validator::Validate as _;

/// A hundred orders.
#[derive(Debug, Serialize, Deserialize, garde::Validate, validator::Validate)]
pub struct Batch {
    /// The orders.
    #[garde(dive)]
    #[validate(nested)]
    pub orders: Vec<Order>,
}

/// One order.
#[derive(Debug, Serialize, Deserialize, garde::Validate, validator::Validate)]
pub struct Order {
    /// The customer's name for it.
    #[garde(length(chars, min = 3, max = 40))]
    #[validate(length(min = 3, max = 40))]
    pub reference: String,
    /// 1 is the most urgent.
    #[garde(range(min = 1, max = 5))]
    #[validate(range(min = 1, max = 5))]
    pub priority: u8,
    /// The customer.
    #[garde(dive)]
    #[validate(nested)]
    pub customer: Customer,
    /// The ordered articles.
    #[garde(length(min = 1, max = 100), dive)]
    #[validate(length(min = 1, max = 100), nested)]
    pub lines: Vec<Line>,
    /// A note of the customer.
    #[garde(inner(length(chars, max = 500)))]
    #[validate(length(max = 500))]
    pub note: Option<String>,
    /// True if the parcel goes by courier.
    #[garde(skip)]
    pub express: bool,
}

/// The customer of an order.
#[derive(Debug, Serialize, Deserialize, garde::Validate, validator::Validate)]
pub struct Customer {
    /// Given and family name.
    #[garde(length(chars, min = 1, max = 80))]
    #[validate(length(min = 1, max = 80))]
    pub name: String,
    /// The address of the confirmation.
    #[garde(length(chars, min = 5, max = 120))]
    #[validate(length(min = 5, max = 120))]
    pub email: String,
    /// The address of the parcel.
    #[garde(dive)]
    #[validate(nested)]
    pub address: Address,
}

/// The address of a parcel.
#[derive(Debug, Serialize, Deserialize, garde::Validate, validator::Validate)]
pub struct Address {
    /// Street and number.
    #[garde(length(chars, min = 1, max = 120))]
    #[validate(length(min = 1, max = 120))]
    pub street: String,
    /// Town.
    #[garde(length(chars, min = 1, max = 80))]
    #[validate(length(min = 1, max = 80))]
    pub city: String,
    /// Postal code.
    #[garde(length(chars, min = 3, max = 10))]
    #[validate(length(min = 3, max = 10))]
    pub postcode: String,
    /// Two letters.
    #[garde(length(chars, min = 2, max = 2))]
    #[validate(length(min = 2, max = 2))]
    pub country: String,
}

/// One article of an order.
#[derive(Debug, Serialize, Deserialize, garde::Validate, validator::Validate)]
pub struct Line {
    /// The article's number.
    #[garde(length(chars, min = 3, max = 32))]
    #[validate(length(min = 3, max = 32))]
    pub sku: String,
    /// The article's name.
    #[garde(length(chars, min = 1, max = 120))]
    #[validate(length(min = 1, max = 120))]
    pub title: String,
    /// Pieces.
    #[garde(range(min = 1, max = 1000))]
    #[validate(range(min = 1, max = 1000))]
    pub quantity: u32,
    /// Euros a piece.
    #[garde(range(min = 0.0, max = 100_000.0))]
    #[validate(range(min = 0.0, max = 100_000.0))]
    pub price: f64,
    /// Free words.
    #[garde(length(max = 8))]
    #[validate(length(max = 8))]
    pub tags: Vec<String>,
}
