//! Enums and literals.

use twinlane::prelude::*;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_colour,
        get_colour,
        post_level,
        get_level,
        post_mixed,
        get_mixed,
        post_only,
        get_only,
        post_numbers,
        get_numbers,
    ])
}

#[model]
pub(super) enum Colour {
    #[field(rename = "red")]
    Red,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

#[model(integer)]
enum Level {
    Low = 1,
    High = 5,
}

#[model(literal)]
enum Mixed {
    #[field(rename = "a")]
    A,
    #[field(rename = "b")]
    B,
    #[field(value = 3)]
    Three,
}

#[model(literal, rename_all = "lowercase")]
enum Only {
    Only,
}

#[model(literal)]
enum Numbers {
    #[field(value = 1)]
    One,
    #[field(value = 2)]
    Two,
}

#[model]
struct ColourField {
    v: Colour,
}

#[post("/colour")]
async fn post_colour(body: ColourField) -> ColourField {
    body
}

#[get("/colour")]
async fn get_colour(v: Colour) -> ColourField {
    ColourField { v }
}

#[model]
struct LevelField {
    v: Level,
}

#[post("/level")]
async fn post_level(body: LevelField) -> LevelField {
    body
}

#[get("/level")]
async fn get_level(v: Level) -> LevelField {
    LevelField { v }
}

#[model]
struct MixedField {
    v: Mixed,
}

#[post("/mixed")]
async fn post_mixed(body: MixedField) -> MixedField {
    body
}

#[get("/mixed")]
async fn get_mixed(v: Mixed) -> MixedField {
    MixedField { v }
}

#[model]
struct OnlyField {
    v: Only,
}

#[post("/only")]
async fn post_only(body: OnlyField) -> OnlyField {
    body
}

#[get("/only")]
async fn get_only(v: Only) -> OnlyField {
    OnlyField { v }
}

#[model]
struct NumbersField {
    v: Numbers,
}

#[post("/numbers")]
async fn post_numbers(body: NumbersField) -> NumbersField {
    body
}

#[get("/numbers")]
async fn get_numbers(v: Numbers) -> NumbersField {
    NumbersField { v }
}
