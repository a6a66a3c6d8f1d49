use twinlane::prelude::*;

fn of_name(name: &str) -> String {
    name.to_owned()
}

#[get("/items", generate_unique_id_function = of_name)]
async fn read_items() {}

#[get("/things", generate_unique_id_function = "things")]
async fn read_things() {}

fn main() {}
