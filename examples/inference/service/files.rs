//! The files that the service cannot do without: models and the library that runs them.

use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use twinlane::prelude::*;

/// The places of the files.
pub struct Files {
    /// The models that the repository has.
    models: PathBuf,
    /// The Python packages that `install` has brought.
    pub packages: PathBuf,
}

/// The SHA-256 of each of these models, as `train/run` and `sha256sum` write them.
const CHECKSUMS: &str = include_str!("../models/SHA256SUMS");

impl Files {
    /// The files of this folder, or where `MODELS` and `PACKAGES` say.
    pub fn from_environment() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        Self {
            models: named("MODELS").unwrap_or_else(|| here.join("models")),
            packages: named("PACKAGES").unwrap_or_else(|| packages_below(&here.join(".venv/lib"))),
        }
    }

    /// One of the repository's models. It has to be the one that this service was built for: an older one may have the same shape.
    pub fn model(&self, name: &str) -> Result<ModelFile> {
        let file = ModelFile::read(&self.models.join(name))?;
        let found = checksum(&file.bytes);
        let mut known = CHECKSUMS.lines().filter_map(|line| line.split_once("  "));
        if known.any(|(checksum, of)| of == name && checksum == found) {
            return Ok(file);
        }
        let size = file.bytes.len();
        let why = format!(
            "its {size} bytes are not the model that this service was built for: \
             restore the file, or make it by train/run and build the service again"
        );
        Err(file.unusable(why).into())
    }

    /// ONNX Runtime's library, whose name has its version.
    pub fn library(&self) -> Result<PathBuf> {
        let folder = self.packages.join("onnxruntime/capi");
        let files = fs::read_dir(&folder).into_iter().flatten().flatten();
        let is_library = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(LIBRARY.0) && name.ends_with(LIBRARY.1)
        };
        let library = files
            .map(|file| file.path())
            .find(|file| is_library(file))
            .ok_or_else(|| Unusable::new(&folder, "has no ONNX Runtime: run ./install first"))?;
        Ok(library)
    }
}

/// The begin and the end of the library's name.
const LIBRARY: (&str, &str) = if cfg!(target_os = "macos") {
    ("libonnxruntime.", ".dylib")
} else {
    ("libonnxruntime.so", "")
};

/// `python3.11/site-packages`, whichever version it is.
fn packages_below(libraries: &Path) -> PathBuf {
    let mut versions = fs::read_dir(libraries).into_iter().flatten().flatten();
    let version = versions.next().map(|version| version.path());
    version
        .unwrap_or_else(|| libraries.to_owned())
        .join("site-packages")
}

fn checksum(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}"); // a `String` takes all
    }
    text
}

/// A model as it is in its file.
pub struct ModelFile {
    path: PathBuf,
    pub bytes: Vec<u8>,
}

impl ModelFile {
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|error| Unusable::new(path, error))?;
        let path = path.to_owned();
        Ok(Self { path, bytes })
    }

    pub fn unusable(&self, why: impl fmt::Display) -> Unusable {
        Unusable::new(&self.path, why)
    }
}

/// A file that cannot be used.
#[derive(Debug)]
pub struct Unusable {
    file: PathBuf,
    why: String,
}

impl Unusable {
    pub fn new(file: &Path, why: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.why)
    }
}

impl std::error::Error for Unusable {}
