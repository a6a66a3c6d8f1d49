use http::Method;
use twinlane_web::PathTemplate;
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, Table, TableBuilder};

/// A table in which every route's value is how it was written: `GET /items/{id}`.
fn table(routes: &[&'static str]) -> Table<&'static str> {
    let mut builder = TableBuilder::new();
    for route in routes {
        let (method, template) = route.split_once(' ').unwrap();
        let template = PathTemplate::parse(template).unwrap();
        builder
            .insert(&template, method.parse().unwrap(), *route)
            .unwrap();
    }
    builder.build()
}

/// The outcome of a `GET`, in one line: `/items/{id} [7]`, `405 POST`, `307 /items/` or `404`.
fn get(table: &Table<&'static str>, path: &str) -> String {
    match table.find(&Method::GET, &DecodedPath::new(path)) {
        Outcome::Found { value, params } => {
            let texts: Vec<_> = params.iter().collect();
            assert_eq!(texts.len(), params.len());
            format!("{} [{}]", value.trim_start_matches("GET "), texts.join("|"))
        }
        Outcome::WrongMethod { allow } => format!("405 {allow}"),
        Outcome::Redirect { path } => format!("307 {path}"),
        Outcome::NotFound => "404".to_owned(),
    }
}

fn check(routes: &[&'static str], cases: &[(&str, &str)]) {
    let table = table(routes);
    for (path, expected) in cases {
        assert_eq!(get(&table, path), *expected, "{path}");
    }
}

/// Recorded from FastAPI 0.165, except for the `%0A` at the end.
#[test]
fn paths_are_matched_as_starlette_matches_them() {
    check(
        &[
            "GET /",
            "GET /items/",
            "GET /plain",
            "GET /f/{x:path}",
            "GET /u/{x}",
            "GET /é",
            "GET /t/{x}.json",
        ],
        &[
            ("/", "/ []"),
            ("/plain", "/plain []"),
            ("/Plain", "404"),
            ("//plain", "404"),
            ("/./plain", "404"),
            ("/plain%0A", "404"),
            ("/p%6Cain", "/plain []"),
            ("/%C3%A9", "/é []"),
            ("/u/a%2Fb", "404"),
            ("/u/a%20b", "/u/{x} [a b]"),
            ("/u/%zz%4", "/u/{x} [%zz%4]"),
            ("/u/%0A", "/u/{x} [\n]"),
            ("/u/", "404"),
            ("/f/", "/f/{x:path} []"),
            ("/f//a/", "/f/{x:path} [/a/]"),
            ("/f/a%0Ab", "404"),
            ("/t/a.b.json", "/t/{x}.json [a.b]"),
            ("/t/.json", "404"),
            ("/t/a.json5", "404"),
            ("", "404"),
            ("*", "404"),
            ("plain", "404"),
        ],
    );
}

#[test]
fn a_trailing_slash_too_many_or_too_few_redirects() {
    check(
        &[
            "GET /items/",
            "GET /plain",
            "POST /wrong",
            "GET /f/{x:path}",
            "GET /p/{x}/",
            "GET /both",
            "GET /both/",
        ],
        &[
            ("/items", "307 /items/"),
            ("/items//", "404"),
            ("/plain/", "307 /plain"),
            ("/plain//", "307 /plain"),
            ("/wrong/", "307 /wrong"),
            ("/wrong", "405 POST"),
            ("/f", "307 /f/"),
            ("/p/a", "307 /p/a/"),
            ("/p/%C3%A9", "307 /p/é/"),
            ("/both", "/both []"),
            ("/both/", "/both/ []"),
            ("/", "404"),
            ("//", "404"),
            ("items", "404"),
        ],
    );
    check(&["GET /"], &[("//", "404"), ("", "404")]);
    check(&["GET /{x:path}"], &[("", "404"), ("*", "404")]);
}

#[test]
fn every_route_of_a_path_names_its_method() {
    let routes = [
        "PUT /{a}",
        "POST /items",
        "DELETE /items",
        "PATCH /{a:path}",
        "PUT /items",
        "HEAD /x/{b}",
        "OPTIONS /{a}-{b}",
    ];
    check(
        &routes,
        &[
            ("/items", "405 PUT, POST, DELETE, PATCH"),
            ("/x", "405 PUT, PATCH"),
            ("/x/y", "405 PATCH, HEAD"),
            ("/x-y", "405 PUT, PATCH, OPTIONS"),
        ],
    );
    check(&["POST /items", "PUT /{a}"], &[("/items", "405 POST, PUT")]);
}
