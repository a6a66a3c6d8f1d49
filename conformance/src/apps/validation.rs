//! One operation a type, for the query and for a field of a body: what each type accepts and refuses.

use twinlane::prelude::*;

#[model(rename_all = "lowercase")]
enum Color {
    Red,
    Blue,
}

#[model]
struct A {
    x: i64,
    name: String,
}

#[model]
struct IntField {
    v: i64,
}

#[model]
struct FloatField {
    v: f64,
}

#[model]
struct BoolField {
    v: bool,
}

#[model]
struct StrField {
    v: String,
}

#[model]
struct EnumField {
    v: Color,
}

#[model]
struct AnyField {
    v: Value,
}

#[model]
struct NoneField {
    v: (),
}

#[model]
struct IntsField {
    v: Vec<i64>,
}

#[model]
struct ModelField {
    v: A,
}

#[model]
struct ModelsField {
    v: Vec<A>,
}

#[model]
struct MaybeStrField {
    v: Option<String>,
}

#[model]
struct IntGt5Field {
    #[field(gt = 5)]
    v: i64,
}

#[model]
struct IntGe5Field {
    #[field(ge = 5)]
    v: i64,
}

#[model]
struct IntLt5Field {
    #[field(lt = 5)]
    v: i64,
}

#[model]
struct IntLe5Field {
    #[field(le = 5)]
    v: i64,
}

#[model]
struct IntMultipleOf3Field {
    #[field(multiple_of = 3)]
    v: i64,
}

#[model]
struct IntGt0Lt10Field {
    #[field(gt = 0, lt = 10)]
    v: i64,
}

#[model]
struct FloatGt1Field {
    #[field(gt = 1.5)]
    v: f64,
}

#[model]
struct FloatGt0Field {
    #[field(gt = 0)]
    v: f64,
}

#[model]
struct FloatLe10Field {
    #[field(le = 10.0)]
    v: f64,
}

#[model]
struct FloatMultipleField {
    #[field(multiple_of = 0.5)]
    v: f64,
}

#[model]
struct StrMin3Max5Field {
    #[field(min_length = 3, max_length = 5)]
    v: String,
}

#[model]
struct StrMin1Field {
    #[field(min_length = 1)]
    v: String,
}

#[model]
struct StrMax1Field {
    #[field(max_length = 1)]
    v: String,
}

#[model]
struct IntsMin1Field {
    #[field(min_length = 1)]
    v: Vec<i64>,
}

#[model]
struct IntsMin2Max3Field {
    #[field(min_length = 2, max_length = 3)]
    v: Vec<i64>,
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Validation")
        .routes(routes![
            query_int,
            query_float,
            query_bool,
            query_str,
            query_enum,
            query_ints,
            query_ints_min2_max3,
            query_str_min3_max5,
        ])
        .routes(routes![
            body_int,
            body_float,
            body_bool,
            body_str,
            body_enum,
            body_any,
            body_none,
            body_ints,
            body_model,
            body_models,
            body_bounded,
            body_maybe_str,
            body_int_gt5,
            body_int_ge5,
            body_int_lt5,
            body_int_le5,
            body_int_multiple_of_3,
            body_int_gt0_lt10,
            body_float_gt1,
            body_float_gt0,
            body_float_le10,
            body_float_multiple,
            body_str_min3_max5,
            body_str_min1,
            body_str_max1,
            body_ints_min1,
            body_ints_min2_max3,
        ])
}

#[get("/int")]
async fn query_int(v: i64) -> IntField {
    IntField { v }
}

#[get("/float")]
async fn query_float(v: f64) -> FloatField {
    FloatField { v }
}

#[get("/bool")]
async fn query_bool(v: bool) -> BoolField {
    BoolField { v }
}

#[get("/str")]
async fn query_str(v: String) -> StrField {
    StrField { v }
}

#[get("/enum")]
async fn query_enum(v: Color) -> EnumField {
    EnumField { v }
}

#[get("/ints")]
async fn query_ints(#[query] v: Vec<i64>) -> IntsField {
    IntsField { v }
}

#[get("/ints-min2-max3")]
async fn query_ints_min2_max3(#[query(min_length = 2, max_length = 3)] v: Vec<i64>) -> IntsField {
    IntsField { v }
}

#[get("/str-min3-max5")]
async fn query_str_min3_max5(#[query(min_length = 3, max_length = 5)] v: String) -> StrField {
    StrField { v }
}

#[post("/int")]
async fn body_int(body: IntField) -> IntField {
    body
}

#[post("/float")]
async fn body_float(body: FloatField) -> FloatField {
    body
}

#[post("/bool")]
async fn body_bool(body: BoolField) -> BoolField {
    body
}

#[post("/str")]
async fn body_str(body: StrField) -> StrField {
    body
}

#[post("/enum")]
async fn body_enum(body: EnumField) -> EnumField {
    body
}

#[post("/any")]
async fn body_any(body: AnyField) -> AnyField {
    body
}

#[post("/none")]
async fn body_none(body: NoneField) -> NoneField {
    body
}

#[post("/ints")]
async fn body_ints(body: IntsField) -> IntsField {
    body
}

#[post("/model")]
async fn body_model(body: ModelField) -> ModelField {
    body
}

#[post("/bounded", error_limits(max_input_size = 128, max_response_size = 1024))]
async fn body_bounded(body: ModelsField) -> ModelsField {
    body
}

#[post("/models")]
async fn body_models(body: ModelsField) -> ModelsField {
    body
}

#[post("/maybe-str")]
async fn body_maybe_str(body: MaybeStrField) -> MaybeStrField {
    body
}

#[post("/int-gt5")]
async fn body_int_gt5(body: IntGt5Field) -> IntGt5Field {
    body
}

#[post("/int-ge5")]
async fn body_int_ge5(body: IntGe5Field) -> IntGe5Field {
    body
}

#[post("/int-lt5")]
async fn body_int_lt5(body: IntLt5Field) -> IntLt5Field {
    body
}

#[post("/int-le5")]
async fn body_int_le5(body: IntLe5Field) -> IntLe5Field {
    body
}

#[post("/int-multiple-of-3")]
async fn body_int_multiple_of_3(body: IntMultipleOf3Field) -> IntMultipleOf3Field {
    body
}

#[post("/int-gt0-lt10")]
async fn body_int_gt0_lt10(body: IntGt0Lt10Field) -> IntGt0Lt10Field {
    body
}

#[post("/float-gt1")]
async fn body_float_gt1(body: FloatGt1Field) -> FloatGt1Field {
    body
}

#[post("/float-gt0")]
async fn body_float_gt0(body: FloatGt0Field) -> FloatGt0Field {
    body
}

#[post("/float-le10")]
async fn body_float_le10(body: FloatLe10Field) -> FloatLe10Field {
    body
}

#[post("/float-multiple")]
async fn body_float_multiple(body: FloatMultipleField) -> FloatMultipleField {
    body
}

#[post("/str-min3-max5")]
async fn body_str_min3_max5(body: StrMin3Max5Field) -> StrMin3Max5Field {
    body
}

#[post("/str-min1")]
async fn body_str_min1(body: StrMin1Field) -> StrMin1Field {
    body
}

#[post("/str-max1")]
async fn body_str_max1(body: StrMax1Field) -> StrMax1Field {
    body
}

#[post("/ints-min1")]
async fn body_ints_min1(body: IntsMin1Field) -> IntsMin1Field {
    body
}

#[post("/ints-min2-max3")]
async fn body_ints_min2_max3(body: IntsMin2Max3Field) -> IntsMin2Max3Field {
    body
}
