//! Every attribute, derive and macro, with all that is the user's own written out: the names around it are not those of the prelude.
#![allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    dead_code,
    unreachable_pub,
    reason = "what is expanded counts, and some of it is for the document alone"
)]

#[allow(unused_imports, reason = "in one of the two places there is nothing")]
use super::names::*;
use ::twinlane_renamed::toolkit;
use ::web::batch::Batch;
use ::web::dependency::AtShutdown;
use ::web::error::FieldError;
use ::web::middleware::Next;
use ::web::response::Json;
use ::web::security::{HttpBearer, OAuth2PasswordBearer, SecurityScopes};
use ::web::websocket::WebSocket;
use ::web::{
    ApiError, ApiResponse, App, DataType, Depends, DependsMut, Fresh, Given, HttpError, Model,
    Partial, Provided, Request, Response, Router, State, StatusCode, UploadFile, batch, callback,
    callbacks, delete, dependencies, dependency, fields, get, json, model, patch, post, put,
    routes, security, settings, webhook, webhooks, websocket,
};

type Text = ::std::string::String;

#[model(crate = ::web)]
#[derive(::std::clone::Clone, ::std::fmt::Debug)]
pub struct Item {
    #[field(min_length = 1, pattern = "^[a-z]+$", alias = "called")]
    name: Text,
    #[field(ge = 1, default = 1)]
    count: u32,
    #[field(default)]
    tags: ::std::vec::Vec<Text>,
    note: ::std::option::Option<Text>,
    #[field(default)]
    kind: Kind,
    #[field(default = false)]
    sold: bool,
}

#[model(crate = "::web")]
#[derive(::std::clone::Clone, ::std::marker::Copy, ::std::fmt::Debug, ::std::default::Default)]
pub enum Kind {
    #[default]
    Usual,
    Rare,
}

#[model(crate = ::web, tag = "shape")]
pub enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[model(crate = ::web)]
pub struct Page<T> {
    items: ::std::vec::Vec<T>,
    of: ::std::boxed::Box<Inner>,
}

#[model(crate = ::web)]
pub struct Inner {
    even: i64,
}

#[model(crate = ::web)]
pub struct Name(#[field(max_length = 3)] Text);

const LEAST: i64 = 1;

fn is_fine<T>(_: &T) -> ::std::result::Result<(), FieldError> {
    ::std::result::Result::Ok(())
}

/// All that a model can say of itself.
#[model(
    crate = ::web,
    check = is_fine,
    computed(twice: i64),
    extra = "forbid",
    populate_by_name,
    rename_all = "camelCase",
    partial = "RichUpdate",
    title = "Rich",
    examples = [json!({"atLeast": 2})],
    json_schema_extra = json!({"x-of": "the model"})
)]
pub struct Rich {
    #[field(flatten)]
    inner: Inner,
    #[field(ge = LEAST, default = LEAST, check = is_fine, examples = [json!(3)])]
    at_least: i64,
    #[field(validation_alias = ["one", "other"], default = 0)]
    of_two: u8,
    #[field(deprecated, description = "a note")]
    note: ::std::option::Option<Text>,
    #[field(flatten)]
    more: More,
}

#[model(crate = ::web)]
pub struct More {
    #[field(default)]
    text: Text,
}

impl Rich {
    fn twice(&self) -> i64 {
        self.at_least * 2
    }
}

#[model(crate = ::web, title = "Fine", example = json!(1))]
pub struct Fine(#[field(check = is_fine, ge = LEAST)] i64);

#[model(crate = ::web, integer)]
pub enum Number {
    One = 1,
    Two = 2,
}

#[model(crate = ::web, untagged)]
pub enum Either {
    Number(Number),
    Fine(Fine),
}

#[model(crate = ::web, tag = "is")]
pub enum Tagged {
    Nothing,
    Inner(Inner),
}

#[post(
    "/rich",
    crate = ::web,
    response_exclude_defaults,
    response_exclude = ["of_two"],
    error_limits(max_input_size = 4096),
    responses(404 = (Inner, "Lost"), 410 = Inner),
    openapi_extra = json!({"x-of": "the operation"})
)]
pub fn rich(
    rich: Rich,
    #[query(ge = LEAST, check = is_fine::<i64>, examples = [json!(1)])]
    at_least: ::std::option::Option<i64>,
    #[query] number: ::std::option::Option<Number>,
) -> (StatusCode, Rich) {
    let _ = (at_least, number);
    (StatusCode::ACCEPTED, rich)
}

#[put("/either", crate = ::web)]
pub async fn either(either: Either) -> Either {
    either
}

#[put("/tagged", crate = ::web)]
pub fn tagged(tagged: Given<Tagged>) -> ::web::Result<Json<Tagged>> {
    ::std::result::Result::Ok(Json(tagged.into_inner()))
}

#[settings(crate = "::web", prefix = "BESIDE_")]
pub struct Options {
    #[field(default = 7)]
    size: u32,
    #[field(default)]
    names: ::std::vec::Vec<Text>,
}

pub fn options() -> Options {
    Options {
        size: 7,
        names: ::std::vec::Vec::new(),
    }
}

#[security(HttpBearer, crate = ::web)]
pub struct Bearer(Text);

#[security(OAuth2PasswordBearer(token_url = "token", scopes = { "me" = "Read" }), crate = "::web")]
pub struct Token(Text);

#[derive(::std::fmt::Debug, ApiError)]
#[error(crate = "::web")]
pub enum Refused {
    #[error(status = 409, detail = "{name} is taken")]
    Taken { name: Text },
    #[error(status = 404)]
    Lost,
    #[error(internal)]
    Other(::web::Error),
}

#[derive(ApiResponse)]
#[response(status = 201, crate = "::twinlane_renamed::toolkit")]
pub struct Made {
    item: Item,
}

#[dependency(crate = ::web)]
pub fn three(options: &State<Options>) -> u32 {
    options.size - 4
}

#[dependency(crate = "::web")]
pub async fn counter() -> ::web::Result<Provided<u32>> {
    ::std::result::Result::Ok(Provided::new(1).before_response(|_: u32, _| {}))
}

#[dependency(crate = ::web)]
pub fn guarded(bearer: Bearer) -> ::std::result::Result<Text, HttpError> {
    ::std::result::Result::Ok(bearer.0)
}

#[dependency(crate = ::web)]
pub fn refuse(
    #[query] refused: ::std::option::Option<bool>,
) -> ::std::result::Result<(), HttpError> {
    match refused {
        ::std::option::Option::Some(true) => ::std::result::Result::Err(HttpError::new(403, "no")),
        _ => ::std::result::Result::Ok(()),
    }
}

#[dependency(lifespan, crate = ::web)]
pub fn pool() -> Provided<u64, AtShutdown> {
    Provided::new(5).at_shutdown(|_: ::std::sync::Arc<u64>| {})
}

fn half(number: &u32) -> u32 {
    *number % 2
}

fn first() -> ::std::vec::Vec<u32> {
    ::std::vec![1]
}

#[batch(
    cpu,
    max_size = 4,
    max_wait = ::std::time::Duration::from_micros(1),
    deadline = ::std::time::Duration::from_mins(1),
    key = half,
    warm_up = first,
    crate = "::twinlane_renamed::toolkit"
)]
pub fn doubled(
    numbers: ::std::vec::Vec<u32>,
    pool: Depends<pool>,
) -> ::std::vec::Vec<::std::result::Result<u32, HttpError>> {
    let five = *pool == 5;
    ::std::iter::Iterator::collect(::std::iter::Iterator::map(
        ::std::iter::IntoIterator::into_iter(numbers),
        |number| ::std::result::Result::Ok(if five { number * 2 } else { 0 }),
    ))
}

fn load() -> u32 {
    9
}

#[batch(owner = load, crate = ::web)]
pub fn owned(numbers: ::std::vec::Vec<u32>, model: &mut u32) -> ::std::vec::Vec<u32> {
    ::std::iter::Iterator::collect(::std::iter::Iterator::map(
        ::std::iter::IntoIterator::into_iter(numbers),
        |number| number + *model,
    ))
}

#[batch(crate = ::web)]
pub async fn later(numbers: ::std::vec::Vec<u32>) -> ::web::Result<::std::vec::Vec<u32>> {
    ::std::result::Result::Ok(numbers)
}

#[post("/items", crate = "::web", callbacks(told), responses(404 = "Lost"))]
pub fn create_item(item: Item) -> ::std::result::Result<Made, Refused> {
    if item.name == "taken" {
        return ::std::result::Result::Err(Refused::Taken { name: item.name });
    }
    ::std::result::Result::Ok(Made { item })
}

#[get("/uuid/{path}", crate = ::web, status = 202, dependencies = [refuse])]
pub async fn uuid(
    path: u32,
    #[query(ge = 0)] number: ::std::option::Option<u32>,
    #[query(default)] many: ::std::vec::Vec<Text>,
    #[header] x_one: ::std::option::Option<Text>,
    #[cookie(default = "c")] cookie: Text,
    three: Depends<three>,
    counter: DependsMut<counter>,
    fresh: Fresh<counter>,
    doubled: Batch<doubled>,
    owned: Batch<owned>,
    later: Batch<later>,
    pool: Depends<pool>,
) -> ::web::Result<::web::Value> {
    let six = doubled.one(*three).await?;
    let nine = owned.one(0).await?;
    let one = later.one(1).await?;
    ::std::result::Result::Ok(json!([
        path, number, many, x_one, cookie, *counter, *fresh, six, nine, one, *pool
    ]))
}

#[get("/core", crate = "::twinlane_renamed::toolkit", response_exclude_none)]
pub fn core(
    #[query] std: ::std::option::Option<u32>,
    bearer: Depends<guarded>,
    request: Request,
) -> Page<Item> {
    let _ = (std, request.method());
    Page {
        items: ::std::vec![Item {
            name: ::std::clone::Clone::clone(&*bearer),
            count: 1,
            tags: ::std::vec::Vec::new(),
            note: ::std::option::Option::None,
            kind: Kind::Rare,
            sold: true,
        }],
        of: ::std::boxed::Box::new(Inner { even: 2 }),
    }
}

#[dependency(crate = ::web)]
pub fn holder(token: ::std::option::Option<Token>, scopes: &SecurityScopes) -> usize {
    let _ = (token, scopes);
    1
}

#[patch("/items", crate = ::web)]
pub fn change(
    change: Partial<Item>,
    #[scopes("me")] holder: Depends<holder>,
) -> ::std::string::String {
    let _ = holder;
    let mut item = Item {
        name: ::std::convert::From::from("a"),
        count: 1,
        tags: ::std::vec::Vec::new(),
        note: ::std::option::Option::None,
        kind: Kind::Usual,
        sold: false,
    };
    change.apply(&mut item).expect("it fits");
    item.name
}

#[put("/shapes", crate = ::web)]
pub fn shape(shape: Shape) -> f64 {
    match shape {
        Shape::Circle { radius } => radius,
        Shape::Square { side } => side,
    }
}

#[post("/form", crate = ::web)]
pub fn form(#[form] name: Name, #[file] file: UploadFile) -> ::web::Result<usize> {
    ::std::result::Result::Ok(name.0.len() + file.file_name().len())
}

#[delete("/nothing", crate = ::web)]
pub fn nothing() {}

#[callback(post, "{$callback_url}/done", crate = ::web)]
pub fn told(item: Item) -> Kind;

#[webhook(post, "new-item", crate = "::web")]
pub fn new_item(item: Item);

#[websocket("/echo", crate = ::web)]
pub async fn echo(
    mut socket: WebSocket,
    three: Depends<three>,
    #[query] more: ::std::option::Option<u32>,
) -> ::web::Result<()> {
    socket.accept().await?;
    let _ = (three, more);
    let message = socket.receive().await?;
    socket.send(message).await?;
    ::std::result::Result::Ok(())
}

pub async fn pass(request: Request, next: Next, options: State<Options>) -> Response {
    let _ = options.names.len();
    next.run(request).await
}

pub fn run() {
    #[::web::main(crate = "::web")]
    async fn main() -> ::web::Result {
        ::std::result::Result::Ok(())
    }
    main().expect("it does nothing");
}

/// The name of a field, checked.
pub fn named() -> usize {
    let _ = fields!(Item: name, count);
    0
}

pub fn context() -> ::web::templates::Context {
    let site = "Shop";
    let others = ::web::context! { count => 1, kind => Kind::Rare };
    ::web::context! { site, ..others }
}

pub fn embedded() -> bool {
    let files = ::web::embed!("src", crate = ::web);
    ::std::option::Option::is_some(&files.get("lib.rs"))
}

pub fn app() -> App {
    let router = Router::new()
        .routes(routes![uuid, core, change, shape])
        .dependencies(dependencies![refuse])
        .callbacks(callbacks![told]);
    let app = App::new().state(options()).router(router).routes(routes![
        create_item,
        nothing,
        form,
        echo,
        rich,
        either,
        tagged
    ]);
    app.middleware(pass).webhooks(webhooks![new_item])
}

pub fn types<T: DataType, M: Model>() -> usize {
    ::std::mem::size_of::<(
        toolkit::types::Url,
        ::std::option::Option<T>,
        ::std::option::Option<M>,
    )>()
}
