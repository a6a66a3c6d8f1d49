use twinlane::prelude::*;

use self::config::Settings;

mod config;

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
