use twinlane::docs::{
    Redoc, SwaggerUi, get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html,
};
use twinlane::files::StaticFiles;
use twinlane::prelude::*;
use twinlane::routing::Mount;

#[get("/docs", hidden)]
async fn custom_swagger_ui_html() -> Html {
    let page = SwaggerUi::new("/openapi.json", "FastAPI - Swagger UI")
        .oauth2_redirect_url("/docs/oauth2-redirect")
        .script("/static/swagger-ui-bundle.js")
        .style("/static/swagger-ui.css");
    get_swagger_ui_html(&page)
}

#[get("/docs/oauth2-redirect", hidden)]
async fn swagger_ui_redirect() -> Html {
    get_swagger_ui_oauth2_redirect_html()
}

#[get("/redoc", hidden)]
async fn redoc_html() -> Html {
    let page = Redoc::new("/openapi.json", "FastAPI - ReDoc").script("/static/redoc.standalone.js");
    get_redoc_html(&page)
}

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({ "message": format!("Hello {username}") })
}

pub fn app() -> App {
    let files = StaticFiles::new("static");
    App::new()
        .docs_url(None)
        .redoc_url(None)
        .mount("/static", Mount::new(files).name("static"))
        .routes(routes![
            custom_swagger_ui_html,
            swagger_ui_redirect,
            redoc_html,
            read_user
        ])
}
