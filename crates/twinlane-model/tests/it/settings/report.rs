//! All mistakes in one report.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use twinlane_model::settings::{LoadSettings, Sources, settings};
use twinlane_model::{Secret, model};

use super::{report, write};

#[model]
struct Database {
    host: String,
    port: u16,
}

#[settings(
    prefix = "SHOP_",
    nested_delimiter = "__",
    secrets_dir = "/nowhere/secrets"
)]
#[derive(Debug)]
struct Config {
    database: Database,
    #[field(validation_alias = ["AUTH_KEY", "API_KEY"])]
    key: String,
    #[field(min_length = 32)]
    secret_key: Secret<String>,
    tags: Vec<String>,
    workers: u8,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

#[test]
fn each_variable_is_told_by_its_name_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(
        &folder,
        ".env",
        "# wrong in four ways\nSHOP_TAGS=a,b\nshop_secret_key=hunter2\nSHOP_SECRET_KEYY=hunter2\nSHOP_WORKERS=999\n",
    );
    let secrets = folder.path().join("secrets");
    let sources = Sources::of([("SHOP_DATABASE__PORT", "x".repeat(60))])
        .env_file(file)
        .env_file(folder.path().join("other.env"))
        .secrets_dir(secrets);
    let error = Config::load_from(sources).unwrap_err();
    expect_test::expect![[r"
        7 validation errors for Config
        SHOP_DATABASE__HOST
          Field required [type=missing], looked for in the environment, .env, other.env (not there), secrets (not there)
        SHOP_DATABASE__PORT (environment)
          Input should be a valid integer, unable to parse string as an integer [type=int_parsing, input_value='xxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxxxxx', input_type=str]
        AUTH_KEY or API_KEY
          Field required [type=missing], looked for in the environment, .env, other.env (not there), secrets (not there)
        shop_secret_key (.env, line 3)
          Value should have at least 32 items after validation, not 7 [type=too_short, input_value='**********', input_type=str]
        SHOP_TAGS (.env, line 2)
          Invalid JSON: expected value at line 1 column 1 [type=json_invalid, input_value='a,b', input_type=str]
        SHOP_WORKERS (.env, line 5)
          Input should be less than or equal to 255 [type=less_than_equal, input_value='999', input_type=str]
        SHOP_SECRET_KEYY (.env, line 4)
          Extra inputs are not permitted [type=extra_forbidden, input_value='**********', input_type=str]"]]
    .assert_eq(&report(&error, folder.path()));
}

#[test]
fn the_folder_that_settings_name_is_told() {
    let error = Config::load_from(Sources::none().secrets_dir("/nowhere/secrets"));
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("the environment, /nowhere/secrets (not there)"),
        "{error}"
    );
    let error = Config::load().unwrap_err().to_string();
    assert!(
        error.contains("the environment, /nowhere/secrets (not there)"),
        "{error}"
    );
}

#[test]
fn within_json_the_way_is_told() {
    let database = r#"{"host": 5, "port": [1]}"#;
    let sources = Sources::of([("SHOP_DATABASE", database), ("SHOP_TAGS", r#"["a", 1]"#)])
        .value("secret_key", "0123456789abcdef0123456789abcdef")
        .value("key", "k")
        .value("workers", 1);
    let error = Config::load_from(sources).unwrap_err();
    expect_test::expect![[r"
        3 validation errors for Config
        SHOP_DATABASE: host (environment)
          Input should be a valid string [type=string_type, input_value=5, input_type=int]
        SHOP_DATABASE: port (environment)
          Input should be a valid integer [type=int_type, input_value=[1], input_type=list]
        SHOP_TAGS: 1 (environment)
          Input should be a valid string [type=string_type, input_value=1, input_type=int]"]]
    .assert_eq(&error.to_string());
}

#[settings]
struct Text {
    #[field(default)]
    name: String,
}

#[test]
fn bytes_that_are_no_text_are_an_error_where_they_count() {
    let bytes = OsStr::from_bytes(b"caf\xe9");
    let sources = Sources::of([(OsStr::new("NAME"), bytes)]);
    let error = Text::load_from(sources).err().unwrap().to_string();
    assert_eq!(
        error,
        "1 validation error for Text\nNAME (environment)\n  \
         Input should be a valid string, unable to parse raw data as a unicode string \
         [type=string_unicode, input_value='**********', input_type=str]"
    );
    let others: [(OsString, OsString); 2] =
        [("OTHER".into(), bytes.into()), (bytes.into(), "x".into())];
    assert_eq!(Text::load_from(Sources::of(others)).ok().unwrap().name, "");
}

#[test]
fn a_name_of_a_file_cannot_write_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, ".env", "\u{1b}[31mRED=1\n");
    let error = Text::load_from(Sources::none().env_file(file))
        .err()
        .unwrap();
    let error = report(&error, folder.path());
    assert!(error.contains(r"'\x1b[31mRED' (.env, line 1)"), "{error}");
}
