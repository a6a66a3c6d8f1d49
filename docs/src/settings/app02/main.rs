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

#[test]
fn test_app() {
    use twinlane::testing::TestClient;

    let settings = || Settings {
        app_name: "Awesome API".to_owned(),
        admin_email: "testing_admin@example.com".to_owned(),
        items_per_user: 50,
    };
    let client = TestClient::blocking(app().override_dependency::<get_settings>(settings));
    let response = client.get("/info").send();
    assert_eq!(
        response.json::<Value>(),
        json!({
            "app_name": "Awesome API",
            "admin_email": "testing_admin@example.com",
            "items_per_user": 50,
        })
    );
}
