//! The document by the options of an application: ids of operations, one schema for both sides, the order of keys, descriptions, docs pages.

use std::collections::{HashMap, HashSet};

use twinlane::prelude::*;
use twinlane::types::Decimal;
use twinlane::openapi::Tag;
use twinlane::routing::UniqueIdRoute;

#[doc = "A part.\n\u{c}\nNot shown."]
#[model]
struct Part {
    name: String,
    #[field(gt = 0, le = 10, default = 1.0)]
    weight: f64,
    #[field(default = HashSet::new())]
    labels: HashSet<String>,
    #[field(default = (1, "a".to_owned()))]
    sizes: (i64, String),
    #[field(default = HashMap::new())]
    more: HashMap<String, i64>,
}

impl Part {
    fn called(name: String) -> Self {
        Self {
            name,
            weight: 1.0,
            labels: HashSet::new(),
            sizes: (1, "a".to_owned()),
            more: HashMap::new(),
        }
    }
}

#[model(computed(area: i64))]
struct Square {
    #[field(default = 1)]
    side: i64,
}

impl Square {
    fn area(&self) -> i64 {
        self.side * self.side
    }
}

#[post("/parts", tags = ["parts"], responses(409 = Part))]
async fn create_part(part: Part) -> Part {
    part
}

#[doc = "Reads them.\n\u{c}\nNot shown."]
#[get("/parts", tags = ["parts"], deprecated)]
async fn read_parts() -> Vec<Part> {
    vec![Part::called("a".to_owned())]
}

/// From the docstring.
#[get("/part", description = "")]
async fn read_part(
    #[query(min_length = 2, max_length = 9)] name: String,
    #[query(title = "How much", description = "In grams", ge = 1, le = 5, default = 2, deprecated)]
    size: i64,
    #[query(min_length = 1, max_length = 3, description = "")] labels: Option<Vec<String>>,
    #[header] x_token: Option<String>,
) -> Part {
    let _ = (size, labels, x_token);
    Part::called(name)
}

#[get("/square", operation_id = "square")]
async fn square() -> Square {
    Square { side: 3 }
}

#[model]
struct Price {
    amount: Decimal,
}

#[model]
struct Plain {
    price: Price,
}

#[model]
struct Priced {
    price: Price,
    #[field(default = HashMap::new())]
    squares: HashMap<String, (i64, Square)>,
}

#[model(untagged)]
enum Best {
    Priced(Priced),
    Plain(Plain),
}

#[model]
struct Shelf {
    #[field(default = "a")]
    name: String,
    #[field(default = Vec::new())]
    rows: Vec<Shelf>,
    best: Option<Best>,
}

#[model]
struct Total {
    amount: Decimal,
}

#[model(computed(total: Total))]
#[derive(Clone)]
struct Bill {
    name: String,
}

impl Bill {
    #[expect(clippy::unused_self, reason = "a computed field is a method")]
    fn total(&self) -> Total {
        Total {
            amount: Decimal::new(15, 1),
        }
    }
}

#[post("/plain", responses(404 = Price, 409 = Priced))]
async fn plain(price: Plain) -> Plain {
    price
}

#[post("/priced")]
async fn priced(price: Priced) -> Priced {
    price
}

#[post("/shelves")]
async fn shelves(shelves: Vec<Shelf>) -> HashMap<String, Shelf> {
    let shelves = shelves.into_iter();
    shelves.map(|shelf| (shelf.name.clone(), shelf)).collect()
}

#[post("/bill")]
async fn bill(bill: Bill, #[query(default = 1)] again: usize) -> Vec<Bill> {
    vec![bill; again]
}

#[put("/two-prices")]
async fn two_prices(#[body] one: Price, #[body] two: Square) -> (Price, Square) {
    (one, two)
}

#[doc = "Colors.\n\u{c}\nNot shown."]
#[model]
enum Color {
    #[field(rename = "red")]
    Red,
    #[field(rename = "blue")]
    Blue,
}

#[doc = "A told thing.\u{c} Not shown."]
#[model]
struct Told {
    #[doc = "Shown \u{c} and this."]
    color: Color,
    /// Not shown.
    #[field(description = "")]
    size: i64,
    #[field(description = "Shown \u{c} and this.", default = 1)]
    weight: i64,
}

#[doc = "A name.\n\u{c}"]
#[model]
struct Name {
    #[field(default = "a")]
    name: String,
}

#[doc = "From the docstring.\u{c} Not shown."]
#[callback(post, "{$callback_url}/a", description = "")]
fn event_a();

/// Not shown.
#[callback(post, "{$callback_url}/b", description = " Said.\u{c} Not shown.")]
fn event_b();

#[doc = "\nMakes it.\n\n    Further in.\n\u{c}\nNot shown."]
#[post("/things", callbacks(event_a, event_b), response_description = "Shown \u{c} and this.")]
async fn create_thing(thing: Told, #[body(description = "")] more: Name) -> Told {
    let _ = more;
    thing
}

/// Not shown.
#[put("/things", description = "  \u{c} Not shown.", summary = "")]
async fn put_thing() -> Color {
    Color::Red
}

/// Not shown.
#[patch("/things", description = " ")]
async fn patch_thing() -> Name {
    Name {
        name: "a".to_owned(),
    }
}

#[doc = "\u{c} Shown: spaces at the beginning are taken away first."]
#[delete("/things")]
async fn delete_thing() -> Vec<Color> {
    vec![Color::Red, Color::Blue]
}

const EMPTY: &str = "";
const SAID: &str = "By a constant.";

/// From the docstring.
#[get("/things", description = EMPTY)]
async fn read_things() -> i64 {
    1
}

/// Not shown.
#[get("/thing", description = SAID)]
async fn read_thing() -> i64 {
    1
}

#[doc = "From the docstring.\u{c} Not shown."]
#[webhook(post, "told", description = "")]
fn told_hook();

#[get("/told", openapi_extra = json!({ "externalDocs": { "url": "https://example.com/" }, "x-rate": 1 }))]
async fn told() -> i64 {
    1
}

#[get("/typed", openapi_extra = json!({ "x-rate": 1, "servers": [{ "url": "/v1" }] }))]
async fn typed() -> HashMap<String, Vec<i64>> {
    HashMap::new()
}

#[put("/number", summary = "")]
async fn number(#[body(ge = 1, le = 5)] size: i64) -> i64 {
    size
}

#[get("/slash/")]
async fn slash() -> i64 {
    1
}

fn tag_and_name(route: &UniqueIdRoute<'_>) -> String {
    let tag = route.tags().first().map_or("all", String::as_str);
    format!("{tag}-{}", route.name())
}

#[model]
struct Page<T> {
    items: Vec<T>,
    first: Option<T>,
}

#[model]
struct Book {
    pages: Page<Page<Square>>,
    #[field(default = HashMap::new())]
    by_name: HashMap<String, Page<Price>>,
}

#[post("/pages")]
async fn pages(page: Page<Square>) -> Page<Square> {
    page
}

#[post("/books", responses(409 = Page<Price>, 410 = Vec<Page<Page<Square>>>))]
async fn books(book: Book) -> Vec<Book> {
    vec![book]
}

#[post("/embedded")]
async fn embedded(#[body(embed)] page: Page<Price>) -> HashMap<String, Page<Price>> {
    [("page".to_owned(), page)].into()
}

#[get("/c/")]
async fn below() -> i64 {
    1
}

#[get("/")]
async fn top() -> i64 {
    2
}

fn mounted() -> App {
    App::new().docs_url(None).redoc_url(None)
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Documents")
        .summary("")
        .description("")
        .describe_tag(Tag::new("parts").description("Shown \u{c} and this."))
        .docs_url(None)
        .redoc_url(None)
        .generate_unique_id_function(tag_and_name)
        .separate_input_output_schemas(false)
        .redirect_slashes(false)
        .routes(routes![
            create_part,
            read_parts,
            read_part,
            square,
            plain,
            priced,
            shelves,
            bill,
            two_prices,
            create_thing,
            put_thing,
            patch_thing,
            delete_thing,
            read_things,
            read_thing,
            told,
            typed,
            number,
            slash,
            pages,
            books,
            embedded
        ])
        .mount("/sub", mounted().routes(routes![below, top]))
        .mount(
            "/strict",
            mounted().routes(routes![below]).redirect_slashes(false),
        )
        .webhooks(webhooks![told_hook])
}
