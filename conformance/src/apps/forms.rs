//! Forms and files: fields, lists, uploads, models of fields, and what they may hold.

use std::collections::{BTreeSet, HashMap};

use twinlane::prelude::*;
use twinlane::types::Bytes;

fn described(file: &UploadFile) -> Value {
    json!([file.file_name(), file.size(), file.content_type()])
}

fn all_described(files: &[UploadFile]) -> Value {
    files.iter().map(described).collect()
}

#[post("/text")]
fn text(#[form] note: String, #[form(default = 3)] count: i64) -> Value {
    json!({ "note": note, "count": count })
}

#[post("/optional")]
fn optional(
    /// A note
    #[form(min_length = 2)]
    note: Option<String>,
    #[form(default)] flag: bool,
) -> Value {
    json!({ "note": note, "flag": flag })
}

#[post("/rules")]
fn rules(
    #[form(gt = 0, title = "The price")] price: f64,
    #[form(alias = "item-name", max_length = 5, pattern = "^[a-z]+$")] name: String,
) -> Value {
    json!({ "price": price, "name": name })
}

#[post("/list")]
fn lists(#[form] tags: Vec<String>) -> Value {
    json!(tags)
}

#[post("/list/optional")]
fn lists_optional(#[form] tags: Option<Vec<i64>>) -> Value {
    json!(tags)
}

#[post("/set")]
fn sets(#[form(min_length = 2)] numbers: BTreeSet<i64>) -> Value {
    json!(numbers)
}

#[post("/upload")]
fn upload(photo: UploadFile) -> Value {
    let latin = |bytes: &[u8]| -> String { bytes.iter().copied().map(char::from).collect() };
    let headers: HashMap<&str, String> = photo
        .headers()
        .keys()
        .map(|name| (name.as_str(), latin(photo.headers()[name].as_bytes())))
        .collect();
    json!([
        photo.file_name(),
        photo.size(),
        photo.content_type(),
        headers
    ])
}

#[post("/upload/content")]
async fn upload_content(photo: UploadFile) -> Result<Value> {
    let content = photo.bytes().await?;
    let latin = |bytes: &[u8]| -> String { bytes.iter().copied().map(char::from).collect() };
    let start = &content[..content.len().min(20)];
    let end = &content[content.len().saturating_sub(20)..];
    Ok(json!([content.len(), latin(start), latin(end)]))
}

#[post("/upload/optional")]
fn upload_optional(photo: Option<UploadFile>) -> Value {
    json!(photo.as_ref().map(described))
}

#[post("/upload/many")]
fn upload_many(photos: Vec<UploadFile>) -> Value {
    all_described(&photos)
}

#[post("/upload/many/optional")]
fn upload_many_optional(photos: Option<Vec<UploadFile>>) -> Value {
    json!(photos.as_deref().map(all_described))
}

#[post("/upload/beside")]
fn upload_beside(#[form] note: String, photo: UploadFile, more: Vec<UploadFile>) -> Value {
    json!({ "note": note, "photo": described(&photo), "more": more.len() })
}

#[post("/upload/declared")]
fn upload_declared(
    /// A photo
    #[file(alias = "the-photo")]
    photo: UploadFile,
) -> Value {
    described(&photo)
}

#[post("/bytes")]
fn data(#[file(min_length = 2)] data: Bytes) -> Value {
    json!(data.len())
}

#[post("/bytes/optional")]
fn data_optional(#[file] data: Option<Bytes>) -> Value {
    json!(data.map(|data| data.len()))
}

#[post("/bytes/many")]
fn data_many(#[file] data: Vec<Bytes>) -> Value {
    data.iter().map(Bytes::len).collect()
}

#[model]
struct Note {
    title: String,
    #[field(default = 1)]
    count: i64,
    #[field(default)]
    tags: Vec<String>,
}

#[model(extra = "forbid")]
struct Login {
    #[field(min_length = 2)]
    username: String,
    password: String,
}

#[model(extra = "allow")]
struct Loose {
    a: i64,
    #[field(extra)]
    more: HashMap<String, Value>,
}

#[model]
struct Renamed {
    #[field(alias = "the-title")]
    title: String,
    #[field(default = Kind::X)]
    kind: Kind,
}

#[model(literal, rename_all = "lowercase")]
enum Kind {
    X,
    Y,
}

#[post("/model")]
fn model(#[form] note: Note) -> Value {
    json!(note)
}

#[post("/model/forbid")]
fn model_forbid(#[form] login: Login) -> Value {
    json!(login)
}

#[post("/model/allow")]
fn model_allow(#[form] loose: Loose) -> Value {
    json!(loose)
}

#[post("/model/renamed")]
fn model_renamed(#[form] renamed: Renamed) -> Value {
    json!(renamed)
}

#[post("/model/optional")]
fn model_optional(#[form] note: Option<Note>) -> Value {
    json!(note)
}

#[post("/model/forbid/optional")]
fn model_forbid_optional(#[form] login: Option<Login>) -> Value {
    json!(login)
}

#[post("/model/beside")]
fn model_beside(#[form] note: Note, #[form] mark: String, photo: Option<UploadFile>) -> Value {
    json!({ "note": note, "mark": mark, "photo": photo.as_ref().map(described) })
}

#[post("/model/two")]
fn model_two(#[form] one: Option<Note>, #[form] other: Option<Loose>) -> Value {
    json!({ "one": one, "other": other })
}

#[post(
    "/limits",
    form_limits(max_fields = 2, max_files = 1, max_part_size = 1024)
)]
fn limits(#[form(default)] a: String, #[form(default)] b: String, f: Option<UploadFile>) -> Value {
    json!({ "a": a, "b": b, "file": f.as_ref().map(described) })
}

#[post("/limits/body", max_body_size = 100)]
fn limits_body(#[form(default)] a: String) -> Value {
    json!(a)
}

#[post("/limits/json", max_body_size = 20)]
fn limits_json(item: HashMap<String, i64>) -> Value {
    json!(item)
}

/// The application.
pub fn app() -> App {
    App::new().title("Forms").routes(routes![
        text,
        optional,
        rules,
        lists,
        lists_optional,
        sets,
        upload,
        upload_content,
        upload_optional,
        upload_many,
        upload_many_optional,
        upload_beside,
        upload_declared,
        data,
        data_optional,
        data_many,
        model,
        model_forbid,
        model_allow,
        model_renamed,
        model_optional,
        model_forbid_optional,
        model_beside,
        model_two,
        limits,
        limits_body,
        limits_json,
    ])
}
