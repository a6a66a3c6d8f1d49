//! Settings in an application: the programs of FastAPI's guide on settings, and its tests of them.

use std::sync::Arc;

use twinlane::prelude::*;
use twinlane::testing::TestClient;

/// `docs_src/settings/app02/config.py`.
#[settings]
struct Settings {
    #[field(default = "Awesome API")]
    app_name: String,
    admin_email: String,
    #[field(default = 50)]
    items_per_user: u32,
}

impl Settings {
    fn info(&self) -> Value {
        json!({
            "app_name": self.app_name,
            "admin_email": self.admin_email,
            "items_per_user": self.items_per_user,
        })
    }
}

/// The environment that FastAPI's tests set.
fn environment() -> Sources {
    Sources::of([("ADMIN_EMAIL", "admin@example.com")])
}

fn expected(admin_email: &str) -> Value {
    json!({ "app_name": "Awesome API", "admin_email": admin_email, "items_per_user": 50 })
}

/// `app01` and `tutorial001`: settings of the whole application.
mod as_state {
    use super::*;

    #[get("/info")]
    async fn info(settings: State<Settings>) -> Value {
        settings.info()
    }

    fn app(settings: Settings) -> App {
        App::new().state(settings).routes(routes![info])
    }

    #[test]
    fn test_app() {
        let client = TestClient::blocking(app(Settings::load_from(environment()).ok().unwrap()));
        let response = client.get("/info").send();
        assert_eq!(response.status(), 200);
        assert_eq!(response.json::<Value>(), expected("admin@example.com"));
    }

    #[test]
    fn test_openapi_schema() {
        let client = TestClient::blocking(app(Settings::load_from(environment()).ok().unwrap()));
        let document: Value = client.get("/openapi.json").send().json();
        let operation = &document["paths"]["/info"]["get"];
        assert_eq!(operation["operationId"], "info_info_get");
        assert!(operation.get("parameters").is_none(), "{operation}");
    }

    #[test]
    fn test_settings_validation_error() {
        let error = Settings::load_from(Sources::none()).err().unwrap();
        let errors: Vec<_> = error.errors().collect();
        let [missing] = errors[..] else {
            panic!("{error}")
        };
        assert_eq!(
            serde_json::to_value(missing).unwrap(),
            json!({ "type": "missing", "loc": ["admin_email"], "msg": "Field required", "input": {} })
        );
    }

    /// `?` in `main` ends the program with the report.
    #[test]
    fn an_error_of_settings_is_one_of_the_program() {
        fn load() -> Result<Settings> {
            Ok(Settings::load_from(Sources::of([("ITEMS_PER_USER", "x")]))?)
        }
        let report = format!("{:?}", load().err().unwrap());
        assert!(
            report.contains("2 validation errors for Settings\nADMIN_EMAIL\n"),
            "{report}"
        );
        assert!(
            report.contains("\nITEMS_PER_USER (environment)\n"),
            "{report}"
        );
    }
}

/// `app02` and `app03`: settings as a dependency, which a test overrides.
mod as_dependency {
    use super::*;

    /// Read once, as with `lru_cache`: the application has them.
    #[dependency]
    fn get_settings(settings: State<Arc<Settings>>) -> Arc<Settings> {
        Arc::clone(&settings)
    }

    #[get("/info")]
    async fn info(settings: Depends<get_settings>) -> Value {
        settings.info()
    }

    fn app() -> App {
        let settings = Settings::load_from(environment()).ok().unwrap();
        App::new().state(Arc::new(settings)).routes(routes![info])
    }

    #[test]
    fn test_endpoint() {
        let client = TestClient::blocking(app());
        let info: Value = client.get("/info").send().json();
        assert_eq!(info, expected("admin@example.com"));
    }

    fn get_settings_override() -> Arc<Settings> {
        let sources = Sources::none().value("admin_email", "testing_admin@example.com");
        Arc::new(Settings::load_from(sources).ok().unwrap())
    }

    #[test]
    fn test_override_settings() {
        let app = app().override_dependency::<get_settings>(get_settings_override);
        let info: Value = TestClient::blocking(app).get("/info").send().json();
        assert_eq!(info, expected("testing_admin@example.com"));
    }
}
