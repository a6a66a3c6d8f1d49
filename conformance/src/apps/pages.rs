//! The docs pages: where they are, what is set on them, pages of one's own, and root paths.

use twinlane::docs::{
    Redoc, SwaggerUi, get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html,
};
use twinlane::prelude::*;

#[get("/docs", hidden)]
fn swagger_ui() -> Html {
    let page = SwaggerUi::new("/own/openapi.json", "Own - Swagger UI")
        .oauth2_redirect_url("/own/docs/oauth2-redirect")
        .script("https://unpkg.com/swagger-ui-dist@5/swagger-ui-bundle.js")
        .style("https://unpkg.com/swagger-ui-dist@5/swagger-ui.css")
        .icon("/static/icon.png")
        .oauth("clientId", "</script>&")
        .parameter("persistAuthorization", true)
        .parameter("dom_id", "#swagger-ui");
    get_swagger_ui_html(&page)
}

#[get("/plain", hidden)]
fn plain_swagger_ui() -> Html {
    get_swagger_ui_html(&SwaggerUi::new("/own/openapi.json", "Own"))
}

#[get("/docs/oauth2-redirect", hidden)]
fn swagger_ui_redirect() -> Html {
    get_swagger_ui_oauth2_redirect_html()
}

#[get("/redoc", hidden)]
fn redoc() -> Html {
    let page = Redoc::new("/own/openapi.json", "Own - ReDoc")
        .script("https://unpkg.com/redoc@2/bundles/redoc.standalone.js")
        .icon("/static/icon.png")
        .google_fonts(false);
    get_redoc_html(&page)
}

#[get("/plain-redoc", hidden)]
fn plain_redoc() -> Html {
    get_redoc_html(&Redoc::new("/own/openapi.json", "Own"))
}

fn moved() -> App {
    App::new()
        .title("Moved")
        .openapi_url("/api/openapi.json")
        .docs_url("/help/docs")
        .redoc_url("/redoc/page")
        .oauth2_redirect_url("/help/back")
}

fn configured() -> App {
    App::new()
        .title("Set")
        .oauth2_redirect_url(None)
        .docs_parameter("deepLinking", false)
        .docs_parameter("syntaxHighlight", json!({ "theme": "obsidian" }))
        .docs_parameter("filter", Value::Null)
        .docs_parameter("tags <&>", json!(["é", 1.5, 1e-7]))
        .docs_parameter("defaultModelsExpandDepth", -1)
        .docs_oauth("clientId", "me")
        .docs_oauth("scopes", "a b")
        .docs_oauth("usePkceWithAuthorizationCodeGrant", true)
}

fn rooted() -> App {
    App::new()
        .title("Root")
        .root_path("/api/v1")
        .openapi_url("/root/openapi.json")
        .docs_url("/root/docs")
        .redoc_url("/root/redoc")
        .oauth2_redirect_url("/root/back")
}

fn own() -> App {
    App::new()
        .title("Own")
        .docs_url(None)
        .redoc_url(None)
        .routes(routes![
            swagger_ui,
            plain_swagger_ui,
            swagger_ui_redirect,
            redoc,
            plain_redoc
        ])
}

/// The application.
pub fn app() -> App {
    let escaped = App::new()
        .title("<b>'Set' & \"more\"</b>")
        .openapi_url("/it's.json");
    App::new()
        .title("Pages")
        .mount("/moved", moved())
        .mount("/set", configured())
        .mount("/escaped", escaped)
        .mount("/none", App::new().docs_url(None).redoc_url(None))
        .mount("/silent", App::new().openapi_url(None))
        .mount("/docs-only", App::new().redoc_url(None))
        .mount("/redoc-only", App::new().docs_url(None))
        .mount("/own", own())
        .host("root.test", rooted())
}
