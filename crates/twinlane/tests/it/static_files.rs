//! Static files and frontends, in applications and in their mounts.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use twinlane::files::{Fallback, Frontend, StaticFiles};
use twinlane::prelude::*;
use twinlane::testing::TestClient;

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    directory
}

/// In development it would be a warning.
fn checked(directory: impl Into<PathBuf>) -> Frontend {
    Frontend::new(directory).check_directory(true)
}

#[test]
fn every_mistake_in_a_directory_is_told_at_the_start() {
    let directory = directory(&[("file", "")]);
    let path = directory.path();
    let app = App::new()
        .mount("/a", StaticFiles::new(path.join("nothing")))
        .mount("/b", StaticFiles::new(path).cache("/x", "no\nstore"))
        .mount(
            "/c",
            StaticFiles::new(path.join("nothing")).check_directory(false),
        )
        .frontend("/d", checked(path.join("file")))
        .frontend("/e", checked(path).fallback(Fallback::NotFoundHtml))
        .frontend("f", path)
        .frontend("/g", path)
        .frontend("/g/", path);
    let report = app.check().unwrap_err().to_string();
    for line in [
        r#"the mount at "/a": the directory `"#,
        r#"the mount at "/b": `/x` matches no file"#,
        r#"the mount at "/b": "no\nstore" cannot be the value of `Cache-Control`"#,
        r#"the frontend at "/d": `"#,
        r#"the frontend at "/e": the directory `"#,
        r#"the frontend at "f": its path starts with `/`: write "/f""#,
        r#"the frontend at "/g/": another frontend has its path"#,
    ] {
        assert!(report.contains(line), "{line} is not in\n{report}");
    }
    assert!(!report.contains("\"/c\""), "{report}");
    let told = report.matches("the frontend at").count();
    assert_eq!(told, 4, "{report}");
}

/// A redirect has the whole path, wherever the directory is.
#[test]
fn a_directory_is_redirected_to_below_the_path_that_clients_see() {
    let directory = directory(&[("folder/index.html", "page"), ("index.html", "top")]);
    let inner = App::new()
        .mount("/static", StaticFiles::new(directory.path()).html(true))
        .frontend("/spa", directory.path());
    let app = App::new().root_path("/api").mount("/inner", inner);
    let client = TestClient::blocking(app);
    for (path, location) in [
        (
            "/inner/static/folder",
            "http://testserver/api/inner/static/folder/",
        ),
        (
            "/inner/spa/folder?a=1",
            "http://testserver/api/inner/spa/folder/?a=1",
        ),
        ("/inner/spa", "http://testserver/api/inner/spa/"),
    ] {
        let response = client.get(path).follow_redirects(false).send();
        assert_eq!(response.status(), 307, "{path}");
        assert_eq!(response.headers()["location"], location);
    }
    assert_eq!(client.get("/inner/spa/").send().text(), "top");
}

#[dependency]
async fn member(#[header] x_token: Option<String>) -> Result<()> {
    x_token.map(drop).or_401("Not authenticated")
}

/// For every method, and with or without a file: nobody learns which files there are.
#[test]
fn the_dependencies_of_a_router_stand_before_all_of_its_frontend() {
    let directory = directory(&[("index.html", "page"), ("a.txt", "a")]);
    let inside = Router::new()
        .prefix("/inside")
        .dependencies(dependencies![member])
        .frontend("/", directory.path());
    let client = TestClient::blocking(App::new().router(inside));
    for method in ["GET", "HEAD", "POST", "DELETE"] {
        for path in ["/inside", "/inside/", "/inside/a.txt", "/inside/nothing"] {
            let request = client.request(method.parse().unwrap(), path);
            let response = request.follow_redirects(false).send();
            assert_eq!(response.status(), 401, "{method} {path}");
        }
    }
    let inside = |path: &str| client.get(path).header("x-token", "ada").send();
    assert_eq!(inside("/inside/a.txt").text(), "a");
    assert_eq!(inside("/inside/").text(), "page");
    assert_eq!(inside("/inside/nothing").status(), 404);
}
