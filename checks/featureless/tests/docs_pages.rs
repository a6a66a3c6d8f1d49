//! The pages at `/docs` and `/redoc` without their features: they are there, and load the files that FastAPI's pages load.

use twinlane::testing::TestClient;
use twinlane::{App, StatusCode};

/// A page, the file that it would have in the program, and where it loads it from.
const PAGES: [(&str, &str, &str); 2] = [
    (
        "/docs",
        "/docs/swagger-ui-bundle.js",
        "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js",
    ),
    (
        "/redoc",
        "/redoc/redoc.standalone.js",
        "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js",
    ),
];

#[test]
fn a_page_without_its_files_loads_those_of_fastapi() {
    let client = TestClient::blocking(App::new());
    let is_wanted = std::env::var_os("TWINLANE_FEATURELESS").is_some();
    for (address, file, elsewhere) in PAGES {
        let page = client.get(address).send();
        let has_file = client.get(file).send().status() == StatusCode::OK;
        assert!(!(has_file && is_wanted), "a feature is on: {file}");
        assert_eq!(page.status(), StatusCode::OK);
        // Beside packages that turn the feature on the program has the file.
        assert_ne!(page.text().contains(elsewhere), has_file, "{}", page.text());
    }
}
