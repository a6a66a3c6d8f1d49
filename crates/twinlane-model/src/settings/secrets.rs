//! Folders with a file for each value, as containers have them: `/run/secrets/shop_secret_key`.

use std::path::{Path, PathBuf};

use super::dotenv::is_space;
use super::files::{self, FileProblem};
use super::kinds::Reading;
use super::layer::{Layer, Settings};
use super::nested::respell;
use super::shape::SettingsShape;
use super::variables::{Given, Place, Variable};
use crate::JsonValue;
use crate::shape::FieldShape;

/// A folder that is there.
struct Folder {
    path: PathBuf,
    /// Without the symbolic links in it.
    real: PathBuf,
    /// The names of what is in it, sorted.
    names: Vec<String>,
}

/// The values of all folders. A folder that is not there has none.
pub(super) fn read(
    settings: Settings,
    paths: &[PathBuf],
    problems: &mut Vec<FileProblem>,
) -> Layer {
    let mut layer = Layer::default();
    let mut folders = Vec::new();
    for path in paths {
        match Folder::open(path) {
            Ok(folder) => folders.extend(folder),
            Err(problem) => problems.push(problem),
        }
    }
    for field in settings.fields() {
        match find(settings, field, &folders) {
            Ok(None) => {}
            Ok(Some(variable)) => add(settings, field, &variable, &mut layer),
            Err(problem) => problems.push(problem),
        }
    }
    layer
}

fn add(settings: Settings, field: &'static FieldShape, variable: &Variable, layer: &mut Layer) {
    let reading = match Reading::of_field((field.shape)()) {
        Reading::Text => Reading::Text,
        _ => Reading::Json,
    };
    let value = match layer.read(&[field.name], variable, reading) {
        JsonValue::Null => return,
        JsonValue::Object(object) if !settings.shape.case_sensitive => {
            JsonValue::from(respell((field.shape)(), *object, settings.shape))
        }
        value => value,
    };
    layer.object.insert(field.name.to_owned(), value);
    layer.note(vec![field.name.to_owned()], &variable.name, &variable.place);
}

/// The file of a field: by its first name that there is one of, in the last folder that has it.
fn find(
    settings: Settings,
    field: &'static FieldShape,
    folders: &[Folder],
) -> Result<Option<Variable>, FileProblem> {
    for name in settings.names(field) {
        for folder in folders.iter().rev() {
            let Some(file) = folder.find(&name.lookup, settings.shape) else {
                continue;
            };
            let path = folder.path.join(file);
            if let Some(text) = folder.read(&path)? {
                return Ok(Some(Variable {
                    name: file.to_owned(),
                    given: Given::Text(text.trim_matches(is_space).to_owned()),
                    place: Place::Secret(path),
                }));
            }
        }
    }
    Ok(None)
}

impl Folder {
    fn open(path: &Path) -> Result<Option<Self>, FileProblem> {
        let problem = |error: std::io::Error| FileProblem::new(path, None, error.to_string());
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if files::is_missing(error.kind()) => return Ok(None),
            Err(error) => return Err(problem(error)),
        };
        if !real.is_dir() {
            let why = "`secrets_dir` is a folder, with a file for each value, and this is none";
            return Err(FileProblem::new(path, None, why));
        }
        let mut names = Vec::new();
        for entry in real.read_dir().map_err(problem)? {
            // A name that is no text is that of no field.
            names.extend(entry.map_err(problem)?.file_name().into_string());
        }
        names.sort();
        Ok(Some(Self {
            path: path.to_owned(),
            real,
            names,
        }))
    }

    /// The file of this name, with these very letters if there is one.
    fn find(&self, name: &str, shape: &SettingsShape) -> Option<&str> {
        let is_it = |file: &&String| shape.lookup(file) == name;
        let exact = self.names.iter().find(|file| *file == name);
        let found = exact.or_else(|| self.names.iter().find(is_it));
        found.map(String::as_str)
    }

    /// The text of a file of the folder; `None` if it has gone.
    fn read(&self, path: &Path) -> Result<Option<String>, FileProblem> {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(FileProblem::new(path, None, "it is a link to nothing"));
            }
            Err(error) => return Err(FileProblem::new(path, None, error.to_string())),
        };
        if !real.starts_with(&self.real) {
            return Err(FileProblem::new(
                path,
                None,
                "it is a link out of its folder",
            ));
        }
        if real.is_dir() {
            return Err(FileProblem::new(path, None, "it is a folder, not a file"));
        }
        files::read(path)
    }
}
