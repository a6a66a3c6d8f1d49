use twinlane::prelude::*;

#[settings(
    env_prefix = "SHOP_",
    env_file = "",
    secrets_dir = 1,
    nested_delimiter = "",
    nested_max_split = 0,
    dotenv_filtering = "all",
    case_sensitive = "yes",
    strict
)]
struct Config {
    #[field(min = 1)]
    port: u16,
}

#[settings(nested_max_split = 1, prefix = "A_", prefix = "B_")]
struct Split {
    port: u16,
}

fn main() {
    let _ = (Config::load(), Split::load());
}
