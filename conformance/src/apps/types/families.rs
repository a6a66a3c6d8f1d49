//! Models that share fields, and values of types that are no models.

use twinlane::prelude::*;
use twinlane::types::Email;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_user,
        post_user_in_db,
        post_users_in_db,
        post_label,
        get_search,
        post_search,
        get_colour,
        post_swatch,
    ])
}

/// The fields that everybody may know.
#[model(check = is_nobody_else, computed(
    /// How to begin a letter.
    greeting: String
))]
struct UserBase {
    /// How to call them
    #[field(min_length = 2)]
    username: String,
    email: Email,
    full_name: Option<String>,
}

impl UserBase {
    fn greeting(&self) -> String {
        format!("Dear {}", self.full_name.as_ref().unwrap_or(&self.username))
    }
}

fn is_nobody_else(user: &UserBase) -> Result<(), FieldError> {
    if user.username == "root" {
        Err(FieldError::value("should be another name"))
    } else {
        Ok(())
    }
}

#[model]
struct UserIn {
    #[field(flatten)]
    base: UserBase,
    #[field(min_length = 8)]
    password: String,
}

#[model]
struct UserOut {
    #[field(flatten)]
    base: UserBase,
}

/// A row.
#[model(extra = "forbid", check = is_numbered, computed(often: bool))]
struct UserInDb {
    #[serde(flatten)]
    user: UserIn,
    id: i64,
    #[field(default = 0, ge = 0)]
    visits: i64,
}

impl UserInDb {
    fn often(&self) -> bool {
        self.visits > 9
    }
}

fn is_numbered(user: &UserInDb) -> Result<(), FieldError> {
    if user.id == user.visits {
        Err(FieldError::value("id and visits should differ"))
    } else {
        Ok(())
    }
}

#[post("/user")]
async fn post_user(body: UserIn) -> UserOut {
    UserOut { base: body.base }
}

#[post("/user_in_db")]
async fn post_user_in_db(body: UserInDb) -> UserInDb {
    body
}

#[post("/users_in_db")]
async fn post_users_in_db(body: Vec<UserInDb>) -> Vec<UserInDb> {
    body
}

#[model(extra = "forbid")]
struct Numbered {
    #[field(gt = 0)]
    id: i64,
}

#[model(extra = "forbid")]
struct Label {
    #[field(flatten)]
    numbered: Numbered,
    text: Option<String>,
}

#[post("/label")]
async fn post_label(body: Label) -> Label {
    body
}

#[model]
struct Paging {
    #[field(default = 10, gt = 0, le = 100)]
    limit: i64,
    #[field(default = 0)]
    offset: i64,
}

#[model]
struct Stamps {
    #[field(alias = "createdAt")]
    created: i64,
    #[field(default)]
    tags: Vec<String>,
}

#[model]
struct Search {
    #[field(flatten)]
    paging: Paging,
    #[field(flatten)]
    stamps: Stamps,
    q: Option<String>,
}

#[get("/search")]
async fn get_search(#[query] search: Search) -> Search {
    search
}

#[post("/search")]
async fn post_search(body: Search) -> Search {
    body
}

/// A colour that is no data type.
struct Rgb(u8, u8, u8);

/// The functions that read and write a colour, as one writes them for `serde`.
mod hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Rgb, Value};

    pub(super) fn serialize<S: Serializer>(
        Rgb(red, green, blue): &Rgb,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("#{red:02x}{green:02x}{blue:02x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rgb, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let colour = value.as_str().and_then(parse);
        colour.ok_or_else(|| D::Error::custom("this is no colour"))
    }

    fn parse(text: &str) -> Option<Rgb> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if !digits.bytes().all(is_digit) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Rgb(red, green, blue))
    }
}

fn pattern() -> Value {
    json!({ "type": "string", "pattern": "^#[0-9a-f]{6}$" })
}

#[model(with = hex, schema = pattern())]
struct Colour(Rgb);

#[get("/colours/{front}")]
async fn get_colour(front: Colour, back: Option<Colour>) -> Value {
    let parts = |Rgb(red, green, blue): Rgb| [red, green, blue];
    json!({ "front": parts(front.0), "back": back.map(|back| parts(back.0)) })
}

#[model]
struct Swatch {
    name: String,
    /// What one sees
    #[field(with = hex, schema = pattern(), title = "The front")]
    front: Rgb,
    #[field(with = hex, schema = pattern(), default_factory = || Rgb(255, 255, 255))]
    back: Rgb,
    #[field(default = 1)]
    size: i64,
}

#[post("/swatch")]
async fn post_swatch(body: Swatch) -> Swatch {
    body
}
