//! All that is wrong with settings, in one report.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

use super::files::FileProblem;
use super::layer::{Origin, Settings};
use super::load::shown_paths;
use super::names::VariableName;
use super::variables::Place;
use crate::error::{Kind, repr_text, write_detail};
use crate::{ErrorDetail, Step};

/// The errors of loading settings, all together.
///
/// `Display` lists each wrong variable with its name, the source of its value and Pydantic's message. For a missing variable it lists the
/// places that were searched. Each file that cannot be read is listed with the line. Secrets are never shown, nor values of keys that are no
/// field.
///
/// ```
/// use twinlane_model::{Secret, settings::{LoadSettings, Sources, settings}};
///
/// #[settings(prefix = "SHOP_")]
/// #[derive(Debug)]
/// struct Config {
///     database_url: String,
///     port: u16,
///     #[field(min_length = 32)]
///     secret_key: Secret<String>,
/// }
///
/// let sources = Sources::of([("SHOP_PORT", "http"), ("SHOP_SECRET_KEY", "hunter2")]);
/// let error = Config::load_from(sources).expect_err("three mistakes");
/// assert_eq!(
///     error.to_string(),
///     "3 validation errors for Config\n\
///      SHOP_DATABASE_URL\n  \
///      Field required [type=missing], looked for in the environment\n\
///      SHOP_PORT (environment)\n  \
///      Input should be a valid integer, unable to parse string as an integer \
///      [type=int_parsing, input_value='http', input_type=str]\n\
///      SHOP_SECRET_KEY (environment)\n  \
///      Value should have at least 32 items after validation, not 7 \
///      [type=too_short, input_value='**********', input_type=str]"
/// );
/// assert_eq!(error.errors().count(), 3);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsError {
    title: &'static str,
    problems: Vec<Problem>,
    files: Vec<FileProblem>,
    sought: Sought,
}

impl SettingsError {
    pub(super) fn new(
        title: &'static str,
        problems: Vec<Problem>,
        files: Vec<FileProblem>,
        sought: Sought,
    ) -> Self {
        Self {
            title,
            problems,
            files,
            sought,
        }
    }

    /// The errors of values, as in Pydantic, in the order of the fields. A location begins with the name of a field.
    pub fn errors(&self) -> impl Iterator<Item = &ErrorDetail> {
        self.problems.iter().map(|problem| &problem.detail)
    }
}

impl std::error::Error for SettingsError {}

/// One error, with the variable that it is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    detail: ErrorDetail,
    name: String,
    place: Option<Place>,
}

impl Problem {
    /// `origin` is where the value is from, and how many steps of the location lead to that.
    pub(super) fn new(
        settings: Settings,
        detail: ErrorDetail,
        origin: Option<(&Origin, usize)>,
    ) -> Self {
        let is_missing = detail.kind == Kind::Missing.name();
        let missing = is_missing
            .then(|| missing_name(settings, &detail.loc))
            .flatten();
        let (name, place) = match (missing, origin) {
            (Some(name), _) => (name, None),
            (None, Some((origin, length))) => {
                let rest = detail.loc.get(length..).unwrap_or_default();
                (with_steps(&origin.name, rest), Some(origin.place.clone()))
            }
            (None, None) => (default_name(settings, &detail.loc), None),
        };
        Self {
            detail,
            name,
            place,
        }
    }

    fn is_missing(&self) -> bool {
        self.detail.kind == Kind::Missing.name() && self.place.is_none()
    }
}

/// The name of the variable that would give what is missing.
fn missing_name(settings: Settings, loc: &[Step]) -> Option<String> {
    let (first, inner) = loc.split_first()?;
    let mut fields = settings.fields();
    let field = fields.find(|field| super::layer::is_key(first, field.name))?;
    let delimiter = settings.shape.nested_delimiter.unwrap_or_default();
    if !inner.is_empty() && delimiter.is_empty() {
        return None;
    }
    let mut rest = String::new();
    for step in inner {
        let Step::Key(key) = step else { return None };
        rest.push_str(delimiter);
        rest.push_str(&settings.shape.shown(key));
    }
    let whole = |name: &VariableName| format!("{}{rest}", name.shown);
    let names: Vec<String> = settings.names(field).iter().map(whole).collect();
    Some(names.join(" or "))
}

/// The name of a variable that is not there, and whose default is wrong.
fn default_name(settings: Settings, loc: &[Step]) -> String {
    let (first, inner) = match loc.split_first() {
        Some((first, inner)) => (Some(first), inner),
        None => (None, loc),
    };
    let mut fields = settings.fields();
    let field =
        first.and_then(|first| fields.find(|field| super::layer::is_key(first, field.name)));
    let name = field.and_then(|field| settings.names(field).into_iter().next());
    match name {
        Some(name) => with_steps(&name.shown, inner),
        None => with_steps(settings.model.name, loc),
    }
}

/// A name, and what is below it.
fn with_steps(name: &str, steps: &[Step]) -> String {
    let mut whole = if name.contains(char::is_control) {
        repr_text(name)
    } else {
        name.to_owned()
    };
    for (place, step) in steps.iter().enumerate() {
        whole.push_str(if place == 0 { ": " } else { "." });
        match step {
            Step::Key(key) if key.contains(char::is_control) => whole.push_str(&repr_text(key)),
            Step::Key(key) => whole.push_str(key),
            Step::Index(_) | Step::FromEnd(_) => whole.push_str(&step.to_string()),
        }
    }
    whole
}

/// The places in which values were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought(Vec<String>);

impl Sought {
    /// The environment, and these; each that is not there says so.
    pub(super) fn new(env_files: &[PathBuf], secrets_dirs: &[PathBuf]) -> Self {
        let paths = || env_files.iter().chain(secrets_dirs);
        let shown = shown_paths(env_files).chain(shown_paths(secrets_dirs));
        let mut all = vec!["the environment".to_owned()];
        all.extend(paths().zip(shown).map(|(path, shown)| {
            if path.exists() {
                shown
            } else {
                format!("{shown} (not there)")
            }
        }));
        Self(all)
    }
}

impl Display for SettingsError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let count = self.problems.len() + self.files.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(
            formatter,
            "{count} validation error{plural} for {}",
            self.title
        )?;
        for file in &self.files {
            write!(formatter, "\n{}", file.path.display())?;
            if let Some(line) = file.line {
                write!(formatter, ", line {line}")?;
            }
            write!(formatter, "\n  {}", file.why)?;
        }
        for problem in &self.problems {
            write!(formatter, "\n{}", problem.name)?;
            match &problem.place {
                None => {}
                Some(Place::ByHand) => formatter.write_str(" (given by the program)")?,
                Some(Place::Environment) => formatter.write_str(" (environment)")?,
                Some(Place::EnvFile(path, line)) => {
                    write!(formatter, " ({}, line {line})", path.display())?;
                }
                Some(Place::Secret(path)) => write!(formatter, " ({})", path.display())?,
            }
            formatter.write_str("\n  ")?;
            let Problem { detail, .. } = problem;
            if problem.is_missing() {
                let sought = self.sought.0.join(", ");
                write!(
                    formatter,
                    "{} [type={}], looked for in {sought}",
                    detail.msg, detail.kind
                )?;
            } else if detail.kind == Kind::Missing.name() {
                write!(formatter, "{} [type={}]", detail.msg, detail.kind)?;
            } else {
                write_detail(formatter, detail)?;
            }
        }
        Ok(())
    }
}
