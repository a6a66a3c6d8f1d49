//! The items that a library shows.

use std::collections::HashMap;
use std::fmt::{Debug, Formatter, Result as Written};

use twinlane::prelude::*;
use twinlane::security::OAuth2PasswordBearer;
use twinlane::types::{BytesAsBase64, Email, HttpUrl};

/// The most.
pub const MOST: i64 = 10;

/// An item.
#[model(rename_all = "camelCase", extra = "forbid", check = is_whole)]
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    #[field(min_length = 1, max_length = 20, pattern = "^[a-z]+$", examples = ["lamp"])]
    pub name: String,
    /// Its price.
    #[field(gt = 0, le = MOST, default = MOST)]
    pub price: i64,
    /// A limit.
    #[field(default = MOST)]
    pub limit: Option<i64>,
    /// Its tags.
    #[field(default = ["a"], unique_items)]
    pub tags: Vec<String>,
    /// Its owner.
    #[field(max_length = 255)]
    pub owner: Option<Email>,
    /// Its place.
    #[field(max_length = 255)]
    pub site: Option<HttpUrl>,
    /// Its color.
    #[field(default = Color::Red)]
    pub color: Color,
    /// No longer in use.
    #[field(deprecated, default)]
    pub old: Option<Size>,
    /// Its picture.
    pub picture: Option<BytesAsBase64>,
}

#[expect(clippy::unnecessary_wraps, reason = "a check may fail")]
const fn is_whole(_: &Item) -> core::result::Result<(), FieldError> {
    Ok(())
}

/// A page.
#[model]
#[derive(Debug)]
pub struct Page<T> {
    /// The items on it.
    pub items: Vec<T>,
    /// Further things.
    #[field(flatten)]
    pub rest: Rest,
    /// And what is not known.
    #[field(extra)]
    pub extra: HashMap<String, Value>,
}

/// Further things on a page.
#[model]
#[derive(Debug, Clone, Copy)]
pub struct Rest {
    /// The number.
    pub total: u8,
}

/// A color.
#[model(rename_all = "lowercase")]
#[derive(Debug, Clone, Copy)]
pub enum Color {
    /// Red.
    Red,
    /// Green.
    Green,
}

/// A number.
#[model(integer)]
#[derive(Debug, Clone, Copy)]
pub enum Size {
    /// One.
    #[field(value = 1)]
    One,
    /// Two.
    #[field(value = 2)]
    Two,
}

/// A name.
#[model(json_schema_extra = json!({ "x-name": true }))]
#[derive(Debug, Clone)]
pub struct Name(#[field(min_length = 1)] String);

/// One of two.
#[model(untagged)]
#[derive(Debug)]
pub enum Either {
    /// A number.
    Number(#[field(ge = 1)] i64),
    /// A text.
    Text(String),
}

/// One of two, by its kind.
#[model(tag = "kind")]
#[derive(Debug, Clone, Copy)]
pub enum Pet {
    /// A cat.
    Cat {
        /// The number.
        lives: u8,
    },
    /// A dog.
    Dog(Rest),
}

/// A type of its own reading.
#[model(foreign, schema = json!({ "type": "integer" }))]
#[derive(Debug, Clone, Copy)]
pub struct Foreign(core::num::NonZeroU8);

/// Settings.
#[settings(prefix = "LINTS_")]
#[derive(Debug)]
pub struct Config {
    /// A name.
    #[field(default = "lints")]
    pub name: String,
}

/// An error of the shop.
#[derive(ApiError)]
pub enum CreateError {
    /// It is there.
    #[error(status = 409, detail = "This item exists")]
    Exists,
    /// There is no shelf.
    #[error(status = 404, detail = "No shelf {shelf}")]
    NoShelf {
        /// Its name.
        shelf: String,
    },
    /// Anything else.
    #[error(internal)]
    Internal(twinlane::Error),
}

impl Debug for CreateError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("CreateError")
    }
}

/// A token.
#[security(OAuth2PasswordBearer(token_url = "token"))]
#[derive(Debug)]
pub struct Bearer(String);

/// Paging.
#[dependency]
pub async fn paging(
    #[query(default = 0)] skip: usize,
    #[query(default = 100, le = 1000)] limit: usize,
) -> (usize, usize) {
    (skip, limit)
}

/// The user.
///
/// # Errors
///
/// Nobody.
#[dependency]
pub fn user(token: Bearer, #[header] host: Option<String>) -> Result<String> {
    drop(host);
    Some(token.0).or_401("Not authenticated")
}

/// Reads an item.
#[get("/items/{item_id}", tags = ["items"])]
pub async fn read_item(
    item_id: i64,
    #[query(max_length = 5)] text: Option<String>,
    paging: Depends<paging>,
    user: Depends<user>,
) -> Value {
    json!([item_id, text, paging.0, *user])
}

/// Makes an item.
///
/// # Errors
///
/// If it is there.
#[post("/items", status = 201)]
pub fn create_item(
    item: Item,
    name: Name,
    #[body] pet: Option<Pet>,
) -> core::result::Result<Item, CreateError> {
    drop((name, pet));
    Ok(item)
}

/// A page of them.
#[get("/page")]
pub async fn page(either: Option<Color>, #[cookie] key: Option<String>) -> Page<Item> {
    drop((either, key));
    Page {
        items: Vec::new(),
        rest: Rest { total: 0 },
        extra: HashMap::new(),
    }
}

/// A form.
#[post("/form")]
pub async fn form(#[form] name: String, #[file] file: UploadFile) -> String {
    drop(file);
    name
}

/// An error whose texts leave fields out.
#[derive(ApiError)]
pub enum Hidden {
    /// Not here.
    #[error(status = 404, detail = "Not here")]
    Missing {
        /// Which one.
        name: String,
    },
    /// Taken, with a body of its own.
    #[error(status = 409, body = json!({ "taken": true }))]
    Taken(i64),
}

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("Hidden")
    }
}

/// The only error.
#[derive(ApiError, Clone, Copy)]
#[error(status = 418, body = json!({ "tea": cups }))]
pub struct Tea {
    /// The number of cups.
    cups: u8,
}

impl Debug for Tea {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str("Tea")
    }
}

/// The value that all requests share.
#[dependency]
pub async fn shared<T: Clone + Send + Sync + 'static>(value: State<T>) -> T {
    (*value).clone()
}

/// Never there.
///
/// # Errors
///
/// Always.
#[get("/hidden")]
pub fn hidden(#[query(not_null)] taken: Option<i64>) -> core::result::Result<String, Hidden> {
    let missing = || Hidden::Missing {
        name: "x".to_owned(),
    };
    Err(taken.map_or_else(missing, Hidden::Taken))
}
