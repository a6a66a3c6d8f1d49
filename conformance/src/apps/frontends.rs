//! Built frontends: at the top, below prefixes, with and without pages to fall back to, behind dependencies.

use std::path::PathBuf;
use std::sync::LazyLock;

use twinlane::prelude::*;
use twinlane::dependency::AfterResponse;
use twinlane::files::{Fallback, Frontend};

use super::static_files::{link, written};
use crate::log::{Log, read_log};

const FILES: &[(&str, &str)] = &[
    ("app/index.html", "<p>app"),
    ("app/assets/app.js", "go()"),
    ("app/.hidden", "hidden"),
    ("app/about/index.html", "<p>about"),
    ("app/api/file.txt", "file"),
    ("site/index.html", "<p>site"),
    ("site/404.html", "<p>no such page"),
    ("site/a.txt", "a"),
    ("site/inner/b.txt", "b"),
    ("files/a.txt", "a"),
    ("files/inner/b.txt", "b"),
];

static TOP: LazyLock<PathBuf> = LazyLock::new(|| {
    let top = written("frontends", FILES)
        .and_then(|top| link("../site/a.txt".as_ref(), &top.join("app/out.txt")).map(|()| top));
    top.expect("files in the temporary folder")
});

fn frontend(directory: &str) -> Frontend {
    Frontend::new(TOP.join(directory))
}

async fn not_found(error: HttpError, request: Request) -> (StatusCode, Value) {
    let path = request.uri().path().to_owned();
    (error.status(), json!({ "detail": error.detail(), "path": path }))
}

#[get("/api/items")]
fn items() -> Vec<String> {
    vec!["plumbus".to_owned()]
}

#[post("/api/post")]
fn post() -> String {
    "posted".to_owned()
}

#[get("/slash/")]
fn slash() -> String {
    "slash".to_owned()
}

#[dependency]
fn guard(
    #[header] x_token: Option<String>,
    response: &mut ResponseParts,
    tasks: &mut BackgroundTasks,
    log: State<Log>,
) -> Result<Provided<(), AfterResponse>> {
    let shown = x_token.as_deref().unwrap_or("None");
    log.add(format!("guard {shown}"));
    let Some(token) = x_token else {
        let refusal = HttpError::new(401, "who?").header("www-authenticate", "Token");
        return Err(refusal.into());
    };
    response.set_header("x-guard", &token);
    let later = log.clone();
    tasks.add(async move { later.add("task") });
    Ok(Provided::new(()).after_response(move |(), _| log.add("undone")))
}

#[dependency]
fn count(#[query] number: i64) {
    let _ = number;
}

/// Builds the application.
pub fn app() -> App {
    let guarded = Router::new()
        .prefix("/guarded")
        .dependencies(dependencies![guard])
        .frontend("/", frontend("site"))
        .frontend("/deep", frontend("files"));
    let counted = Router::new()
        .dependencies(dependencies![count])
        .frontend("/counted", frontend("files"));
    App::new()
        .title("Frontends")
        .state(Log::default())
        .on_status(StatusCode::NOT_FOUND, not_found)
        .routes(routes![read_log, items, post, slash])
        .router(guarded.prefix("/v1"))
        .router(counted)
        .frontend("/", frontend("app"))
        .frontend("/site", frontend("site"))
        .frontend("/files/", frontend("files"))
        .frontend("/index", frontend("site").fallback(Fallback::IndexHtml))
        .frontend("/found", frontend("site").fallback(Fallback::NotFoundHtml))
        .frontend("/nothing", frontend("site").fallback(Fallback::Nothing))
}
