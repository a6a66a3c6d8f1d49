//! The page at `/redoc` without the feature `redoc`: it is there, and loads the script that FastAPI's page loads.

use twinlane::testing::TestClient;
use twinlane::{App, StatusCode};

const SCRIPT: &str = "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js";

#[test]
fn the_page_is_there_with_a_script_of_another_host() {
    let client = TestClient::new(App::new());
    let page = client.get("/redoc").send();
    let is_wanted = std::env::var_os("TWINLANE_FEATURELESS").is_some();
    let script = client.get("/redoc/redoc.standalone.js").send();
    // Beside packages that turn the feature on the program has the script.
    if !is_wanted && script.status() == StatusCode::OK {
        return;
    }
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().contains(SCRIPT), "{}", page.text());
    assert_eq!(script.status(), StatusCode::NOT_FOUND);
}
