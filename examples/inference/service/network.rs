//! A network that ONNX Runtime runs: one input of a known width for each item, one row of numbers out for each.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::value::{PrimitiveTensorElementType, Tensor};
use twinlane::prelude::*;

/// The places of the files.
pub struct Files {
    /// The models that the repository has.
    pub models: PathBuf,
    /// The Python packages that `install` has brought.
    pub packages: PathBuf,
}

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
}

/// `python3.11/site-packages`, whichever version it is.
fn packages_below(libraries: &Path) -> PathBuf {
    let mut versions = std::fs::read_dir(libraries).into_iter().flatten().flatten();
    let version = versions.next().map(|version| version.path());
    version
        .unwrap_or_else(|| libraries.to_owned())
        .join("site-packages")
}

/// ONNX Runtime: loaded once, before the models.
#[dependency(lifespan)]
pub fn runtime(files: State<Files>) -> Result<Environment> {
    let folder = files.packages.join("onnxruntime/capi");
    let library = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .find(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("libonnxruntime.so"))
        });
    let Some(library) = library else {
        return Err(Unusable::new(&folder, "has no ONNX Runtime: run ./install first").into());
    };
    let builder = ort::init_from(&library).map_err(|error| Unusable::new(&library, error))?;
    Ok(builder.build()?)
}

/// A file that the service cannot do without.
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

/// A network of one input and one output. `ort` lets one caller at a time have a session: the batch functions, which have one thread each.
pub struct Network(Mutex<Session>);

impl Network {
    /// Loads a network that takes `width` numbers an item and returns `results`. It is run once with one item and once with two, so that
    /// a file of another model, or one made for a fixed batch, keeps the application from starting.
    pub fn load<T>(runtime: &Environment, file: &Path, width: usize, results: usize) -> Result<Self>
    where
        T: PrimitiveTensorElementType + Clone + Default + fmt::Debug + 'static,
    {
        let network = Self(Mutex::new(session(runtime, file)?));
        for items in [1, 2] {
            let made = network.run(width, vec![T::default(); width * items]);
            let made = made.map_err(|error| Unusable::new(file, error))?;
            if made.len() != items || made.iter().any(|row| row.len() != results) {
                let why = format!(
                    "returned {made:?} for {items} items, instead of {results} numbers for each"
                );
                return Err(Unusable::new(file, why).into());
            }
        }
        Ok(network)
    }

    /// Runs it once for all items, whose inputs stand one behind the other.
    pub fn run<T>(&self, width: usize, inputs: Vec<T>) -> Result<Vec<Vec<f32>>, ort::Error>
    where
        T: PrimitiveTensorElementType + Clone + fmt::Debug + 'static,
    {
        let items = inputs.len() / width;
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(ort::inputs![Tensor::from_array(([items, width], inputs))?])?;
        let (_, numbers) = outputs[0].try_extract_tensor::<f32>()?;
        let length = (numbers.len() / items).max(1);
        Ok(numbers.chunks(length).map(<[f32]>::to_vec).collect())
    }
}

/// A session of one thread: the other cores are for the other models and for the requests.
pub fn session(runtime: &Environment, file: &Path) -> Result<Session> {
    // Read here, so that a missing file and a broken one have different messages.
    let model = std::fs::read(file).map_err(|error| Unusable::new(file, error))?;
    let load = || -> Result<Session, ort::Error> {
        let builder = Session::builder(runtime)?.with_intra_threads(1)?;
        let mut builder = builder.with_config_entry("session.intra_op.allow_spinning", "0")?;
        builder.commit_from_memory(&model)
    };
    Ok(load().map_err(|error| {
        let size = model.len();
        Unusable::new(
            file,
            format!("its {size} bytes are no model that can be run: {error}"),
        )
    })?)
}
