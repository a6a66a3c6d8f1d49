//! `.env` files and folders of secrets that are there, and cannot be used.

use std::os::unix::fs::symlink;

use twinlane_model::settings::{LoadSettings, Sources, settings};

use super::{report, write};

#[settings(extra = "ignore")]
#[derive(Debug)]
struct Config {
    name: String,
    #[field(default = 80)]
    port: u16,
}

/// The report of a `.env` file with this content.
fn report_of(content: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, ".env", content);
    let error = Config::load_from(Sources::none().env_file(file)).unwrap_err();
    report(&error, folder.path())
}

#[test]
fn a_line_that_means_nothing_is_told_without_what_is_in_it() {
    expect_test::expect![[r"
        2 validation errors for Config
        .env, line 1
          a line is `NAME=value`, and something follows it: a value with a `#` or a quote in it is put in quotes
        .env, line 3
          the quote of the value is not closed"]]
    .assert_eq(&report_of("NAME hunter2\nPORT=1\nSECRET=\"hunter2\n"));
}

#[test]
fn what_is_missing_may_stand_in_a_file_that_cannot_be_read() {
    let error = report_of("NAME='x\nPORT=x\n");
    assert!(!error.contains("Field required"), "{error}");
    assert!(
        error.contains("PORT (.env, line 2)\n  Input should be a valid integer"),
        "{error}"
    );
}

#[test]
fn bytes_that_are_no_text_are_told_by_their_line() {
    let error = report_of(b"NAME=a\nPORT=\xff\n");
    assert_eq!(
        error,
        "1 validation error for Config\n.env, line 2\n  it is not UTF-8"
    );
}

#[test]
fn a_file_has_a_bound() {
    let file = vec![b'#'; 1024 * 1024 + 1];
    assert!(report_of(&file).contains("it has over 1048576 bytes"));
    let mut file = vec![b'#'; 1024 * 1024 - 7];
    file.extend(b"\nNAME=a");
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, ".env", file);
    assert_eq!(
        Config::load_from(Sources::none().env_file(file))
            .unwrap()
            .name,
        "a"
    );

    let endless = Config::load_from(Sources::none().env_file("/dev/zero")).unwrap_err();
    assert!(
        endless
            .to_string()
            .contains("/dev/zero\n  it has over 1048576 bytes"),
        "{endless}"
    );
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = Config::load_from(Sources::none().env_file(folder.path())).unwrap_err();
    assert!(error.to_string().contains("Is a directory"), "{error}");
    let below_a_file = write(&folder, "file", "").join(".env");
    let loaded = Config::load_from(Sources::none().env_file(below_a_file).value("name", "a"));
    assert_eq!(loaded.unwrap().name, "a");
}

#[test]
fn many_keys_that_are_no_field_are_all_told() {
    #[settings]
    struct Strict {}
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..20_000)
        .map(|number| format!("KEY_{number}=x"))
        .collect();
    let file = write(&folder, ".env", lines.join("\n"));
    let error = Strict::load_from(Sources::none().env_file(file))
        .err()
        .unwrap();
    assert_eq!(error.errors().count(), 20_000);
}

#[test]
fn a_secret_is_a_file_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let target = write(&outside, "target", "stolen");
    let load = || Config::load_from(Sources::none().secrets_dir(folder.path()));

    // As Kubernetes has them: links within the folder.
    std::fs::create_dir(folder.path().join("..data")).unwrap();
    std::fs::write(folder.path().join("..data/name"), "\n linked \n").unwrap();
    symlink("..data/name", folder.path().join("name")).unwrap();
    assert_eq!(load().unwrap().name, "linked");

    let replace = |make: &dyn Fn(&std::path::Path)| {
        let path = folder.path().join("name");
        std::fs::remove_file(&path).unwrap();
        make(&path);
        report(&load().unwrap_err(), folder.path())
    };
    let error = replace(&|path| symlink(&target, path).unwrap());
    assert_eq!(
        error,
        "1 validation error for Config\nname\n  it is a link out of its folder"
    );
    let error = replace(&|path| symlink("gone", path).unwrap());
    assert_eq!(
        error,
        "1 validation error for Config\nname\n  it is a link to nothing"
    );
    let error = replace(&|path| std::fs::write(path, b"\xff").unwrap());
    assert_eq!(
        error,
        "1 validation error for Config\nname, line 1\n  it is not UTF-8"
    );
    let error = replace(&|path| std::fs::create_dir(path).unwrap());
    assert_eq!(
        error,
        "1 validation error for Config\nname\n  it is a folder, not a file"
    );

    let error = Config::load_from(Sources::none().secrets_dir(&target)).unwrap_err();
    let error = report(&error, outside.path());
    assert!(
        error.contains("target\n  `secrets_dir` is a folder"),
        "{error}"
    );
}

#[test]
fn the_file_with_the_very_name_is_taken_first() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["NAME", "Name", "name"] {
        write(&folder, name, name);
    }
    let sources = Sources::none().secrets_dir(folder.path());
    assert_eq!(Config::load_from(sources).unwrap().name, "name");
}
