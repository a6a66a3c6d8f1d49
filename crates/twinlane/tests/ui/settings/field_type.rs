use twinlane::prelude::*;

struct Level(u8);

#[settings(prefix = "SHOP_")]
struct Config {
    level: Level,
    #[field(default = "x")]
    port: u16,
    #[field(gt = 5)]
    name: String,
}

fn main() {
    let _ = Config::load();
}
