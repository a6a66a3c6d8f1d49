use twinlane::prelude::*;

use self::config::Settings;

mod config;

// Made once, when the application starts.
#[dependency(lifespan)]
fn get_settings() -> Result<Settings> {
    Ok(Settings::load()?)
}

#[get("/info")]
async fn info(settings: Depends<get_settings>) -> Value {
    json!({
        "app_name": settings.app_name,
        "admin_email": settings.admin_email,
        "items_per_user": settings.items_per_user,
    })
}

pub fn app() -> App {
    App::new().routes(routes![info])
}
