//! Slips of the pen that startup finds: names that differ between the path and a parameter, a path parameter after a colon, and bodies of GET
//! requests.

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;

use twinlane_log_lines::LogLines;

fn said(app: App) -> String {
    let error = app.check().err();
    error.map_or_else(String::new, |error| error.to_string())
}

fn warnings(app: App) -> Vec<String> {
    let (lines, _guard) = LogLines::keep(LevelFilter::WARN);
    assert!(app.check().is_ok());
    lines.take().lines().map(str::to_owned).collect()
}

#[get("/items/{id}")]
async fn read_item(item_id: i64) -> i64 {
    item_id
}

#[dependency]
async fn owner(user_id: i64) -> i64 {
    user_id
}

#[get("/users/{user}/items/{id}")]
async fn read_owned(q: String, item_id: i64, owner: Depends<owner>) -> String {
    format!("{q} {item_id} {}", *owner)
}

#[test]
fn a_path_parameter_that_nobody_takes_beside_one_that_nobody_gives() {
    let module = module_path!();
    assert_eq!(
        said(App::new().routes(routes![read_item])),
        "the application cannot start: 1 mistake\n  \
         1. GET /items/{id} (MODULE::read_item): parameter `item_id`: the path does not give it, and nothing takes the `{id}` of the path: \
         write `{item_id}` in the path, or name the parameter `id`; if clients send it in the query, write `#[query] item_id`"
            .replace("MODULE", module)
    );
}

#[test]
fn each_is_named_with_the_one_that_it_is_most_like() {
    let said = said(App::new().routes(routes![read_owned]));
    assert!(said.contains("2 mistakes"), "{said}");
    assert!(
        said.contains("parameter `user_id` of the dependency `owner`: the path does not give it, and nothing takes the `{user}`"),
        "{said}"
    );
    assert!(
        said.contains(
            "parameter `item_id`: the path does not give it, and nothing takes the `{id}`"
        ),
        "{said}"
    );
}

#[get("/tenants/{tenant}/items")]
async fn list(#[query] q: String, page: Option<u32>) -> String {
    format!("{q} {page:?}")
}

#[test]
fn one_that_nobody_takes_is_allowed_beside_what_the_query_gives() {
    let lines = warnings(App::new().routes(routes![list]));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("nothing takes the path parameter `tenant`"),
        "{lines:?}"
    );
}

#[get("/{tenant}/search")]
async fn search(request: Request, q: String) -> String {
    format!("{:?} {q}", request.path_param("tenant"))
}

#[test]
fn whoever_has_the_request_may_take_the_path_from_it() {
    let lines = warnings(App::new().routes(routes![search]));
    assert!(lines.is_empty(), "{lines:?}");
}

#[get("/:item_id/parts/:2/{id}")]
async fn colons(id: i64) -> i64 {
    id
}

#[test]
fn a_path_parameter_after_a_colon_is_told() {
    let router = Router::new().prefix("/:tenant").routes(routes![colons]);
    let lines = warnings(App::new().router(router));
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, name) in lines.iter().zip(["tenant", "item_id"]) {
        let said = format!(
            "colons): the segment `:{name}` of the path is literal text: write `{{{name}}}`"
        );
        assert!(line.contains(&said), "{line}");
    }
}

#[get("/shops/<int:shop>")]
async fn brackets(shop: i64) -> i64 {
    shop
}

#[test]
fn a_path_parameter_in_pointed_brackets_is_told() {
    let lines = warnings(App::new().routes(routes![brackets]));
    assert_eq!(lines.len(), 1, "{lines:?}");
    let said = "the segment `<int:shop>` of the path is literal text: write `{shop}`";
    assert!(lines[0].contains(said), "{lines:?}");
}

#[model]
struct Filter {
    name: String,
}

#[get("/by_body")]
async fn by_body(filter: Filter) -> Filter {
    filter
}

#[get("/by_query")]
async fn by_query(#[query] filter: Filter) -> Filter {
    filter
}

#[post("/posted")]
async fn posted(filter: Filter) -> Filter {
    filter
}

#[test]
fn a_body_of_a_get_is_warned_of() {
    let lines = warnings(App::new().routes(routes![by_body, by_query, posted]));
    assert_eq!(lines.len(), 1, "{lines:?}");
    for part in [
        "GET /by_body",
        "`filter` is read from the body",
        "`#[query] filter`",
        "`#[post]`",
    ] {
        assert!(lines[0].contains(part), "{part}: {lines:?}");
    }
}

struct Pool;

const NO_THREADS: usize = 0;

#[dependency(thread_capacity = NO_THREADS)]
fn database(pool: State<Pool>) -> usize {
    let Pool = *pool;
    0
}

#[get("/first")]
fn first(database: Depends<database>) -> usize {
    *database
}

#[get("/second")]
fn second(database: Depends<database>, pool: State<Pool>) -> usize {
    let Pool = *pool;
    *database
}

/// A mistake that one change mends is told once, of an application that is mounted as of the outermost.
#[test]
fn a_mistake_of_what_operations_share_is_told_once() {
    let both = || App::new().routes(routes![first, second]);
    let module = module_path!();
    let of = |mount: &str| {
        let operation = format!("GET {mount}/first ({module}::first)");
        [
            format!("{operation}: the dependency `database`: `thread_capacity` is 0"),
            format!(
                "{operation}: parameter `pool` of the dependency `database`: the application has no state of type"
            ),
        ]
    };
    let report = said(both());
    assert!(report.contains("2 mistakes"), "{report}");
    for line in of("") {
        assert!(report.contains(&line), "{report}");
    }
    let report = said(both().mount("/v1", both()));
    assert!(report.contains("4 mistakes"), "{report}");
    for line in of("").iter().chain(&of("/v1")) {
        assert!(report.contains(line), "{report}");
    }
}
