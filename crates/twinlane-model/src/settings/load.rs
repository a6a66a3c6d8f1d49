//! From the sources to one object, and from its errors to a report.

use std::collections::HashSet;
use std::path::PathBuf;

use super::files::FileProblem;
use super::layer::{Layer, Origin, Settings, is_key, keys_of};
use super::nested::{Object, update};
use super::report::{SettingsError, Sought};
use super::sources::{Sources, by_name};
use super::variables::Variables;
use super::{mask, secrets};
use crate::error::Kind;
use crate::{ErrorDetail, ErrorLimits, ErrorList, JsonValue, Step};

/// The values that all sources together give.
pub(super) struct Loaded {
    settings: Settings,
    /// The sources that were looked at, the first wins.
    layers: Vec<Layer>,
    files: Vec<FileProblem>,
    sought: Sought,
    /// The values that win.
    pub(super) object: JsonValue,
}

impl Loaded {
    pub(super) fn new(settings: Settings, sources: &Sources) -> Self {
        let shape = settings.shape;
        let variables = sources.variables();
        let env_files = sources.env_files(shape);
        let secrets_dirs = sources.secrets_dirs(shape);
        let environment = Variables::of_environment(&variables, shape);
        let (dotenv, mut files) = Variables::of_env_files(&env_files, &by_name(&variables), shape);
        let mut of_dotenv = Layer::of_variables(settings, &dotenv);
        of_dotenv.add_extra(settings, &dotenv);
        let layers = vec![
            Layer::by_hand(settings, sources.values()),
            Layer::of_variables(settings, &environment),
            of_dotenv,
            secrets::read(settings, &secrets_dirs, &mut files),
        ];
        let over = |over: Object, layer: &Layer| update(layer.object.clone(), over);
        let object = layers.iter().fold(Object::new(), over);
        Self {
            settings,
            layers,
            files,
            sought: Sought::new(&env_files, &secrets_dirs),
            object: JsonValue::from(object),
        }
    }

    /// An empty list with room for the errors of many values.
    pub(super) fn errors() -> ErrorList {
        ErrorList::new(ErrorLimits {
            max_input_size: MOST_SHOWN,
            max_response_size: MOST_ERRORS,
        })
    }

    /// The fields that no source gives.
    pub(super) fn absent(&self) -> impl Iterator<Item = &'static str> {
        let given = match &self.object {
            JsonValue::Object(fields) => Some(fields),
            _ => None,
        };
        let fields = self.settings.fields().map(|field| field.name);
        fields.filter(move |name| given.is_none_or(|given| !given.contains_key(*name)))
    }

    /// The value, if nothing at all is wrong.
    pub(super) fn finish<T>(self, value: Option<T>, errors: ErrorList) -> Result<T, SettingsError> {
        let mut details = errors.into_errors();
        let unread = self.layers.iter().flat_map(|layer| &layer.errors);
        let locations: HashSet<Vec<String>> =
            unread.clone().map(|error| keys_of(&error.loc)).collect();
        // An error at or below a value that could not be read adds nothing.
        details.retain(|detail| {
            let keys = keys_of(&detail.loc);
            !(1..=keys.len()).any(|length| locations.contains(&keys[..length]))
        });
        details.extend(unread.cloned());
        if !self.files.is_empty() {
            // A value that seems to be missing may stand in a file that could not be read.
            details.retain(|detail| detail.kind != Kind::Missing.name());
        }
        match value {
            Some(value) if details.is_empty() && self.files.is_empty() => Ok(value),
            _ => Err(self.report(details)),
        }
    }

    fn report(self, mut details: Vec<ErrorDetail>) -> SettingsError {
        let place = |detail: &ErrorDetail| {
            let mut fields = self.settings.model.fields.iter();
            let is_it = |name: &str| detail.loc.first().is_some_and(|step| is_key(step, name));
            fields.position(|field| {
                is_it(field.name) || field.other_names.iter().any(|name| is_it(name))
            })
        };
        details.sort_by_key(|detail| place(detail).unwrap_or(usize::MAX));
        for detail in &mut details {
            mask::hide(self.settings.model, detail);
        }
        let details = details.into_iter().map(|detail| {
            let from = self.origin_of(&detail.loc);
            super::report::Problem::new(self.settings, detail, from)
        });
        SettingsError::new(
            self.settings.model.name,
            details.collect(),
            self.files,
            self.sought,
        )
    }

    /// The source of a value is the first that has it; of one that is missing in an object, the first that has most of it.
    fn origin_of(&self, loc: &[Step]) -> Option<(&Origin, usize)> {
        let mut best: Option<(usize, &Layer)> = None;
        for layer in &self.layers {
            let depth = layer.depth_of(loc);
            if depth > best.map_or(0, |(depth, _)| depth) {
                best = Some((depth, layer));
            }
        }
        best.and_then(|(_, layer)| layer.origin_of(loc))
    }
}

/// The most bytes of an error's `input`.
const MOST_SHOWN: usize = 1024;

/// The most bytes of all errors: a `.env` file of the largest size, each line of which is one.
const MOST_ERRORS: usize = 64 * 1024 * 1024;

/// The paths of what could be a list of files, for a sentence.
pub(super) fn shown_paths(paths: &[PathBuf]) -> impl Iterator<Item = String> {
    paths.iter().map(|path| path.display().to_string())
}
