use twinlane::prelude::*;

#[settings]
struct Settings {
    #[field(default = "Awesome API")]
    app_name: String,
    admin_email: String,
    #[field(default = 50)]
    items_per_user: i64,
}

#[get("/info")]
async fn info(settings: State<Settings>) -> Value {
    json!({
        "app_name": settings.app_name,
        "admin_email": settings.admin_email,
        "items_per_user": settings.items_per_user,
    })
}

pub fn app() -> Result<App> {
    Ok(App::new().state(Settings::load()?).routes(routes![info]))
}
