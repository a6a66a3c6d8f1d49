//! One of several types.

use indexmap::IndexMap;
use twinlane::prelude::*;
use twinlane::types::DateTime;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_int_or_str,
        get_int_or_str,
        post_str_or_int,
        get_str_or_int,
        post_int_or_bool,
        get_int_or_bool,
        post_float_or_int,
        get_float_or_int,
        post_bool_or_int,
        get_bool_or_int,
        post_int_or_list,
        post_date_or_datetime,
        get_date_or_datetime,
        post_uuid_or_int,
        get_uuid_or_int,
        post_flat_or_solid,
        post_nested,
        post_int_or_none,
        get_int_or_none,
        post_many,
        post_ruled,
        get_ruled,
        post_pet,
        post_pets,
        post_maybe_pet,
        post_owner,
    ])
}

#[model(untagged)]
enum IntOrStr {
    Int(i64),
    Str(String),
}

#[model(untagged)]
enum StrOrInt {
    Str(String),
    Int(i64),
}

#[model(untagged)]
enum IntOrBool {
    Int(i64),
    Bool(bool),
}

#[model(untagged)]
enum FloatOrInt {
    Float(f64),
    Int(i64),
}

#[model(untagged)]
enum BoolOrInt {
    Bool(bool),
    Int(i64),
}

#[model(untagged)]
enum IntOrList {
    Int(i64),
    List(Vec<i64>),
}

#[model(untagged)]
enum DateOrDatetime {
    Date(Date),
    Datetime(DateTime),
}

#[model(untagged)]
enum UuidOrInt {
    Uuid(Uuid),
    Int(i64),
}

#[model]
struct Flat {
    name: String,
    #[field(default = 1)]
    width: f64,
}

#[model]
struct Solid {
    name: String,
    #[field(default = 2)]
    depth: f64,
}

#[model(untagged)]
enum FlatOrSolid {
    Flat(Flat),
    Solid(Solid),
}

#[model(untagged)]
enum Nested {
    One(FlatOrSolid),
    Many(Vec<Flat>),
    Sizes(IndexMap<String, i64>),
}

#[model(untagged)]
enum Ruled {
    Str(#[field(min_length = 2)] String),
    Int(#[field(gt = 5)] i64),
    Nothing,
}

#[model(tag = "kind", rename_all = "lowercase")]
enum Pet {
    Cat {
        lives: i64,
    },
    Dog {
        name: String,
        #[field(default = 1)]
        age: i64,
    },
    Fish,
}

#[model]
struct Person {
    pet: Pet,
}

#[model]
struct Shelter {
    pets: Vec<Pet>,
}

#[model(tag = "type", rename_all = "lowercase")]
enum Owner {
    Person(Person),
    Shelter(Shelter),
}

#[model]
struct IntOrStrField {
    v: IntOrStr,
}

#[post("/int_or_str")]
async fn post_int_or_str(body: IntOrStrField) -> IntOrStrField {
    body
}

#[get("/int_or_str")]
async fn get_int_or_str(v: IntOrStr) -> IntOrStrField {
    IntOrStrField { v }
}

#[model]
struct StrOrIntField {
    v: StrOrInt,
}

#[post("/str_or_int")]
async fn post_str_or_int(body: StrOrIntField) -> StrOrIntField {
    body
}

#[get("/str_or_int")]
async fn get_str_or_int(v: StrOrInt) -> StrOrIntField {
    StrOrIntField { v }
}

#[model]
struct IntOrBoolField {
    v: IntOrBool,
}

#[post("/int_or_bool")]
async fn post_int_or_bool(body: IntOrBoolField) -> IntOrBoolField {
    body
}

#[get("/int_or_bool")]
async fn get_int_or_bool(v: IntOrBool) -> IntOrBoolField {
    IntOrBoolField { v }
}

#[model]
struct FloatOrIntField {
    v: FloatOrInt,
}

#[post("/float_or_int")]
async fn post_float_or_int(body: FloatOrIntField) -> FloatOrIntField {
    body
}

#[get("/float_or_int")]
async fn get_float_or_int(v: FloatOrInt) -> FloatOrIntField {
    FloatOrIntField { v }
}

#[model]
struct BoolOrIntField {
    v: BoolOrInt,
}

#[post("/bool_or_int")]
async fn post_bool_or_int(body: BoolOrIntField) -> BoolOrIntField {
    body
}

#[get("/bool_or_int")]
async fn get_bool_or_int(v: BoolOrInt) -> BoolOrIntField {
    BoolOrIntField { v }
}

#[model]
struct IntOrListField {
    v: IntOrList,
}

#[post("/int_or_list")]
async fn post_int_or_list(body: IntOrListField) -> IntOrListField {
    body
}

#[model]
struct DateOrDatetimeField {
    v: DateOrDatetime,
}

#[post("/date_or_datetime")]
async fn post_date_or_datetime(body: DateOrDatetimeField) -> DateOrDatetimeField {
    body
}

#[get("/date_or_datetime")]
async fn get_date_or_datetime(v: DateOrDatetime) -> DateOrDatetimeField {
    DateOrDatetimeField { v }
}

#[model]
struct UuidOrIntField {
    v: UuidOrInt,
}

#[post("/uuid_or_int")]
async fn post_uuid_or_int(body: UuidOrIntField) -> UuidOrIntField {
    body
}

#[get("/uuid_or_int")]
async fn get_uuid_or_int(v: UuidOrInt) -> UuidOrIntField {
    UuidOrIntField { v }
}

#[model]
struct FlatOrSolidField {
    v: FlatOrSolid,
}

#[post("/flat_or_solid")]
async fn post_flat_or_solid(body: FlatOrSolidField) -> FlatOrSolidField {
    body
}

#[model]
struct NestedField {
    v: Nested,
}

#[post("/nested")]
async fn post_nested(body: NestedField) -> NestedField {
    body
}

#[model]
struct IntOrNoneField {
    v: Option<i64>,
}

#[post("/int_or_none")]
async fn post_int_or_none(body: IntOrNoneField) -> IntOrNoneField {
    body
}

#[get("/int_or_none")]
async fn get_int_or_none(v: Option<i64>) -> IntOrNoneField {
    IntOrNoneField { v }
}

#[model]
struct ManyField {
    v: Vec<IntOrStr>,
}

#[post("/many")]
async fn post_many(body: ManyField) -> ManyField {
    body
}

#[model]
struct RuledField {
    v: Ruled,
}

#[post("/ruled")]
async fn post_ruled(body: RuledField) -> RuledField {
    body
}

#[get("/ruled")]
async fn get_ruled(v: Ruled) -> RuledField {
    RuledField { v }
}

#[model]
struct PetField {
    v: Pet,
}

#[post("/pet")]
async fn post_pet(body: PetField) -> PetField {
    body
}

#[model]
struct PetsField {
    v: Vec<Pet>,
}

#[post("/pets")]
async fn post_pets(body: PetsField) -> PetsField {
    body
}

#[model]
struct MaybePetField {
    v: Option<Pet>,
}

#[post("/maybe_pet")]
async fn post_maybe_pet(body: MaybePetField) -> MaybePetField {
    body
}

#[model]
struct OwnerField {
    v: Owner,
}

#[post("/owner")]
async fn post_owner(body: OwnerField) -> OwnerField {
    body
}
