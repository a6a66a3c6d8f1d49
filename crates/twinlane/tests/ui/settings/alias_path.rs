//! A path leads into a document, which the environment is not, and two settings share no name.

use twinlane::prelude::*;

#[settings]
struct Settings {
    #[field(validation_alias = AliasPath("hosts", 0))]
    host: String,
    #[field(validation_alias = ["PORT", "HTTP_PORT"])]
    port: u16,
    #[field(validation_alias = ["ADMIN_PORT", "PORT"])]
    admin_port: u16,
}

fn main() {}
