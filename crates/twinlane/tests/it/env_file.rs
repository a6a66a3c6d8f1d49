//! `--env-file`: variables for settings, wherever these are loaded.
//!
//! The tests start this program again, since the environment is that of a process.

use std::path::PathBuf;
use std::process::{Command, Output};

use twinlane::prelude::*;

const CHILD: &str = "TWINLANE_TEST_ENV_FILE";

#[settings(prefix = "SHOP_")]
struct Config {
    name: String,
    set: String,
    joined: String,
}

#[test]
fn loads_settings_if_told_to() {
    let Ok(how) = std::env::var(CHILD) else {
        return;
    };
    let runtime = twinlane::__private::RuntimeBuilder::new();
    let shown: Result = if how == "main" {
        twinlane::__private::run_main(runtime, async {
            let config = Config::load()?;
            println!("loaded {} {} {}", config.name, config.set, config.joined);
            Ok(())
        })
    } else {
        let _early = Config::load();
        let path = PathBuf::from(std::env::var_os("TWINLANE_ENV_FILE").unwrap());
        let settings = twinlane::Settings::new().port(0).env_file(path);
        let runtime = runtime.build().unwrap();
        runtime.block_on(App::new().serve_with(settings))
    };
    if let Err(error) = shown {
        println!("failed {error}");
    }
}

/// The output of the process, which ends with 0.
fn printed(how: &str, text: &str) -> String {
    let output = ended(how, text, &[]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The process, with more arguments.
fn ended(how: &str, text: &str, more: &[&str]) -> Output {
    let name = format!(
        "twinlane-env-file-{}-{how}-{}.env",
        std::process::id(),
        text.len()
    );
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, text).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "env_file::loads_settings_if_told_to",
            "--nocapture",
        ])
        .args(more)
        .env(CHILD, how)
        .env("TWINLANE_ENV_FILE", &path)
        .env("SHOP_SET", "process")
        .output()
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    output
}

#[test]
fn its_variables_are_those_that_are_not_set() {
    let text = "SHOP_NAME=file\nSHOP_SET=file\nSHOP_JOINED=${SHOP_NAME}-${SHOP_SET}\n";
    let printed = printed("main", text);
    assert!(
        printed.contains("loaded file process file-process"),
        "{printed}"
    );
}

#[test]
fn a_line_that_means_nothing_ends_the_program_as_a_wrong_option_does() {
    let output = ended("main", "SHOP_NAME=file\n= =\n", &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("error: --env-file ") && told.contains(".env:2: "),
        "{told}"
    );
}

/// The tests' own program takes what is behind `--` for names of tests.
#[test]
fn a_wrong_file_hides_no_help() {
    for asks in ["--help", "-h", "--version", "-V"] {
        let output = ended("main", "= =\n", &["--", asks]);
        // `main` is reached, and says what is missing.
        assert!(output.status.success(), "{output:?}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains("failed "), "{printed}");
    }
}

#[test]
fn settings_that_were_loaded_without_it_end_the_program() {
    let printed = printed("late", "SHOP_NAME=file\n");
    assert!(
        printed.contains("settings have been loaded without it"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_ends_the_program() {
    let settings = twinlane::Settings::new().port(0).env_file("/nowhere/.env");
    let error = App::new().serve_with(settings).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("--env-file /nowhere/.env: there is no such file"),
        "{error}"
    );
}
