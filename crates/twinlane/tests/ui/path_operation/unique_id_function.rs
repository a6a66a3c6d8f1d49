use twinlane::prelude::*;

fn of_name(name: &str) -> String {
    name.to_owned()
}

#[get("/items", generate_unique_id_function = of_name)]
async fn read_items() {}

fn number(_: &twinlane::routing::UniqueIdRoute<'_>) -> i64 {
    1
}

#[get("/numbers", generate_unique_id_function = number)]
async fn read_numbers() {}

#[get("/names", generate_unique_id_function = |route| route.name().to_owned())]
async fn fits() {}

#[get("/things", generate_unique_id_function = "things")]
async fn read_things() {}

fn main() {}
