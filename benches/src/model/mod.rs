//! The same documents for every contender of `benches/model`: an order, and a hundred of them.

pub mod checked;
pub mod pydantic_like;

use std::fmt::Write;

/// The order that every document is made of.
const ORDER: &str = include_str!("../../order.json");

/// A document of about 1 KB.
pub fn small() -> String {
    compact(ORDER)
}

/// A document of about 100 KB: an object with a list of orders.
pub fn large() -> String {
    let orders = vec![small(); 110];
    format!("{{\"orders\":[{}]}}", orders.join(","))
}

/// As long as [`large`], with about a thousand errors, of the kinds that clients make.
pub fn invalid() -> String {
    let mut orders = String::new();
    for number in 0..110 {
        let wrong = small()
            .replace("\"priority\":2", "\"priority\":\"urgent\"")
            .replace("\"country\":\"BE\"", "\"country\":\"Belgium\"")
            .replace("\"quantity\":", "\"quantity\":-")
            .replace("\"express\":false", "\"express\":\"perhaps\"")
            .replace("ORDER-2026-000417", "?")
            .replace("\"city\":\"Liège\"", "\"city\":\"\"");
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(orders, "{comma}{wrong}");
    }
    format!("{{\"orders\":[{orders}]}}")
}

fn compact(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).expect("the order is JSON");
    value.to_string()
}
