//! Names: URLs of operations and of routes, from wherever there is a request.

use std::collections::HashMap;
use std::fmt;

use twinlane::prelude::*;
use twinlane::routing::{Mount, UrlError, UrlFor};

#[model]
struct Wanted {
    name: String,
    #[field(default)]
    params: HashMap<String, Value>,
}

#[derive(Debug)]
struct OutOfStock;

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("out of stock")
    }
}

impl std::error::Error for OutOfStock {}

fn item_url(request: &Request, item_id: &str) -> Result<String, UrlError> {
    request
        .url_for::<read_item>()
        .param("item_id", item_id)
        .url()
}

async fn out_of_stock(_: OutOfStock, request: Request) -> Result<(StatusCode, Value)> {
    let see = item_url(&request, "other")?;
    Ok((StatusCode::CONFLICT, json!({ "see": see })))
}

async fn linked(request: Request, next: Next) -> Result<Response> {
    let home = request.url_for::<make_url>().url()?;
    Ok(next.run(request).await.with_header("x-home", home))
}

#[dependency]
fn item_link(request: &Request, item_id: String) -> Result<String> {
    Ok(item_url(request, &item_id)?)
}

fn answer(key: &str, made: Result<String, UrlError>) -> Result<Value> {
    match made {
        Ok(made) => Ok(json!({ key: made })),
        Err(UrlError::NoRoute { .. } | UrlError::Parameters { .. }) => {
            Ok(json!({ "error": "no route" }))
        }
        Err(UrlError::Value { .. }) => Ok(json!({ "error": "value" })),
        Err(error) => Err(error.into()),
    }
}

#[post("/url")]
async fn make_url(wanted: Wanted, request: &Request) -> Result<Value> {
    let mut url = request.url_for_name(&wanted.name);
    for (name, value) in wanted.params {
        url = url.param(&name, value);
    }
    answer("url", url.url())
}

#[post("/path")]
async fn make_path(wanted: Wanted, request: &Request) -> Result<Value> {
    let mut path = request.url_path_for_name(&wanted.name);
    for (name, value) in wanted.params {
        path = path.param(&name, value);
    }
    answer("path", path.path())
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Value {
    json!({ "item_id": item_id })
}

#[get("/items/{item_id}/links")]
async fn read_links(
    item_id: String,
    link: Depends<item_link>,
    item: UrlFor<read_item>,
) -> Result<Value> {
    let next_page = item.param("item_id", item_id).query("page", 2);
    let next_page = next_page.query("q", "a b&é").url()?;
    Ok(json!({ "self": *link, "next": next_page }))
}

#[get("/go/{item_id:path}")]
async fn go(item_id: String, file: UrlFor<read_file>) -> Result<Redirect> {
    Ok(Redirect::to(file.param("file_path", item_id).url()?))
}

#[get("/fails")]
async fn fails() -> Result<Value> {
    Err(OutOfStock.into())
}

#[get("/files/{file_path:path}")]
async fn read_file(file_path: String) -> Value {
    json!({ "file_path": file_path })
}

#[get("/i/{v:int}")]
async fn of_int(v: i64) -> Value {
    json!(v)
}

#[get("/f/{v:float}")]
async fn of_float(v: f64) -> Value {
    json!(v)
}

#[get("/u/{v:uuid}")]
async fn of_uuid(v: String) -> Value {
    json!(v)
}

#[get("/mixed/{a}-{b}.txt")]
async fn mixed(a: String, b: String) -> Value {
    json!([a, b])
}

#[get("/two/{a}", name = "two")]
async fn two_one(a: String) -> Value {
    json!(a)
}

#[get("/two/{a}/{b}", name = "two")]
async fn two_both(a: String, b: String) -> Value {
    json!([a, b])
}

#[put("/two/{a}/put", name = "two")]
async fn two_put(a: String) -> Value {
    json!(a)
}

#[get("/named/{v}", name = "the NAME_of it's é")]
async fn function(v: String) -> Value {
    json!(v)
}

#[get(
    "/named",
    name = "summed",
    summary = "A summary",
    operation_id = "an_id"
)]
async fn with_all_names() -> Value {
    Value::Null
}

#[post("/named", name = "with body")]
async fn with_body(#[query] a: i64, wanted: Wanted, other: Wanted) -> Value {
    let _ = (a, wanted, other);
    Value::Null
}

#[get("/hidden", hidden)]
async fn hidden() -> Value {
    Value::Null
}

#[get("/x/{v}")]
async fn below(v: String, tenant: String) -> Value {
    json!([tenant, v])
}

#[get("/{rest:path}")]
async fn rest(rest: String) -> Value {
    json!({ "rest": rest })
}

#[get("/x/{v}", name = "deep")]
async fn in_inner(v: String) -> Value {
    json!(v)
}

#[get("/s/{v}", name = "child")]
async fn in_sub(v: String) -> Value {
    json!(v)
}

fn sub() -> App {
    let inner = App::new().title("Inner").routes(routes![in_inner]);
    App::new()
        .title("Sub")
        .routes(routes![make_url, in_sub])
        .mount("/in", Mount::new(inner).name("inner"))
}

#[get("/{path:path}", name = "file")]
async fn of_files(path: String) -> Value {
    json!({ "file": path })
}

fn files() -> App {
    App::new()
        .title("Files")
        .openapi_url(None)
        .routes(routes![of_files])
}

fn tenants() -> Router {
    Router::new()
        .prefix("/tenants/{tenant}")
        .routes(routes![below])
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Names")
        .root_path("/api")
        .on_error(out_of_stock)
        .middleware(linked)
        .routes(routes![make_url, make_path, read_item, read_links, go, fails, read_file])
        .routes(routes![of_int, of_float, of_uuid, mixed, two_one, two_both, two_put])
        .routes(routes![function, with_all_names, with_body, hidden])
        .router(tenants())
        .router(Router::new().prefix("/again/{more}").router(tenants()))
        .mount("/sub", Mount::new(sub()).name("sub"))
        .mount("/anon", sub())
        .mount("/t/{tenant}", Mount::new(sub()).name("tenants"))
        .mount("/static", Mount::new(files()).name("static"))
        .host("{sd}.api.test", Mount::new(sub()).name("hosted"))
        .routes(routes![rest])
}
