use twinlane::prelude::*;

#[settings]
struct Settings {
    #[field(default = "/openapi.json")]
    openapi_url: String,
}

#[get("/")]
fn root() -> Value {
    json!({ "message": "Hello World" })
}

pub fn app() -> Result<App> {
    let settings = Settings::load()?;
    let openapi_url = Some(settings.openapi_url.as_str()).filter(|url| !url.is_empty());
    Ok(App::new().openapi_url(openapi_url).routes(routes![root]))
}
