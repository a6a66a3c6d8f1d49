//! Decimal numbers, and numbers that are not coerced.

use twinlane::prelude::*;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_decimal,
        get_decimal,
        post_decimal_bounds,
        get_decimal_bounds,
        post_decimal_ends,
        get_decimal_ends,
        post_decimal_step,
        get_decimal_step,
        post_price,
        get_price,
        post_decimal_digits,
        get_decimal_digits,
        post_decimal_places,
        get_decimal_places,
        post_finite,
        get_finite,
        post_strict_int,
        get_strict_int,
        post_strict_float,
        get_strict_float,
        post_strict_bool,
        get_strict_bool,
        post_strict_str,
        get_strict_str,
    ])
}

#[model]
struct DecimalField {
    v: Decimal,
}

#[post("/decimal")]
async fn post_decimal(body: DecimalField) -> DecimalField {
    body
}

#[get("/decimal")]
async fn get_decimal(v: Decimal) -> DecimalField {
    DecimalField { v }
}

#[model]
struct DecimalBoundsField {
    #[field(gt = 0, lt = "10.50")]
    v: Decimal,
}

#[post("/decimal_bounds")]
async fn post_decimal_bounds(body: DecimalBoundsField) -> DecimalBoundsField {
    body
}

#[get("/decimal_bounds")]
async fn get_decimal_bounds(#[query(gt = 0, lt = "10.50")] v: Decimal) -> DecimalBoundsField {
    DecimalBoundsField { v }
}

#[model]
struct DecimalEndsField {
    #[field(ge = 1, le = 2.5)]
    v: Decimal,
}

#[post("/decimal_ends")]
async fn post_decimal_ends(body: DecimalEndsField) -> DecimalEndsField {
    body
}

#[get("/decimal_ends")]
async fn get_decimal_ends(#[query(ge = 1, le = 2.5)] v: Decimal) -> DecimalEndsField {
    DecimalEndsField { v }
}

#[model]
struct DecimalStepField {
    #[field(multiple_of = "0.5")]
    v: Decimal,
}

#[post("/decimal_step")]
async fn post_decimal_step(body: DecimalStepField) -> DecimalStepField {
    body
}

#[get("/decimal_step")]
async fn get_decimal_step(#[query(multiple_of = "0.5")] v: Decimal) -> DecimalStepField {
    DecimalStepField { v }
}

#[model]
struct PriceField {
    #[field(max_digits = 6, decimal_places = 2)]
    v: Decimal,
}

#[post("/price")]
async fn post_price(body: PriceField) -> PriceField {
    body
}

#[get("/price")]
async fn get_price(#[query(max_digits = 6, decimal_places = 2)] v: Decimal) -> PriceField {
    PriceField { v }
}

#[model]
struct DecimalDigitsField {
    #[field(max_digits = 3)]
    v: Decimal,
}

#[post("/decimal_digits")]
async fn post_decimal_digits(body: DecimalDigitsField) -> DecimalDigitsField {
    body
}

#[get("/decimal_digits")]
async fn get_decimal_digits(#[query(max_digits = 3)] v: Decimal) -> DecimalDigitsField {
    DecimalDigitsField { v }
}

#[model]
struct DecimalPlacesField {
    #[field(decimal_places = 1)]
    v: Decimal,
}

#[post("/decimal_places")]
async fn post_decimal_places(body: DecimalPlacesField) -> DecimalPlacesField {
    body
}

#[get("/decimal_places")]
async fn get_decimal_places(#[query(decimal_places = 1)] v: Decimal) -> DecimalPlacesField {
    DecimalPlacesField { v }
}

#[model]
struct FiniteField {
    #[field(allow_inf_nan = false)]
    v: f64,
}

#[post("/finite")]
async fn post_finite(body: FiniteField) -> FiniteField {
    body
}

#[get("/finite")]
async fn get_finite(#[query(allow_inf_nan = false)] v: f64) -> FiniteField {
    FiniteField { v }
}

#[model]
struct StrictIntField {
    #[field(strict)]
    v: i64,
}

#[post("/strict_int")]
async fn post_strict_int(body: StrictIntField) -> StrictIntField {
    body
}

#[get("/strict_int")]
async fn get_strict_int(#[query(strict)] v: i64) -> StrictIntField {
    StrictIntField { v }
}

#[model]
struct StrictFloatField {
    #[field(strict)]
    v: f64,
}

#[post("/strict_float")]
async fn post_strict_float(body: StrictFloatField) -> StrictFloatField {
    body
}

#[get("/strict_float")]
async fn get_strict_float(#[query(strict)] v: f64) -> StrictFloatField {
    StrictFloatField { v }
}

#[model]
struct StrictBoolField {
    #[field(strict)]
    v: bool,
}

#[post("/strict_bool")]
async fn post_strict_bool(body: StrictBoolField) -> StrictBoolField {
    body
}

#[get("/strict_bool")]
async fn get_strict_bool(#[query(strict)] v: bool) -> StrictBoolField {
    StrictBoolField { v }
}

#[model]
struct StrictStrField {
    #[field(strict)]
    v: String,
}

#[post("/strict_str")]
async fn post_strict_str(body: StrictStrField) -> StrictStrField {
    body
}

#[get("/strict_str")]
async fn get_strict_str(#[query(strict)] v: String) -> StrictStrField {
    StrictStrField { v }
}
