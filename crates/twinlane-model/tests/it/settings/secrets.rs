//! No secret is shown.

use std::collections::BTreeMap;

use twinlane_model::settings::{LoadSettings, Sources, settings};
use twinlane_model::{DataTypeExt, Secret, model};

const SECRET: &str = "hunter2";

#[model]
#[derive(Debug)]
struct Login {
    user: String,
    #[field(min_length = 8)]
    password: Secret<String>,
}

#[model(untagged)]
#[derive(Debug)]
enum Access {
    Login(Login),
    Number(u8),
}

#[settings(nested_delimiter = "__")]
#[derive(Debug)]
struct Config {
    #[field(min_length = 8)]
    key: Secret<String>,
    pin: Option<Secret<u16>>,
    login: Option<Login>,
    #[field(default, max_length = 1)]
    logins: Vec<Login>,
    #[field(default)]
    by_name: BTreeMap<String, Vec<Login>>,
    access: Option<Access>,
    #[field(sensitive, default)]
    sensitive: Vec<u8>,
}

fn load(variables: &[(&str, &str)]) -> Result<Config, twinlane_model::settings::SettingsError> {
    Config::load_from(Sources::of(variables.iter().copied()))
}

#[test]
fn settings_that_are_right_do_not_show_a_secret() {
    let long = "correct hunter2";
    let config = load(&[
        ("KEY", long),
        ("LOGIN__USER", "ada"),
        ("LOGIN__PASSWORD", long),
    ])
    .unwrap();
    assert_eq!(config.key.expose(), long);
    let shown = format!(
        "{config:?} {config:#?} {} {:?}",
        config.to_json(),
        Config::json_schema()
    );
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("**********"));
    let property = &Config::json_schema()["properties"]["key"];
    assert_eq!(
        (&property["format"], &property["writeOnly"]),
        (&"password".into(), &true.into())
    );
}

#[test]
fn no_mistake_shows_a_secret() {
    let mistakes = [
        ("KEY", "hunter2"),
        ("PIN", "hunter2"),
        ("LOGIN", "hunter2"),
        ("LOGIN", r#"{"password": "hunter2""#),
        ("LOGIN", r#"{"password": "hunter2"}"#),
        ("LOGIN", r#"["hunter2"]"#),
        ("LOGIN__PASSWORD", "hunter2"),
        ("LOGINS", "hunter2"),
        ("LOGINS", r#"["hunter2"]"#),
        ("LOGINS", r#"{"password": "hunter2"}"#),
        ("LOGINS", r#"[{"user": "a", "password": "hunter2"}]"#),
        (
            "LOGINS",
            r#"[{"user": "a", "password": "correct hunter2"}, {"user": "a", "password": "correct hunter2"}]"#,
        ),
        ("BY_NAME", "[\"hunter2\"]"),
        ("BY_NAME__A", "hunter2"),
        ("BY_NAME__A", r#"{"password": "hunter2"}"#),
        ("BY_NAME__A", r#"[{"password": "hunter2"}]"#),
        ("BY_NAME__A__B", "hunter2"),
        ("ACCESS", "hunter2"),
        ("ACCESS", r#"{"password": "hunter2"}"#),
        ("ACCESS__PASSWORD", "hunter2"),
        ("SENSITIVE", "hunter2"),
        ("SENSITIVE", r#"["hunter2"]"#),
    ];
    for (name, value) in mistakes {
        let mut variables = vec![(name, value)];
        if name != "KEY" {
            variables.push(("KEY", "correct horse"));
        }
        let error = load(&variables).expect_err(value);
        let input: Vec<String> = error.errors().map(|error| format!("{error:?}")).collect();
        let shown = format!("{error} {error:?} {}", input.join(" "));
        assert!(!shown.contains(SECRET), "{name}={value}: {shown}");
        assert!(shown.contains(name.split("__").next().unwrap()), "{shown}");
    }
}

/// A secret within the value of a field that is none.
#[model]
struct Database {
    #[field(default)]
    conf: BTreeMap<String, String>,
    #[field(validation_alias = AliasPath("conf", "password"))]
    password: Secret<String>,
}

#[settings(nested_delimiter = "__")]
struct Service {
    db: Database,
}

#[test]
fn a_secret_that_a_path_leads_to_is_not_shown() {
    for (name, value) in [
        ("DB__CONF", r#"{"password": "hunter2""#),
        ("DB__CONF", r#"["hunter2"]"#),
        ("DB__CONF__PASSWORD__X", "hunter2"),
        ("DB", r#"{"conf": {"password": ["hunter2"]}}"#),
    ] {
        let error = Service::load_from(Sources::of([(name, value)])).err();
        let shown = format!("{error:?}");
        assert!(shown.contains("conf") || shown.contains("CONF"), "{shown}");
        assert!(!shown.contains(SECRET), "{name}={value}: {shown}");
    }
}

#[model(extra = "forbid")]
struct Mail {
    host: String,
}

#[settings(nested_delimiter = "__")]
struct Misspelled {
    mail: Mail,
}

#[test]
fn a_secret_with_a_slip_in_its_name_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = super::write(
        &folder,
        ".env",
        "MAIL__PASWORD=hunter2\nMALL__PASSWORD=hunter2\n",
    );
    let error = Misspelled::load_from(Sources::none().env_file(file))
        .err()
        .unwrap();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    let kinds: Vec<&str> = error.errors().map(|error| error.kind).collect();
    assert_eq!(kinds, ["missing", "extra_forbidden", "extra_forbidden"]);
}

#[test]
fn sources_do_not_show_a_value() {
    let sources = Sources::of([("KEY", SECRET)])
        .value("pin", SECRET)
        .env_file(".env");
    let shown = format!("{sources:?} {sources:#?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("KEY") && shown.contains("pin") && shown.contains(".env"));
}
