//! The effects of an operation's options: the fields that are sent, further answers, media types, callbacks and webhooks.

use std::collections::BTreeMap;

use twinlane::prelude::*;
use twinlane::response::{AdditionalResponse, Content};
use twinlane::Response;

#[model]
struct Message {
    message: String,
}

#[model]
struct Sub {
    a: Option<i64>,
    #[field(default = "x")]
    b: String,
}

#[model]
struct Item {
    name: String,
    desc: Option<String>,
    #[field(default = 10.5)]
    tax: f64,
    #[field(default = Decimal::new(10, 1))]
    price: Decimal,
    #[field(alias = "aliasMe", default = 3)]
    alias_me: i64,
    sub: Option<Sub>,
    #[field(default)]
    subs: Vec<Sub>,
    #[field(default)]
    m: BTreeMap<String, Option<i64>>,
}

#[model]
struct Invoice {
    id: String,
    title: Option<String>,
    total: f64,
}

#[model]
struct InvoiceEvent {
    description: String,
    paid: bool,
}

#[model]
struct Received {
    ok: bool,
}

#[model]
struct Subscription {
    username: String,
    #[field(default = 9.5)]
    monthly_fee: f64,
}

#[get("/include", response_include = ["name", "sub"])]
fn include() -> Item {
    item()
}

#[get("/include-within", response_include = ["sub.b", "subs.*.a"])]
fn include_within() -> Item {
    item()
}

#[get("/exclude", response_exclude = ["name", "alias_me", "price"])]
fn exclude() -> Item {
    item()
}

#[get("/exclude-within", response_exclude = ["sub.a", "subs.*.b", "m"])]
fn exclude_within() -> Item {
    item()
}

#[get("/both", response_include = ["name", "tax"], response_exclude = ["name"])]
fn both() -> Item {
    item()
}

#[get("/exclude-none", response_exclude_none)]
fn exclude_none() -> Item {
    item()
}

#[get("/exclude-defaults", response_exclude_defaults)]
fn exclude_defaults() -> Item {
    item()
}

#[get("/list", response_exclude_none, response_exclude = ["*.tax", "*.m"])]
fn items() -> Vec<Item> {
    vec![item(), item()]
}

#[get("/map", response_include = ["k"], response_exclude_defaults)]
fn mapped() -> BTreeMap<String, Item> {
    BTreeMap::from(["k", "z"].map(|key| (key.to_owned(), item())))
}

#[get("/maybe/{there}", response_include = ["name"], status = 202)]
fn maybe(there: bool) -> Option<Item> {
    there.then(item)
}

#[get(
    "/responses",
    responses(
        404 = Message,
        302 = "The item was moved",
        403 = (Message, "Not yours"),
        "4XX" = Vec<Message>,
        default = "Who knows",
        299 = "Additional Response",
    )
)]
fn responses(#[query(default = 0)] q: i64) -> Item {
    let _ = q;
    item()
}

#[get("/own-status", responses(200 = "An item", 422 = Message))]
fn own_status(#[query(default = 0)] q: i64) -> Item {
    let _ = q;
    item()
}

#[get("/no-422", responses(default = Message))]
fn no_422(#[query(default = 0)] q: i64) -> Item {
    let _ = q;
    item()
}

#[get("/page", responses(404 = Message))]
fn page() -> Html {
    Html::new("<p>")
}

#[get("/hal", media_type = "application/hal+json")]
fn hal() -> Sub {
    Sub::new()
}

#[get("/hal-value", media_type = "application/hal+json")]
fn hal_value() -> Value {
    json!({ "a": 1 })
}

#[get("/png", media_type = "image/png", openapi_extra = webp())]
fn png() -> Content {
    Content::new("image/png", "png")
}

fn webp() -> Value {
    json!({ "responses": { "200": { "content": { "image/webp": {} } } } })
}

#[get("/response")]
fn response() -> Response {
    let mut response = Response::new("x".into());
    let css = twinlane::http::HeaderValue::from_static("text/css; charset=utf-8");
    response.headers_mut().insert("content-type", css);
    response
}

/// Somebody has paid.
#[callback(post, "{$callback_url}/invoices/{$request.body.id}", status = 202, tags = ["bills"])]
fn invoice_paid(body: InvoiceEvent, #[query(default = false)] urgent: bool) -> Received;

/// All that was done.
#[callback(put, "{$request.header.audit}")]
fn audit(lines: Vec<String>);

#[post("/invoices", callbacks(invoice_paid))]
fn create_invoice(invoice: Invoice, callback_url: Option<twinlane::types::HttpUrl>) -> Value {
    let _ = (invoice, callback_url);
    json!({ "msg": "Invoice received" })
}

/// Somebody is new.
#[webhook(post, "new-subscription")]
fn new_subscription(body: Subscription);

#[webhook(post, "gone", tags = ["users"], summary = "Somebody left", responses(410 = Received))]
fn gone(name: String) -> Received;

#[get("/one", responses(404 = Message, 418 = "I'm a Teapot"))]
fn one() -> Sub {
    Sub::new()
}

#[get("/page")]
fn inner_page() -> Html {
    Html::new("<p>")
}

#[get("/two", callbacks(invoice_paid))]
fn two() -> Item {
    item()
}

#[get("/three", media_type = "application/json", response_exclude_none)]
fn three() -> Item {
    item()
}

/// The application.
pub fn app() -> App {
    let inner = Router::new()
        .prefix("/inner")
        .response(AdditionalResponse::new(409).description("Taken"))
        .routes(routes![two, three]);
    let router = Router::new()
        .prefix("/r")
        .response(AdditionalResponse::new(404).description("No such thing"))
        .response(AdditionalResponse::new(409).model::<Message>())
        .callbacks(callbacks![audit])
        .media_type("application/hal+json")
        .routes(routes![one, inner_page])
        .router(inner);
    App::new()
        .title("Operations")
        .response(AdditionalResponse::new(500).model::<Message>())
        .routes(routes![
            include,
            include_within,
            exclude,
            exclude_within,
            both,
            exclude_none,
            exclude_defaults,
            items,
            mapped,
            maybe,
            responses,
            own_status,
            no_422,
            page,
            hal,
            hal_value,
            png,
            response,
            create_invoice
        ])
        .webhooks(webhooks![new_subscription, gone])
        .router(router)
}

fn item() -> Item {
    Item {
        name: "a".to_owned(),
        desc: None,
        tax: 10.5,
        price: Decimal::new(10, 1),
        alias_me: 3,
        sub: Some(Sub::new()),
        subs: vec![
            Sub {
                a: Some(1),
                ..Sub::new()
            },
            Sub {
                b: "y".to_owned(),
                ..Sub::new()
            },
        ],
        m: BTreeMap::from([("k".to_owned(), None)]),
    }
}

impl Sub {
    fn new() -> Self {
        Self {
            a: None,
            b: "x".to_owned(),
        }
    }
}
