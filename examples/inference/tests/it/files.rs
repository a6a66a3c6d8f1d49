//! Models that are missing, broken or of another kind: the service does not start, and says why.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::process::program;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Starts the service with these models and packages, which must fail; returns what it says.
fn refusal(variable: &str, folder: &Path) -> String {
    let mut service = Command::new(program("inference"))
        .args(["--port", "0"])
        .env_remove("RUST_LOG")
        .env(variable, folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    let status = loop {
        if let Some(status) = service.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > end {
            service.kill().unwrap();
            panic!("it has started");
        }
        sleep(Duration::from_millis(10));
    };
    assert!(!status.success());
    let mut log = String::new();
    service.stderr.unwrap().read_to_string(&mut log).unwrap();
    assert!(!log.contains("panicked"), "{log}");
    log
}

/// A folder with copies of the models.
fn models(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("inference-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for model in ["digits.onnx", "letters.onnx"] {
        fs::copy(
            Path::new(HERE).join("models").join(model),
            folder.join(model),
        )
        .unwrap();
    }
    folder
}

#[test]
fn a_broken_model_keeps_the_service_from_starting() {
    let folder = models("broken");
    let digits = folder.join("digits.onnx");
    let whole = fs::read(&digits).unwrap();
    let half = &whole[..whole.len() / 2];
    for (content, why) in [
        (half, "bytes are no model that can be run"),
        (b"", "bytes are no model that can be run"),
        (
            b"<html>not found</html>",
            "bytes are no model that can be run",
        ),
    ] {
        fs::write(&digits, content).unwrap();
        let log = refusal("MODELS", &folder);
        assert!(log.contains("digits.onnx") && log.contains(why), "{log}");
    }
    fs::remove_file(&digits).unwrap();
    let log = refusal("MODELS", &folder);
    assert!(log.contains("digits.onnx: No such file"), "{log}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_model_of_another_kind_keeps_the_service_from_starting() {
    let folder = models("swapped");
    fs::copy(folder.join("letters.onnx"), folder.join("digits.onnx")).unwrap();
    let log = refusal("MODELS", &folder);
    assert!(log.contains("digits.onnx: "), "{log}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_its_library_the_service_says_what_to_run() {
    let folder = std::env::temp_dir().join(format!("inference-empty-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let log = refusal("PACKAGES", &folder);
    assert!(
        log.contains("has no ONNX Runtime: run ./install first"),
        "{log}"
    );

    let library = folder.join("onnxruntime/capi/libonnxruntime.so.1");
    fs::create_dir_all(library.parent().unwrap()).unwrap();
    fs::write(&library, "no library").unwrap();
    let log = refusal("PACKAGES", &folder);
    assert!(log.contains("libonnxruntime.so.1: "), "{log}");
    fs::remove_dir_all(folder).unwrap();
}
