//! The model as users of Twinlane write it.

#![expect(
    clippy::exhaustive_structs,
    reason = "the contenders read them field by field"
)]

use twinlane_model::model;

/// A hundred orders.
#[model]
#[derive(Debug)]
pub struct Batch {
    /// The orders.
    pub orders: Vec<Order>,
}

/// One order.
#[model]
#[derive(Debug)]
pub struct Order {
    /// The customer's name for it.
    #[field(min_length = 3, max_length = 40)]
    pub reference: String,
    /// 1 is the most urgent.
    #[field(ge = 1, le = 5)]
    pub priority: u8,
    /// The customer.
    pub customer: Customer,
    /// The ordered articles.
    #[field(min_length = 1, max_length = 100)]
    pub lines: Vec<Line>,
    /// A note of the customer.
    #[field(max_length = 500)]
    pub note: Option<String>,
    /// True if the parcel goes by courier.
    pub express: bool,
}

/// The customer of an order.
#[model]
#[derive(Debug)]
pub struct Customer {
    /// Given and family name.
    #[field(min_length = 1, max_length = 80)]
    pub name: String,
    /// The address of the confirmation.
    #[field(min_length = 5, max_length = 120)]
    pub email: String,
    /// The address of the parcel.
    pub address: Address,
}

/// The address of a parcel.
#[model]
#[derive(Debug)]
pub struct Address {
    /// Street and number.
    #[field(min_length = 1, max_length = 120)]
    pub street: String,
    /// Town.
    #[field(min_length = 1, max_length = 80)]
    pub city: String,
    /// Postal code.
    #[field(min_length = 3, max_length = 10)]
    pub postcode: String,
    /// Two letters.
    #[field(min_length = 2, max_length = 2)]
    pub country: String,
}

/// One article of an order.
#[model]
#[derive(Debug)]
pub struct Line {
    /// The article's number.
    #[field(min_length = 3, max_length = 32)]
    pub sku: String,
    /// The article's name.
    #[field(min_length = 1, max_length = 120)]
    pub title: String,
    /// Pieces.
    #[field(ge = 1, le = 1000)]
    pub quantity: u32,
    /// Euros a piece.
    #[field(ge = 0, le = 100_000)]
    pub price: f64,
    /// Free words.
    #[field(max_length = 8)]
    pub tags: Vec<String>,
}

/// A hundred orders whose articles' numbers and postal codes have a pattern.
#[model]
#[derive(Debug)]
pub struct PatternBatch {
    /// The orders.
    pub orders: Vec<PatternOrder>,
}

/// One such order: the fields that the patterns are about.
#[model]
#[derive(Debug)]
pub struct PatternOrder {
    /// The customer's name for it.
    #[field(
        min_length = 3,
        max_length = 40,
        pattern = "^[A-Z]+-[0-9]{4}-[0-9]{6}$"
    )]
    pub reference: String,
    /// The ordered articles.
    #[field(min_length = 1, max_length = 100)]
    pub lines: Vec<PatternLine>,
}

/// One such article.
#[model]
#[derive(Debug)]
pub struct PatternLine {
    /// The article's number.
    #[field(min_length = 3, max_length = 32, pattern = "^[A-Z]+-[0-9]{4}$")]
    pub sku: String,
}

/// The same without the patterns.
#[model]
#[derive(Debug)]
pub struct PlainBatch {
    /// The orders.
    pub orders: Vec<PlainOrder>,
}

/// One such order.
#[model]
#[derive(Debug)]
pub struct PlainOrder {
    /// The customer's name for it.
    #[field(min_length = 3, max_length = 40)]
    pub reference: String,
    /// The ordered articles.
    #[field(min_length = 1, max_length = 100)]
    pub lines: Vec<PlainLine>,
}

/// One such article.
#[model]
#[derive(Debug)]
pub struct PlainLine {
    /// The article's number.
    #[field(min_length = 3, max_length = 32)]
    pub sku: String,
}
