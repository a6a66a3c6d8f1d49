//! Pages in the language of Jinja: the files of `conformance/templates`, which both sides render.

use std::sync::{Arc, Mutex, PoisonError};

use twinlane::prelude::*;
use twinlane::response::Text;
use twinlane::routing::Mount;
use twinlane::sessions::Sessions;
use twinlane::templates::{Context, Templates};
use twinlane::context;

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/first");
const SECOND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/second");

fn templates() -> Templates {
    Templates::new(FIRST)
        .directory(SECOND)
        .context_processor(|request| {
            context! { site => "by the processor", path => request.uri().path() }
        })
        .context_processor(|_| context! { later => "loses" })
        .context_processor(|request| context! { later => format!("{} wins", request.method()) })
        .environment(|environment| {
            environment.add_global("version", "1.2");
            environment.add_filter("shout", |text: String| text.to_uppercase() + "!");
            environment.add_test("loud", |text: String| text.ends_with('!'));
        })
}

fn values() -> Context {
    context! {
        text => "<a href=\"x\">'&</a>",
        number => 3,
        half => 1.5,
        big => 1e16,
        small => 1e-7,
        yes => true,
        no => false,
        nothing => (),
        empty => "",
        items => json!(["a", "<b>", 3]),
        numbers => [3, 1, 2],
        pairs => json!({ "b": 1, "a": "x'<" }),
        users => json!([
            { "name": "Ada", "age": 36, "admin": true },
            { "name": "Grace", "age": 85, "admin": false },
            { "name": "Alan", "age": 41, "admin": true },
        ]),
        script => "</script><script>alert('x')&é😀\"\\\n",
        words => "one two  three\nfour",
        site => "given",
    }
}

#[get("/pages/{name:path}")]
async fn page(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, values())
}

#[get("/plain/{name}")]
fn plain(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, context! { items => [&name] })
}

#[get("/items/{id}")]
async fn read_item(id: i64, templates: Templates) -> Result<Html> {
    templates.render("item.html", context! { id })
}

#[get("/typed/{id:int}/{rest:path}", name = "typed")]
async fn typed(id: i64, rest: String, templates: Templates) -> Result<Html> {
    templates.render("typed.html", context! { id, rest })
}

#[model]
struct Item {
    #[field(alias = "itemName")]
    name: String,
    number: u128,
    low: i128,
}

#[get("/model")]
async fn model(templates: Templates) -> Result<Html> {
    let item = Item {
        name: "<Lamp>".to_owned(),
        number: u128::MAX,
        low: i128::MIN,
    };
    templates.render("model.html", context! { item })
}

#[get("/said")]
async fn said(templates: Templates, parts: &mut ResponseParts) -> Result<Html> {
    parts.set_status(StatusCode::NON_AUTHORITATIVE_INFORMATION);
    parts.set_header("x-said", "yes");
    parts.set_header("cache-control", "no-store");
    templates.render("item.html", context! { id => 5 })
}

#[get("/feed")]
async fn feed(templates: Templates) -> Result<Response> {
    let text = templates.text("feed.xml", context! { title => "<&>" })?;
    Ok(Response::html(text).with_header("content-type", "application/rss+xml"))
}

#[get("/mail")]
async fn mail(templates: Templates) -> Result<Text> {
    let text = templates.text("mail.txt", context! { name => "<Ada>" })?;
    Ok(Text::new(text))
}

#[derive(Clone, Default)]
struct Ran(Arc<Mutex<Vec<String>>>);

#[get("/background")]
async fn background(
    templates: Templates,
    ran: State<Ran>,
    tasks: &mut BackgroundTasks,
) -> Result<Html> {
    let ran = Arc::clone(&ran.0);
    tasks.add(async move {
        let mut ran = ran.lock().unwrap_or_else(PoisonError::into_inner);
        ran.push("task".to_owned());
    });
    templates.render("item.html", context! { id => 1 })
}

#[dependency]
async fn sidebar(templates: Templates) -> Result<String> {
    templates.text("side.html", context! { entries => ["<a>", "b"] })
}

#[get("/dependency")]
async fn with_dependency(templates: Templates, side: Depends<sidebar>) -> Result<Html> {
    templates.render("whole.html", context! { side => side.as_str() })
}

#[derive(Debug)]
struct Gone;

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Gone {}

async fn on_gone(_: Gone, request: Request) -> Result<(StatusCode, Html)> {
    let templates = request.templates().await?;
    let page = templates.render("error.html", context! { what => "gone" })?;
    Ok((StatusCode::GONE, page))
}

async fn not_found(error: HttpError, request: Request) -> Result<Html> {
    let templates = request.templates().await?;
    templates.render("error.html", context! { what => error.detail() })
}

#[get("/gone")]
async fn gone() -> Result<String> {
    Err(Gone.into())
}

#[get("/pages/{name}")]
async fn sub_page(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, context! { id => 1 })
}

/// The application.
pub fn app() -> App {
    let sub = App::new().title("Sub").routes(routes![sub_page]);
    App::new()
        .title("Templates")
        .routes(routes![
            page,
            plain,
            read_item,
            typed,
            model,
            said,
            feed,
            mail,
            background,
            with_dependency,
            gone
        ])
        .on_error(on_gone)
        .on_status(StatusCode::NOT_FOUND, not_found)
        .state(Ran::default())
        .mount("/sub", Mount::new(sub).name("sub"))
        .templates(templates())
        .middleware(Sessions::new("secret-é").max_age(None))
}
