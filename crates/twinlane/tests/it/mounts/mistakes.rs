//! Mounts that cannot be: one report, which says which mount.

use twinlane::error::Mistake;
use twinlane::prelude::*;
use twinlane::routing::Mount;

fn report(app: App) -> String {
    app.check().unwrap_err().to_string()
}

#[track_caller]
fn refused(app: App, expected: &[&str]) {
    let report = report(app);
    let count = format!("{} mistake", expected.len());
    assert!(report.contains(&count), "{report}");
    for expected in expected {
        assert!(report.contains(expected), "{expected} in {report}");
    }
}

fn service() -> axum::Router {
    axum::Router::new()
}

#[test]
fn paths_that_are_none() {
    refused(
        App::new().mount("sub", App::new()),
        &[r#"the mount at "sub": its path starts with `/`: write "/sub""#],
    );
    refused(
        App::new().mount("/{id", service()),
        &[r#"the mount at "/{id": "#],
    );
    refused(
        App::new().mount("/{id:number}", service()),
        &["there is no convertor `number`"],
    );
    refused(
        App::new().mount("/{a}/{a}", service()),
        &[r#"the mount at "/{a}/{a}""#],
    );
}

#[test]
fn paths_that_are_taken() {
    #[get("/files/{path:path}")]
    async fn files(path: String) -> String {
        path
    }
    refused(
        App::new()
            .mount("/{a}", service())
            .mount("/{b}/", App::new()),
        &[r#"the mount at "/{b}": its path is taken by the mount at "/{a}": change one of them"#],
    );
    refused(
        App::new().routes(routes![files]).mount("/files", service()),
        &[r#"the mount at "/files": its path is taken by "#],
    );
}

#[test]
fn hosts_that_are_none() {
    for (host, expected) in [
        ("", "it is the name of a host alone"),
        ("/x", "it is the name of a host alone"),
        ("a.example/x", "it is the name of a host alone"),
        ("Api.example", "write it in small letters"),
        ("api.example:8000", "the port of a host does not count"),
        ("[::1]:80", "the port of a host does not count"),
        ("{a.example", "the mount at the host"),
    ] {
        refused(App::new().host(host, App::new()), &[expected]);
    }
    let _ = App::new()
        .host("{Tenant:str}.example", App::new())
        .check()
        .unwrap();
    refused(
        App::new()
            .host("a.example", App::new())
            .host("a.example", service()),
        &["its path is taken by the mount at \"//a.example\""],
    );
}

#[test]
fn dependencies_that_would_not_run() {
    #[dependency]
    async fn guard() -> Result<()> {
        Err(HttpError::new(401, "no").into())
    }
    let message = "the dependencies of the application and of routers run before operations";
    let guarded = || App::new().dependencies(dependencies![guard]);
    refused(guarded().mount("/sub", App::new()), &[message]);
    refused(guarded().host("a.example", service()), &[message]);
    let router = |mount: Mount| {
        let router = Router::new().mount("/sub", mount);
        App::new().router(
            Router::new()
                .prefix("/r")
                .dependencies(dependencies![guard])
                .router(router),
        )
    };
    refused(router(Mount::new(service())), &[r#"the mount at "/r/sub""#]);
    let _ = router(Mount::new(service()).without_dependencies())
        .check()
        .unwrap();
}

struct Missing;

/// Everything in one report, whatever is how deep.
#[test]
fn mistakes_of_mounted_applications() {
    #[get("/a/{id}")]
    async fn takes(id: i64, _missing: State<Missing>) -> i64 {
        id
    }
    #[get("/a/{other}")]
    async fn twice(other: i64) -> i64 {
        other
    }
    let deepest = App::new()
        .root_path("/x")
        .thread_capacity(0)
        .mount("nowhere", service());
    let inner = App::new()
        .routes(routes![takes, twice])
        .mount("/deeper", deepest);
    let app = App::new()
        .mount("/{v}", inner)
        .title("x")
        .router(Router::new().prefix("r"));
    refused(
        app,
        &[
            "the prefix `r` of a router",
            r#"in the application mounted at "/{v}": GET /{v}/a/{id} ("#,
            r#"in the application mounted at "/{v}": GET /{v}/a/{other} ("#,
            r#"in the application mounted at "/{v}/deeper": the application: its root path is "/x", but it is mounted"#,
            r#"in the application mounted at "/{v}/deeper": the application: "#,
            r#"in the application mounted at "/{v}/deeper": the mount at "/{v}/deepernowhere": its path starts with `/`"#,
        ],
    );
}

#[test]
fn a_mistake_can_be_looked_into() {
    let app = App::new().mount("/v1", App::new().root_path("/v1"));
    let error = app.check().unwrap_err();
    let [Mistake::Mounted { at, mistake }] = error.mistakes() else {
        panic!("{error}");
    };
    assert_eq!(at, "/v1");
    assert!(matches!(**mistake, Mistake::OptionValue { .. }));
}

/// `into_service` does not start anything, wherever it is.
#[test]
fn what_must_be_started() {
    #[dependency(lifespan)]
    async fn made() -> u8 {
        1
    }
    let app = App::new().mount("/sub", App::new().lifespan(dependencies![made]));
    let error = app.into_service().unwrap_err().to_string();
    assert!(
        error.contains("made` is made when the application starts"),
        "{error}"
    );
}
