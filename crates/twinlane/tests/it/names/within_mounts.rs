//! URLs across mounted applications.

use twinlane::routing::Mount;

use super::*;

#[get("/")]
async fn parents_index() {}

#[get("/s/{id}")]
async fn child(id: String, request: &Request) -> Value {
    links(request, &id)
}

#[get("/grandchild/{id}")]
async fn grandchild(id: String, request: &Request) -> Value {
    links(request, &id)
}

fn links(request: &Request, id: &str) -> Value {
    let text = |made: Result<String, UrlError>| made.unwrap_or_else(|error| error.to_string());
    json!({
        "child": text(request.url_for::<child>().param("id", id).url()),
        "grandchild": text(request.url_for::<grandchild>().param("id", id).url()),
        "parent": text(request.url_for::<parents_index>().url()),
        "path": text(request.url_path_for::<child>().param("id", id).path()),
        "bare": request.url_for_name("child").param("id", id).url().is_ok(),
        "named": text(request.url_for_name("sub:child").param("id", id).url()),
        "document": text(request.url_for_name("sub:openapi").url()),
        "deep": text(request.url_for_name("sub:inner:grandchild").param("id", id).url()),
    })
}

fn inner() -> App {
    App::new().routes(routes![grandchild])
}

fn sub() -> App {
    let inner = Mount::new(inner()).name("inner");
    App::new().routes(routes![child]).mount("/in", inner)
}

fn app() -> App {
    App::new()
        .routes(routes![parents_index])
        .mount("/sub", Mount::new(sub()).name("sub"))
        .mount("/tenants/{tenant}", Mount::new(sub()).name("tenants"))
}

async fn get(app: App, path: &str) -> Value {
    TestClient::new(app).get(path).await.json()
}

#[tokio::test]
async fn a_name_has_those_of_its_mounts_before_it() {
    let found = get(app(), "/sub/s/5").await;
    assert_eq!(found["bare"], false);
    assert_eq!(found["named"], "http://testserver/sub/s/5");
    assert_eq!(found["document"], "http://testserver/sub/openapi.json");
    assert_eq!(found["deep"], "http://testserver/sub/in/grandchild/5");
}

/// The application may be mounted anywhere, and at several places: the request is in one of them.
#[tokio::test]
async fn an_operation_is_looked_for_where_the_request_is() {
    let at = "http://testserver";
    for (path, before) in [
        ("/sub/s/5", "/sub"),
        ("/tenants/a%20b/s/5", "/tenants/a%20b"),
    ] {
        let found = get(app(), path).await;
        assert_eq!(found["child"], format!("{at}{before}/s/5"));
        assert_eq!(found["grandchild"], format!("{at}{before}/in/grandchild/5"));
        assert_eq!(found["path"], format!("{before}/s/5"));
        assert_eq!(found["parent"], format!("{at}/"));
    }
    let found = get(app(), "/sub/in/grandchild/5").await;
    assert_eq!(found["grandchild"], format!("{at}/sub/in/grandchild/5"));
    assert_eq!(found["child"], format!("{at}/sub/s/5"));
    assert_eq!(found["parent"], format!("{at}/"));
}

#[tokio::test]
async fn a_root_path_is_before_all_of_them() {
    let service = app()
        .into_service()
        .unwrap()
        .with_root_path("/api".parse().unwrap());
    let response = TestClient::of(service).get("/sub/s/5").await;
    let found: Value = response.json();
    let at = "http://testserver/api";
    assert_eq!(found["child"], format!("{at}/sub/s/5"));
    assert_eq!(found["grandchild"], format!("{at}/sub/in/grandchild/5"));
    assert_eq!(found["parent"], format!("{at}/"));
    assert_eq!(found["named"], format!("{at}/sub/s/5"));
    assert_eq!(found["path"], "/sub/s/5");
}

/// A service has no operations; its mount has a name, with the rest of the path.
#[tokio::test]
async fn the_path_below_a_mount_is_a_parameter() {
    let files = || {
        tower::service_fn(async |_: http::Request<Body>| {
            Ok::<_, UrlError>(Response::new(Body::empty()))
        })
    };
    let below = Router::new()
        .prefix("/assets")
        .mount("/static", Mount::new(files()).name("static"));
    let app = App::new()
        .router(below)
        .mount("/unnamed", Mount::new(files()));
    let client = TestClient::new(app);
    let path = |path: &str| {
        client
            .url_path_for_name("static")
            .param("path", path)
            .path()
    };
    for (given, expected) in [
        ("css/a.css", "/assets/static/css/a.css"),
        ("/css/a b.css", "/assets/static/css/a%20b.css"),
        ("//a", "/assets/static/a"),
        ("", "/assets/static/"),
    ] {
        assert_eq!(path(given).as_deref(), Ok(expected));
    }
    assert!(path("../secret").is_err());
    let without = client.url_path_for_name("static").path().unwrap_err();
    assert!(without.to_string().contains("needs `path`"), "{without}");
}

/// Without a name the names in it are as they are, at their place in the order.
#[tokio::test]
async fn a_mount_without_a_name_adds_none() {
    #[get("/late/{id}", name = "child")]
    async fn late(id: String) -> String {
        id
    }

    let before = App::new().mount("/sub", sub()).routes(routes![late]);
    let after = App::new().routes(routes![late]).mount("/sub", sub());
    for (app, expected) in [(before, "/sub/s/5"), (after, "/late/5")] {
        let checked = app.check().unwrap();
        let path = checked.url_path_for_name("child").param("id", 5).path();
        assert_eq!(path.as_deref(), Ok(expected));
    }
}

#[tokio::test]
async fn a_host_is_part_of_the_url() {
    #[get("/links")]
    async fn links_to_hosts(request: &Request) -> Vec<String> {
        let named = || request.url_for_name("tenant:child").param("id", 5);
        let whole = request
            .url_for_name("tenant")
            .param("tenant", "x")
            .param("path", "/y");
        let typed = request
            .url_for::<child>()
            .param("id", 5)
            .param("tenant", "z");
        let urls = vec![named().param("tenant", "x").url(), whole.url(), typed.url()];
        let refused =
            ["a b", "..", "x/y", "x?", "x@y"].map(|host| named().param("tenant", host).url());
        texts(urls.into_iter().chain(refused).collect())
    }

    let app = || {
        let tenant = Mount::new(sub()).name("tenant");
        App::new()
            .routes(routes![links_to_hosts])
            .host("{tenant}.api.example", tenant)
    };

    let client = TestClient::new(app());
    let urls: Vec<String> = client
        .get("/links")
        .header("host", "ex.com:81")
        .await
        .json();
    let expected = [
        "http://x.api.example/s/5",
        "http://x.api.example/y",
        "http://z.api.example/s/5",
    ];
    assert_eq!(urls[..3], expected);
    assert!(
        urls[3..]
            .iter()
            .all(|url| url.contains("there is no URL for")),
        "{urls:?}"
    );

    let child = client.url_path_for_name("tenant:child").param("id", 5);
    let error = child.path().unwrap_err().to_string();
    assert!(error.contains("needs `tenant`"), "{error}");

    let response = client
        .get("/s/5")
        .header("host", "blue.api.example:81")
        .await;
    let found: Value = response.json();
    assert_eq!(found["child"], "http://blue.api.example:81/s/5");
}

#[tokio::test]
async fn middleware_around_a_mount_makes_urls_too() {
    async fn around(request: Request, next: Next) -> Response {
        let child = request.url_for::<child>().param("id", 1).url();
        let parent = request.url_for::<parents_index>().url();
        let urls = texts(vec![child, parent]).join(" ");
        next.run(request).await.with_header("x-urls", urls)
    }

    let files = tower::service_fn(async |_: http::Request<Body>| {
        Ok::<_, UrlError>(Response::new(Body::empty()))
    });
    let app = App::new()
        .routes(routes![parents_index])
        .mount("/sub", Mount::new(sub()).middleware(around))
        .mount("/files", Mount::new(files).middleware(around));
    let client = TestClient::new(app);
    for path in ["/sub/s/5", "/files/a"] {
        let response = client.get(path).await;
        let urls = response.headers()["x-urls"].to_str().unwrap();
        assert_eq!(
            urls, "http://testserver/sub/s/1 http://testserver/",
            "{path}"
        );
    }
}

/// A link from a mounted application to the one around it, and the other way round.
#[tokio::test]
async fn links_as_parameters_reach_across_mounts() {
    #[get("/up")]
    async fn up(index: UrlFor<down>) -> Result<String> {
        Ok(index.url()?)
    }

    #[get("/down")]
    async fn down(up: UrlFor<up>) -> Result<String> {
        Ok(up.url()?)
    }

    let sub = || App::new().routes(routes![up]);
    let app = App::new().routes(routes![down]).mount("/sub", sub());
    let client = TestClient::new(app);
    let found: String = client.get("/sub/up").await.json();
    assert_eq!(found, "http://testserver/down");
    let found: String = client.get("/down").await.json();
    assert_eq!(found, "http://testserver/sub/up");

    let error = App::new().mount("/sub", sub()).check().unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("no route leads to `") && said.contains("/sub"),
        "{said}"
    );
    assert_eq!(error.mistakes().len(), 1, "{said}");
}
