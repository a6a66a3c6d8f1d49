//! A JSON text of 10 KB, to be compressed: the same bytes by every contender.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// The level at which every contender compresses: actix-web has no other than its fastest.
pub const GZIP_LEVEL: u32 = 1;

const ITEMS: u64 = 94;

/// A list of items, as a shop would answer it.
pub fn catalogue() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let items: Vec<_> = (1..=ITEMS).map(item).collect();
        format!("[{}]", items.join(","))
    });
    &TEXT
}

/// One of them, of about 110 bytes.
#[expect(
    clippy::missing_panics_doc,
    reason = "a string takes all that is written"
)]
pub fn item(number: u64) -> String {
    const NAMES: [&str; 7] = [
        "Anvil", "Bellows", "Chisel", "Drill", "Easel", "File", "Gauge",
    ];
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let name = NAMES[usize::try_from(mixed % 7).unwrap_or_default()];
    let mut text = String::new();
    let (price, stock) = (mixed % 100_000, mixed % 321);
    let written = write!(
        text,
        r#"{{"item_id":{number},"name":"{name} {mixed:x}","price":{}.{:02},"in_stock":{stock},"tags":["{}","{}"],"express":{}}}"#,
        price / 100,
        price % 100,
        NAMES[usize::try_from(mixed % 5).unwrap_or_default()].to_lowercase(),
        if mixed.is_multiple_of(2) {
            "new"
        } else {
            "sale"
        },
        mixed.is_multiple_of(3),
    );
    written.expect("a string takes all");
    text
}
