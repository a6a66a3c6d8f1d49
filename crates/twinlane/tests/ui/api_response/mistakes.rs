use twinlane::ApiResponse;
use twinlane::prelude::*;

#[model]
struct Item {
    id: u32,
}

#[derive(ApiResponse)]
enum NoStatus {
    Created(Item),
    #[response(description = "It was there")]
    Known(Item),
}

#[derive(ApiResponse)]
enum TwoBodies {
    #[response(status = 201)]
    Created(Item, String),
    #[response(status = 99)]
    Low(Item),
    #[response(status = 200)]
    Unnamed(Item, #[response(header)] String),
    #[response(status = 200, media_type = "text/csv")]
    Typed(Item),
}

#[derive(ApiResponse)]
enum Generic<T> {
    #[response(status = 200)]
    Known(T),
}

#[derive(ApiResponse)]
enum Nothing {}

fn main() {}
