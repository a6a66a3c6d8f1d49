use twinlane::prelude::*;

#[settings]
enum Mode {
    Fast,
    Slow,
}

#[settings]
struct Port(u16);

#[settings]
struct Page<T> {
    item: T,
}

#[settings]
fn load() {}

fn main() {}
