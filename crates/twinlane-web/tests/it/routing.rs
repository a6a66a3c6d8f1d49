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

/// What a `GET` finds, in one line: `/items/{id} [7]`, `405 POST`, `307 /items/` or `404`.
fn get(table: &Table<&'static str>, path: &str) -> String {
    match table.find(&Method::GET, &DecodedPath::new(path)) {
        Outcome::Found { value, params } => {
            let texts: Vec<_> = params.iter().collect();
            assert_eq!(texts.len(), params.len());
            format!("{} [{}]", value.trim_start_matches("GET "), texts.join("|"))
        }
        Outcome::WrongMethod { allow, .. } => format!("405 {allow}"),
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
fn the_first_declared_route_of_a_path_names_its_method() {
    let routes = [
        "PUT /{a}",
        "POST /items",
        "DELETE /items",
        "PATCH /{a:path}",
    ];
    check(
        &routes,
        &[
            ("/items", "405 PUT"),
            ("/x", "405 PUT"),
            ("/x/y", "405 PATCH"),
        ],
    );
    check(&["POST /items", "PUT /{a}"], &[("/items", "405 POST")]);
}

#[test]
fn a_route_with_the_method_wins_over_a_more_specific_one_without() {
    check(
        &["POST /items/new", "GET /items/{id}", "POST /items/{a}-{b}"],
        &[
            ("/items/new", "/items/{id} [new]"),
            ("/items/a-b", "/items/{id} [a-b]"),
        ],
    );
}

#[test]
fn the_more_specific_template_wins_whatever_the_order() {
    let mut routes = [
        "GET /{rest:path}",
        "GET /{rest:path}.json",
        "GET /{id}",
        "GET /{id}.json",
        "GET /me.json",
        "GET /{rest:path}/end",
    ];
    let cases = [
        ("/me.json", "/me.json []"),
        ("/you.json", "/{id}.json [you]"),
        ("/you", "/{id} [you]"),
        ("/a/b.json", "/{rest:path}.json [a/b]"),
        ("/a/b", "/{rest:path} [a/b]"),
        ("/a/b/end", "/{rest:path}/end [a/b]"),
        ("/", "/{rest:path} []"),
    ];
    check(&routes, &cases);
    routes.reverse();
    check(&routes, &cases);
}

#[test]
fn between_equals_the_earlier_wins() {
    check(
        &["GET /{a:int}", "GET /{b}"],
        &[("/1", "/{a:int} [1]"), ("/x", "/{b} [x]")],
    );
    check(&["GET /{b}", "GET /{a:int}"], &[("/1", "/{b} [1]")]);
    check(&["GET /{a}.x", "GET /x.{b}"], &[("/x.x", "/{a}.x [x]")]);
    check(
        &["GET /{a:int}/z", "GET /{b}/y", "GET /{a:int}/y"],
        &[("/1/y", "/{b}/y [1]"), ("/1/z", "/{a:int}/z [1]")],
    );
    check(
        &["GET /{a}/{b}", "GET /{a:int}/y"],
        &[("/1/y", "/{a:int}/y [1]")],
    );
}

#[test]
fn a_dead_end_is_left_again() {
    check(
        &[
            "GET /items/{a}/x/y",
            "GET /{a}/new/{b}/z",
            "GET /{a}/{b}/{c}/{d}",
            "GET /{a:path}/end",
        ],
        &[
            ("/items/new/x/y", "/items/{a}/x/y [new]"),
            ("/items/new/x/z", "/{a}/new/{b}/z [items|x]"),
            ("/items/new/x/w", "/{a}/{b}/{c}/{d} [items|new|x|w]"),
            ("/items/new/x/y/end", "/{a:path}/end [items/new/x/y]"),
            ("//end", "/{a:path}/end []"),
            ("/end", "404"),
        ],
    );
}

#[test]
fn segments_that_all_routes_share_count_too() {
    check(
        &[
            "GET /api/v1/items/{id}",
            "GET /api/v1/items",
            "GET /api//x/y",
            "GET /b/c",
        ],
        &[
            ("/api/v1/items/7", "/api/v1/items/{id} [7]"),
            ("/api/v1/items", "/api/v1/items []"),
            ("/api//x/y", "/api//x/y []"),
            ("/api/v1", "404"),
            ("/api/v1/", "404"),
            ("/api/v1/item", "404"),
            ("/api/v1/itemss", "404"),
            ("/api/v1/items/", "307 /api/v1/items"),
            ("/api/x/y", "404"),
            ("/b", "404"),
            ("/b/", "404"),
            ("/b/c/", "307 /b/c"),
            ("/b/cc", "404"),
        ],
    );
}

#[test]
fn convertors_take_what_starlette_takes() {
    check(
        &["GET /i/{x:int}", "GET /f/{x:float}", "GET /u/{x:uuid}"],
        &[
            ("/i/007", "/i/{x:int} [007]"),
            ("/i/-1", "404"),
            ("/i/1.0", "404"),
            ("/i/%D9%A1", "404"),
            ("/f/1", "/f/{x:float} [1]"),
            ("/f/1.50", "/f/{x:float} [1.50]"),
            ("/f/1.", "404"),
            ("/f/.5", "404"),
            ("/f/1.5.1", "404"),
            ("/f/1e3", "404"),
            (
                "/u/0123ABCD-0123-4567-89ab-0123456789ab",
                "/u/{x:uuid} [0123ABCD-0123-4567-89ab-0123456789ab]",
            ),
            (
                "/u/0123abcd0123-456789ab0123456789ab",
                "/u/{x:uuid} [0123abcd0123-456789ab0123456789ab]",
            ),
            ("/u/0123abc-d0123-4567-89ab-0123456789ab", "404"),
            ("/u/0123abcd-0123-4567-89ab-0123456789abc", "404"),
            ("/u/0123abcg-0123-4567-89ab-0123456789ab", "404"),
        ],
    );
}

#[test]
fn a_parameter_takes_as_much_as_it_can() {
    check(
        &[
            "GET /m/{a}-{b}",
            "GET /{a:float}{b}/m",
            "GET /p/{a:path}/x/{b:path}",
            "GET /é{a}é",
        ],
        &[
            ("/m/1-2-3", "/m/{a}-{b} [1-2|3]"),
            ("/m/1-2-", "/m/{a}-{b} [1|2-]"),
            ("/m/-2", "404"),
            ("/12.34/m", "/{a:float}{b}/m [12.3|4]"),
            ("/12.3/m", "/{a:float}{b}/m [12|.3]"),
            ("/p/1/x/2/x/3", "/p/{a:path}/x/{b:path} [1/x/2|3]"),
            ("/p//x/", "/p/{a:path}/x/{b:path} [|]"),
            ("/%C3%A9%C3%A9%C3%A9", "/é{a}é [é]"),
        ],
    );
}

#[test]
fn a_hostile_path_is_given_up() {
    let hostile = format!("/{}x", "-".repeat(60_000));
    check(
        &["GET /{a}-{b}-{c:int}", "GET /{a:path}--{b:path}--{c:int}"],
        &[(&hostile, "404")],
    );
}

#[test]
fn more_than_eight_parameters_are_kept() {
    check(
        &[
            "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}",
            "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/x/{i}.{j}",
        ],
        &[
            (
                "/1/2/3/4/5/6/7/8",
                "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h} [1|2|3|4|5|6|7|8]",
            ),
            (
                "/1/2/3/4/5/6/7/8/x/9.10",
                "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/x/{i}.{j} [1|2|3|4|5|6|7|8|9|10]",
            ),
        ],
    );
}

#[test]
fn one_path_may_name_its_parameters_differently_for_each_method() {
    let table = table(&["GET /items/{id}", "PUT /items/{item_id}"]);
    let path = DecodedPath::new("/items/7");
    for (method, expected) in [
        (Method::GET, "GET /items/{id}"),
        (Method::PUT, "PUT /items/{item_id}"),
    ] {
        let Outcome::Found { value, params } = table.find(&method, &path) else {
            panic!("{method}")
        };
        assert_eq!((*value, params.get(0)), (expected, "7"));
    }
}

#[test]
fn a_second_route_of_one_method_and_path_is_refused() {
    for (first, second) in [
        ("/a/{x}", "/a/{y:str}"),
        ("/a/{x}.{y}", "/a/{z}.{w}"),
        ("/{p:path}/a", "/{q:path}/a"),
        ("/", "/"),
        ("", ""),
    ] {
        let mut builder = TableBuilder::new();
        let parse = |text| PathTemplate::parse(text).unwrap();
        assert_eq!(builder.insert(&parse(first), Method::GET, 1), Ok(()));
        assert_eq!(builder.insert(&parse(second), Method::GET, 2), Err(&1));
        assert_eq!(builder.insert(&parse(second), Method::PUT, 3), Ok(()));
        assert_eq!(builder.insert(&parse(first), Method::PUT, 4), Err(&3));
    }
}

#[test]
fn the_empty_template_is_the_empty_path() {
    check(&["GET "], &[("", " []"), ("/", "404"), ("//", "404")]);
}

/// A route of all methods, such as a mount: as specific as its path, but with whatever method.
#[test]
fn routes_of_all_methods() {
    let mut builder = TableBuilder::new();
    let template = |text: &str| PathTemplate::parse(text).unwrap();
    for (method, text) in [("GET", "/sub/x"), ("POST", "/sub/{x:int}")] {
        let inserted = builder.insert(&template(text), method.parse().unwrap(), text);
        inserted.unwrap();
    }
    for text in ["/sub", "/{a}/b", ""] {
        let below = template(text).with_rest();
        builder.insert_any(&below, text).unwrap();
        assert_eq!(builder.insert_any(&below, "again"), Err(&text));
        assert_eq!(builder.insert(&below, Method::GET, "again"), Err(&text));
    }
    assert_eq!(
        builder.insert_any(&template("/sub/x"), "no"),
        Err(&"/sub/x")
    );
    let table = builder.build();
    for (path, expected) in [
        ("/sub/x", "/sub/x []"),
        ("/sub/7", "/sub [7]"),
        ("/sub/", "/sub []"),
        ("/sub//y/", "/sub [/y/]"),
        ("/sub", " [sub]"),
        ("/c/b/d", "/{a}/b [c|d]"),
        ("/c/b", " [c/b]"),
        ("/", " []"),
        ("", "404"),
    ] {
        assert_eq!(get(&table, path), expected, "{path}");
    }
    let path = DecodedPath::new("/sub/x");
    let found = table.find(&Method::PATCH, &path);
    assert!(
        matches!(found, Outcome::Found { value: &"/sub", .. }),
        "{found:?}"
    );
}
