//! URLs of operations and of names.

mod within_mounts;

use std::error::Error as StdError;

use tower::util::MapRequestLayer;
use tracing::level_filters::LevelFilter;
use twinlane::error::Mistake;
use twinlane::http;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::routing::{UrlError, UrlFor};
use twinlane::testing::TestClient;
use twinlane::types::Uuid;

use twinlane_log_lines::LogLines;

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> String {
    item_id
}

#[get("/files/{file_path:path}")]
async fn read_file(file_path: String) -> String {
    file_path
}

#[get("/n/{number:int}/{ratio:float}/{id:uuid}")]
async fn numbers(number: i64, ratio: f64, id: Uuid) -> Value {
    json!([number, ratio, id])
}

#[get("/unreachable")]
async fn nowhere() {}

#[model]
enum Colour {
    Red,
    DeepBlue,
}

/// The URLs of the operation `links`, one for each closure.
type Urls = Vec<Result<String, UrlError>>;

fn texts(urls: Urls) -> Vec<String> {
    let texts = urls
        .into_iter()
        .map(|url| url.unwrap_or_else(|error| error.to_string()));
    texts.collect()
}

/// The URLs that `make` makes within a request to the application.
async fn made(app: App, make: fn(&Request) -> Urls) -> Vec<String> {
    let within = move |request: Request, next: Next| async move {
        let texts = texts(make(&request));
        next.run(request)
            .await
            .with_header("x-urls", json!(texts).to_string())
    };
    let client = TestClient::new(app.middleware(within));
    let response = client.get("/nothing").header("host", "ex.com:81").await;
    let urls = response.headers()["x-urls"].to_str().unwrap();
    serde_json::from_str(urls).unwrap()
}

fn items() -> Router {
    Router::new().routes(routes![read_item, read_file, numbers])
}

#[tokio::test]
async fn a_url_has_the_host_the_path_and_the_query() {
    let urls = made(App::new().router(items()), |request| {
        let item = || request.url_for::<read_item>();
        let id: Uuid = "12345678-1234-5678-1234-567812345678".parse().unwrap();
        vec![
            item().param("item_id", 5).url(),
            item().param("item_id", "a b").url(),
            item()
                .param("item_id", String::from("x"))
                .param("item_id", 2_u8)
                .url(),
            item().param("item_id", 1.5).url(),
            item().param("item_id", true).url(),
            item().param("item_id", id).url(),
            item().param("item_id", Colour::DeepBlue).url(),
            item().param("item_id", Some(Colour::Red)).url(),
            request
                .url_for::<read_file>()
                .param("file_path", "a/b?.txt")
                .url(),
            request.url_for_name("read_item").param("item_id", 5).url(),
            item()
                .param("item_id", 5)
                .query("q", "a b&é")
                .query("tag", [1, 2])
                .query("none", None::<u8>)
                .url(),
            request.url_for_name("openapi").url(),
        ]
    });
    let beginning = "http://ex.com:81";
    let expected = [
        "/items/5",
        "/items/a%20b",
        "/items/2",
        "/items/1.5",
        "/items/true",
        "/items/12345678-1234-5678-1234-567812345678",
        "/items/DeepBlue",
        "/items/Red",
        "/files/a/b%3F.txt",
        "/items/5",
        "/items/5?q=a+b%26%C3%A9&tag=1&tag=2",
        "/openapi.json",
    ];
    assert_eq!(
        urls.await,
        expected.map(|path| format!("{beginning}{path}"))
    );
}

#[tokio::test]
async fn a_request_to_the_url_brings_the_values_back() {
    let client = TestClient::new(App::new().router(items()));
    for value in [
        "5",
        "a b",
        "100%",
        "a%2Fb",
        "?x=1#y",
        "é\\ü",
        "\"<>^`{|}",
        "%2e%2e",
        "…",
    ] {
        let item = client.url_path_for::<read_item>().param("item_id", value);
        let response = client.get(&item.path().unwrap()).await;
        assert_eq!(response.json::<String>(), value);
        let file_path = format!("{value}/{value}//{value}");
        let file = client
            .url_path_for_name("read_file")
            .param("file_path", &file_path);
        let response = client.get(&file.path().unwrap()).await;
        assert_eq!(response.json::<String>(), file_path);
    }
    let id = "12345678-1234-5678-1234-567812345678";
    let numbers = client.url_path_for::<numbers>();
    let numbers = numbers
        .param("number", 7)
        .param("ratio", 0.1)
        .param("id", id);
    let path = numbers.path().unwrap();
    assert_eq!(path, format!("/n/7/0.10000000000000000555/{id}"));
    assert_eq!(client.get(&path).await.json::<Value>(), json!([7, 0.1, id]));
}

#[tokio::test]
async fn what_has_no_url_is_an_error_that_says_why() {
    let urls = made(App::new().router(items()), |request| {
        let item = || request.url_for::<read_item>();
        vec![
            request.url_for::<nowhere>().url(),
            request.url_for_name("nowhere").url(),
            item().url(),
            item().param("id", 5).url(),
            item().param("item_id", 5).param("q", 1).url(),
            item().param("item_id", "a/b").url(),
            item().param("item_id", "..").url(),
            item().param("item_id", None::<u8>).url(),
            item().param("item_id", [1]).url(),
            item().param("item_id", f64::NAN).url(),
            item().param("item_id", u128::MAX).url(),
            item()
                .param("item_id", 1)
                .query("q", [[1]])
                .query("r", [[1]])
                .url(),
            request.url_path_for::<read_item>().path(),
        ]
    });
    let item = "`twinlane_tests::names::read_item`"
        .replace("twinlane_tests", module_path!().split("::").next().unwrap());
    let nowhere = item.replace("read_item", "nowhere");
    let none = "no route of the application leads to it, add one with `routes![..]`";
    let path = "`/items/{item_id}`";
    let of_value = format!("there is no URL for {item} with this value: ");
    let expected = [
        format!("there is no URL for {nowhere}: {none}"),
        format!("there is no URL for the name \"nowhere\": {none}"),
        format!("there is no URL for {item} with these parameters: {path} needs `item_id`"),
        format!(
            "there is no URL for {item} with these parameters: {path} needs `item_id` and has no `id`, which `query` adds if it is of the query"
        ),
        format!(
            "there is no URL for {item} with these parameters: {path} has no `q`, which `query` adds if it is of the query"
        ),
        format!(
            "{of_value}`item_id` is \"a/b\", but `{{item_id}}` takes one character or more, and no `/`"
        ),
        format!(
            "{of_value}`item_id` is \"..\", but a client takes `.` and `..` for a way within the path"
        ),
        format!("{of_value}`item_id`: nothing, such as `None`, is no text"),
        format!("{of_value}`item_id`: it is several values"),
        format!("{of_value}`item_id`: nothing, such as `None`, is no text"),
        format!("{of_value}`item_id`: number out of range"),
        format!("{of_value}`q` of the query: it is several values"),
        format!("there is no URL for {item} with these parameters: {path} needs `item_id`"),
    ];
    assert_eq!(urls.await, expected);

    let by_hand = Request::new(http::Request::new(()));
    let error = by_hand
        .url_for::<read_item>()
        .param("item_id", 5)
        .url()
        .unwrap_err();
    assert_eq!(error, UrlError::NoApplication);
}

/// The first route whose parameters fit, as in Starlette.
#[tokio::test]
async fn of_several_routes_it_is_the_first_that_fits() {
    #[get("/two/{a}", name = "two")]
    async fn one_parameter(a: String) -> String {
        a
    }

    #[get("/two/{a}/{b}", name = "two")]
    async fn two_parameters(a: String, b: String) -> String {
        a + &b
    }

    #[get("/two/{a}/{b}/again", name = "two")]
    async fn again(a: String, b: String) -> String {
        a + &b
    }

    let below = Router::new().prefix("/r/{tenant}").router(items());
    let again = Router::new().routes(routes![one_parameter, two_parameters, again]);
    let app = App::new().router(below).router(items()).router(again);
    let urls = made(app, |request| {
        let two = || request.url_for_name("two").param("a", 1);
        let item = || request.url_for::<read_item>().param("item_id", 5);
        vec![
            item().url(),
            item().param("tenant", "t").url(),
            request
                .url_for_name("read_item")
                .param("item_id", 5)
                .param("tenant", "t")
                .url(),
            two().url(),
            two().param("b", 2).url(),
            two().param("c", 2).url(),
        ]
    });
    let urls = urls.await;
    let expected = [
        "/items/5",
        "/r/t/items/5",
        "/r/t/items/5",
        "/two/1",
        "/two/1/2",
    ];
    let expected = expected.map(|path| format!("http://ex.com:81{path}"));
    assert_eq!(urls[..5], expected);
    assert!(urls[5].contains("`/two/{a}` has no `c`"), "{}", urls[5]);
}

/// FastAPI makes the summary and the id of the name.
#[tokio::test]
async fn a_name_is_of_the_route_and_of_the_document() {
    #[get("/a/{a}", name = "the name_x é")]
    async fn function(a: String) -> String {
        a
    }

    let client = TestClient::new(App::new().routes(routes![function]));
    let path = client
        .url_path_for_name("the name_x é")
        .param("a", 1)
        .path();
    assert_eq!(path.unwrap(), "/a/1");
    assert_eq!(
        client
            .url_path_for::<function>()
            .param("a", 1)
            .path()
            .unwrap(),
        "/a/1"
    );
    let error = client
        .url_path_for_name("function")
        .param("a", 1)
        .path()
        .unwrap_err();
    assert!(matches!(error, UrlError::NoRoute { .. }));
    let document: Value = client.get("/openapi.json").await.json();
    let operation = &document["paths"]["/a/{a}"]["get"];
    assert_eq!(operation["summary"], "The Name X É");
    assert_eq!(operation["operationId"], "the_name_x_é_a__a__get");
}

#[tokio::test]
async fn pages_have_fastapis_names() {
    let urls = made(App::new().docs_url("/d"), |request| {
        let names = [
            "openapi",
            "swagger_ui_html",
            "swagger_ui_redirect",
            "redoc_html",
            "page",
            "lanes",
        ];
        names
            .map(|name| request.url_path_for_name(name).path())
            .into()
    });
    let urls = urls.await;
    assert_eq!(
        urls[..4],
        ["/openapi.json", "/d", "/docs/oauth2-redirect", "/redoc"]
    );
    assert!(
        urls[4..].iter().all(|url| url.contains("no route")),
        "{urls:?}"
    );
}

#[derive(Debug)]
struct OutOfStock;

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("out of stock")
    }
}

impl StdError for OutOfStock {}

fn item_url(request: &Request) -> String {
    request
        .url_for::<read_item>()
        .param("item_id", 5)
        .url()
        .unwrap()
}

#[dependency]
async fn link(request: &Request) -> String {
    item_url(request)
}

#[get("/dependency")]
async fn of_dependency(link: Depends<link>) -> String {
    link.clone()
}

#[get("/plain")]
fn of_plain(request: &Request) -> String {
    item_url(request)
}

#[get("/handler")]
async fn of_handler() -> Result<()> {
    Err(OutOfStock.into())
}

async fn around(request: Request, next: Next) -> Response {
    let url = item_url(&request);
    next.run(request).await.with_header("x-around", url)
}

#[get("/middleware", middleware = [around])]
async fn of_middleware() -> String {
    String::new()
}

/// Wherever there is a request, it knows the names.
#[tokio::test]
async fn a_url_is_made_wherever_there_is_a_request() {
    let handler = |_: OutOfStock, request: Request| (StatusCode::CONFLICT, item_url(&request));
    let missing = |_: HttpError, request: Request| (StatusCode::NOT_FOUND, item_url(&request));
    let routes = || {
        routes![
            of_dependency,
            of_plain,
            of_handler,
            of_middleware,
            read_item
        ]
    };
    let app = || {
        let app = App::new().routes(routes());
        app.on_error(handler)
            .on_status(StatusCode::NOT_FOUND, missing)
    };
    let layer = MapRequestLayer::new(|request: http::Request<Body>| request);
    for (app, is_within) in [
        (app(), false),
        (app().middleware(around).layer(layer), true),
    ] {
        let client = TestClient::new(app);
        for path in ["/dependency", "/plain", "/handler", "/missing"] {
            let response = client.get(path).await;
            assert_eq!(
                response.json::<String>(),
                "http://testserver/items/5",
                "{path}"
            );
            let around = response.headers().get("x-around");
            assert_eq!(around.is_some(), is_within, "{path}");
        }
        let response = client.get("/middleware").await;
        assert_eq!(response.headers()["x-around"], "http://testserver/items/5");
    }
}

#[tokio::test]
async fn without_a_host_it_begins_with_the_path() {
    #[get("/")]
    async fn index(request: &Request) -> Result<String> {
        Ok(request
            .url_for::<read_file>()
            .param("file_path", "/x")
            .url()?)
    }

    #[get("/{rest:path}")]
    async fn rest(rest: String) -> String {
        rest
    }

    #[get("/host")]
    async fn to_host(request: &Request) -> Result<String> {
        Ok(request
            .url_for::<rest>()
            .param("rest", "/evil.org/a")
            .url()?)
    }

    let client = TestClient::new(App::new().routes(routes![index, to_host, rest, read_file]));
    for host in ["a/b?c@d", "evil.org/", "a b"] {
        let response = client.get("/").header("host", host).await;
        assert_eq!(response.json::<String>(), "/files//x", "{host}");
        let response = client.get("/host").header("host", host).await;
        assert_eq!(response.json::<String>(), "/%2Fevil.org/a", "{host}");
    }
}

#[tokio::test]
async fn a_redirect_takes_a_url() {
    #[post("/items", status = 303)]
    async fn create(request: &Request, #[query] id: String) -> Result<Redirect> {
        Ok(Redirect::to(
            request.url_for::<read_item>().param("item_id", id).url()?,
        ))
    }

    let client =
        TestClient::new(App::new().routes(routes![create, read_item])).follow_redirects(true);
    let response = client.post("/items?id=50%25%20%3F").await;
    assert_eq!(response.json::<String>(), "50% ?");
}

#[tokio::test]
async fn an_error_is_a_500_and_a_line_of_the_log() {
    #[get("/")]
    async fn index(request: &Request) -> Result<String> {
        Ok(request.url_for::<nowhere>().url()?)
    }

    let (lines, _guard) = LogLines::keep(LevelFilter::ERROR);
    let client = TestClient::new(App::new().routes(routes![index]));
    let response = client.get("/").await;
    assert_eq!(response.status(), 500);
    let lines = lines.take();
    assert!(lines.contains("there is no URL for"), "{lines}");
    assert!(lines.contains("names::nowhere"), "{lines}");
    assert!(lines.contains("GET / ("), "{lines}");
}

#[tokio::test]
async fn a_link_as_a_parameter_makes_many_urls() {
    #[dependency]
    async fn home(index: UrlFor<links>) -> String {
        index.url().unwrap()
    }

    #[get("/links")]
    async fn links(
        item: UrlFor<read_item>,
        file: &UrlFor<read_file>,
        home: Depends<home>,
    ) -> Result<Value> {
        let items = [1, 2].map(|id| item.param("item_id", id).query("q", id).url());
        let items: Vec<_> = items.into_iter().collect::<Result<_, _>>()?;
        Ok(json!([
            items,
            file.param("file_path", "a/b").url()?,
            *home,
            item.url().is_err()
        ]))
    }

    let client = TestClient::new(App::new().routes(routes![links]).router(items()));
    let response = client.get("/links").header("host", "ex.com").await;
    let items = ["http://ex.com/items/1?q=1", "http://ex.com/items/2?q=2"];
    let expected = json!([
        items,
        "http://ex.com/files/a/b",
        "http://ex.com/links",
        true
    ]);
    assert_eq!(response.json::<Value>(), expected);
    let document: Value = client.get("/openapi.json").await.json();
    assert_eq!(document["paths"]["/links"]["get"].get("parameters"), None);
}

#[test]
fn a_link_that_leads_nowhere_is_a_startup_error() {
    #[dependency]
    fn outer(_inner: Depends<inner>) {}

    #[dependency]
    fn inner(_file: UrlFor<read_file>) -> u8 {
        0
    }

    #[get("/links", dependencies = [outer])]
    async fn links(item: UrlFor<read_item>, _this: UrlFor<links>) -> Result<String> {
        Ok(item.url()?)
    }

    let error = App::new().routes(routes![links]).check().unwrap_err();
    let said: Vec<(&str, &[String], &str)> = error
        .mistakes()
        .iter()
        .map(|mistake| match mistake {
            Mistake::Parameter {
                within,
                name,
                message,
                ..
            } => (*name, within.as_slice(), message.as_str()),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(said.len(), 2, "{error}");
    assert_eq!((said[0].0, said[0].1), ("item", [].as_slice()));
    assert!(said[0].2.starts_with("no route leads to `"), "{error}");
    assert!(
        said[0]
            .2
            .contains("names::read_item`: add it to `routes![..]`"),
        "{error}"
    );
    assert_eq!(said[1].0, "_file");
    assert_eq!(said[1].1, ["outer", "inner"]);
    assert!(said[1].2.contains("read_file"), "{error}");

    assert!(
        App::new()
            .routes(routes![links, read_item, read_file])
            .check()
            .is_ok()
    );
}

/// As behind a proxy that takes a prefix away, and in an application that says its own.
#[tokio::test]
async fn a_url_is_below_the_root_path() {
    #[get("/links")]
    async fn links(request: &Request, item: UrlFor<read_item>) -> Result<Value> {
        let by_request = request.url_for::<read_item>().param("item_id", 5);
        let by_name = request.url_for_name("openapi");
        let path = request.url_path_for::<read_item>().param("item_id", 5);
        let by_link = item.param("item_id", 5);
        Ok(json!([
            by_request.url()?,
            by_link.url()?,
            by_name.url()?,
            path.path()?
        ]))
    }

    let app = || App::new().routes(routes![links, read_item]);
    let of_app = TestClient::new(app().root_path("/api v/é"));
    let service = app().into_service().unwrap();
    let of_server = TestClient::of(service.with_root_path("/api v/é".parse().unwrap()));
    for (client, path) in [
        (&of_app, "/links"),
        (&of_app, "/api%20v/%C3%A9/links"),
        (&of_server, "/links"),
    ] {
        let response = client.get(path).await;
        let item = "http://testserver/api%20v/%C3%A9/items/5";
        let document = "http://testserver/api%20v/%C3%A9/openapi.json";
        let expected = json!([item, item, document, "/items/5"]);
        assert_eq!(response.json::<Value>(), expected, "{path}");
    }
    assert_eq!(
        of_app
            .url_path_for::<read_item>()
            .param("item_id", 5)
            .path()
            .unwrap(),
        "/items/5"
    );
}
