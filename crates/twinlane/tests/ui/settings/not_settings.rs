use twinlane::prelude::*;

#[model]
struct Config {
    port: u16,
}

fn load<T: twinlane::settings::LoadSettings>() {
    let _ = T::load();
}

fn main() {
    load::<Config>();
}
