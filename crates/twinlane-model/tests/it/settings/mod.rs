//! Settings, beyond what the cases of `conformance/settings` compare with pydantic-settings.

mod files;
mod report;
mod secrets;

use std::collections::BTreeMap;
use std::path::Path;

use twinlane_model::settings::{LoadSettings, SettingsError, Sources, settings};
use twinlane_model::{DataTypeExt, FieldError, model};

fn write(folder: &tempfile::TempDir, name: &str, content: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// The report, with the folder of the test left out.
fn report(error: &SettingsError, folder: &Path) -> String {
    let folder = format!("{}/", folder.display());
    error.to_string().replace(&folder, "")
}

#[settings]
struct OfProcess {
    path: String,
}

#[test]
fn the_environment_of_the_process_is_read() {
    let path = std::env::var("PATH").unwrap();
    assert_eq!(OfProcess::load().unwrap().path, path);
}

#[settings(prefix = "TWINLANE_MODEL_TEST_", env_file = "tests/data/settings.env")]
struct OfFile {
    name: String,
}

#[test]
fn a_file_is_read_and_the_environment_stays_as_it_is() {
    assert_eq!(OfFile::load().unwrap().name, "from the file");
    assert_eq!(std::env::var_os("TWINLANE_MODEL_TEST_NAME"), None);
    let given = [("TWINLANE_MODEL_TEST_NAME", "given")];
    assert_eq!(OfFile::load_from(Sources::of(given)).unwrap().name, "given");
    let error = OfFile::load_from(Sources::none());
    assert!(error.is_err(), "given variables stand alone");
}

#[model]
struct Site {
    #[field(default = "shop")]
    title: String,
}

#[settings(prefix = "SHOP_", check = not_both)]
struct Config {
    #[field(flatten)]
    site: Site,
    #[field(alias = "HTTP_PORT", default = 80, check = not_reserved)]
    port: u16,
    #[field(alias = "host", default = "localhost")]
    host: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as checks are written")]
fn not_reserved(port: &u16) -> Result<(), FieldError> {
    if *port == 1 {
        return Err(FieldError::value("the port is reserved"));
    }
    Ok(())
}

fn not_both(config: &Config) -> Result<(), FieldError> {
    if config.port == 2 && config.host == "both" {
        return Err(FieldError::value("not both"));
    }
    Ok(())
}

#[test]
fn what_a_model_can_do_settings_can() {
    let sources = Sources::of([
        ("SHOP_TITLE", "flat"),
        ("http_port", "8080"),
        ("HOST", "alias"),
    ]);
    let config = Config::load_from(sources).unwrap();
    assert_eq!(
        config.to_json(),
        r#"{"title":"flat","HTTP_PORT":8080,"host":"alias"}"#
    );
    let wrong = [
        (
            Sources::of([("HTTP_PORT", "1")]),
            "HTTP_PORT (environment)\n  Value error, the port is reserved",
        ),
        (
            Sources::of([("HTTP_PORT", "2"), ("HOST", "both")]),
            "Config\n  Value error, not both",
        ),
    ];
    for (sources, expected) in wrong {
        let error = Config::load_from(sources).err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_alias_that_is_the_name_of_the_field_has_no_prefix() {
    let config = Config::load_from(Sources::of([("SHOP_HOST", "x"), ("SHOP_PORT", "1")])).unwrap();
    assert_eq!((config.host.as_str(), config.port), ("localhost", 80));
}

#[test]
fn a_value_by_hand_has_any_name_of_its_field() {
    for name in ["port", "HTTP_PORT"] {
        let sources = Sources::of([("HTTP_PORT", "1")]).value(name, 8080);
        assert_eq!(Config::load_from(sources).unwrap().port, 8080, "{name}");
    }
    let error = Config::load_from(Sources::none().value("porte", 8080))
        .err()
        .unwrap();
    assert!(
        error
            .to_string()
            .contains("porte (given by the program)\n  Extra inputs"),
        "{error}"
    );
}

#[settings]
struct Defaults {
    #[field(default = 1, check = not_reserved)]
    port: u16,
    #[field(default = BTreeMap::from([("a".to_owned(), 0_u8)]))]
    limits: BTreeMap<String, u8>,
}

#[test]
fn a_default_keeps_the_check_of_its_field() {
    let error = Defaults::load_from(Sources::of([("LIMITS", "{}")]))
        .err()
        .unwrap();
    let expected = "1 validation error for Defaults\nPORT\n  \
                    Value error, the port is reserved [type=value_error, input_value=1, input_type=int]";
    assert_eq!(error.to_string(), expected);
    let defaults = Defaults::load_from(Sources::of([("PORT", "3")])).unwrap();
    assert_eq!((defaults.port, defaults.limits.len()), (3, 1));
}

#[settings(nested_delimiter = "__")]
struct Tree {
    node: Option<Node>,
}

#[model]
struct Node {
    name: String,
    next: Option<Box<Node>>,
}

#[test]
fn a_model_in_itself_is_nested_to_any_depth() {
    let sources = Sources::of([
        ("NODE__NAME", "a".to_owned()),
        ("NODE__NEXT__NAME", "b".to_owned()),
        ("NODE__NEXT__NEXT", r#"{"NAME": "c"}"#.to_owned()),
    ]);
    let node = Tree::load_from(sources).unwrap().node.unwrap();
    let next = node.next.unwrap();
    assert_eq!(
        (&*node.name, &*next.name, &*next.next.unwrap().name),
        ("a", "b", "c")
    );

    let deep = format!("NODE{}__NAME", "__NEXT".repeat(20_000));
    let error = Tree::load_from(Sources::of([(deep, "x")])).err().unwrap();
    assert!(
        error
            .errors()
            .any(|error| error.kind == "recursion_depth_exceeded")
    );
}
