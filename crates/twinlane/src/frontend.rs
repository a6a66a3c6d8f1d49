//! A built frontend, whose files answer for the paths that nothing else has.

use std::path::{Path, PathBuf};

pub use twinlane_web::static_files::Fallback;
use twinlane_web::static_files::StaticFiles as Files;

use crate::file_response::ServedFiles;
use crate::operation::Route;
use crate::static_files::warn_of_outdated;

/// A built frontend, for [`App::frontend`](crate::App::frontend): a directory such as `dist`, with the pages and scripts of a bundler.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::files::{Fallback, Frontend};
///
/// let dist = Frontend::new("dist")
///     .fallback(Fallback::IndexHtml)
///     .cache("assets/*", "public, max-age=31536000, immutable")
///     .cache("*", "no-cache");
/// let app = App::new().frontend("/", dist);
/// # let _ = app;
/// ```
///
/// Files are sent as [`StaticFiles`](crate::files::StaticFiles) sends them. A directory is answered with its `index.html`.
#[derive(Debug, Clone)]
#[must_use = "it is given to `App::frontend`"]
pub struct Frontend {
    served: ServedFiles,
    checks_directory: Option<bool>,
}

impl Frontend {
    /// Serves the frontend in this directory. A relative path begins at the working directory.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::of(Files::new(directory))
    }

    /// Serves a frontend that is compiled into the program: `Frontend::embedded(embed!("dist"))`.
    ///
    /// See [`StaticFiles::embedded`](crate::files::StaticFiles::embedded).
    #[cfg(feature = "embed")]
    pub fn embedded(files: twinlane_web::embedded::Embedded) -> Self {
        Self::of(Files::embedded(files))
    }

    fn of(files: Files) -> Self {
        Self {
            served: ServedFiles::new(files.frontend(Fallback::default())),
            checks_directory: None,
        }
    }

    /// Sets the response if no file has the path; [`Fallback::Auto`] by default.
    pub fn fallback(self, fallback: Fallback) -> Self {
        self.with(|files| files.frontend(fallback))
    }

    /// Sends files whose name begins with a dot: see [`StaticFiles::dotfiles`](crate::files::StaticFiles::dotfiles).
    pub fn dotfiles(self, dotfiles: bool) -> Self {
        self.with(|files| files.dotfiles(dotfiles))
    }

    /// Sends compressed files that exist next to the originals: see [`StaticFiles::precompressed`](crate::files::StaticFiles::precompressed).
    pub fn precompressed(self, precompressed: bool) -> Self {
        self.with(|files| files.precompressed(precompressed))
    }

    /// Sets the `Cache-Control` of files whose path matches: see [`StaticFiles::cache`](crate::files::StaticFiles::cache).
    pub fn cache(self, pattern: impl Into<String>, cache_control: impl Into<String>) -> Self {
        self.with(|files| files.cache(pattern, cache_control))
    }

    fn with(mut self, change: impl FnOnce(Files) -> Files) -> Self {
        self.served.files = change(self.served.files);
        self
    }

    /// If false, the directory and the page that [`fallback`](Self::fallback) needs may be created after the start.
    ///
    /// By default the application does not start without them; in development this is only a warning.
    pub fn check_directory(mut self, check: bool) -> Self {
        self.checks_directory = Some(check);
        self
    }

    /// The mistakes in the options and, unless it is not looked at, in the directory.
    pub(crate) fn mistakes(&self, development: bool) -> Vec<String> {
        let files = &self.served.files;
        warn_of_outdated(files);
        let mistakes = files.mistakes(self.checks_directory.unwrap_or(!development));
        if development && self.checks_directory.is_none() {
            for missing in files.mistakes(true) {
                if !mistakes.contains(&missing) {
                    tracing::warn!("frontend: {missing}");
                }
            }
        }
        mistakes
    }

    /// The files, as requests are answered with them.
    pub(crate) fn served(&self) -> ServedFiles {
        self.served.clone()
    }
}

/// As [`Frontend::new`].
impl From<&str> for Frontend {
    fn from(directory: &str) -> Self {
        Self::new(directory)
    }
}

/// Likewise.
impl From<String> for Frontend {
    fn from(directory: String) -> Self {
        Self::new(directory)
    }
}

/// Likewise.
impl From<&Path> for Frontend {
    fn from(directory: &Path) -> Self {
        Self::new(directory)
    }
}

/// Likewise.
impl From<PathBuf> for Frontend {
    fn from(directory: PathBuf) -> Self {
        Self::new(directory)
    }
}

/// The operation of a frontend. It does nothing itself, but has the options of the routers around it.
#[twinlane::get("")]
async fn frontend() {}

/// The route of a frontend.
pub(crate) fn route() -> Route {
    Route::of::<frontend, _>()
}

#[cfg(test)]
mod tests {
    use tracing::level_filters::LevelFilter;
    use twinlane_log_lines::LogLines;

    use super::*;

    #[test]
    fn in_development_what_is_missing_is_a_warning() {
        let (lines, _guard) = LogLines::keep(LevelFilter::WARN);
        let told = |frontend: Frontend, development| (frontend.mistakes(development), lines.take());
        let missing = "the directory `no-such-directory` is not there";
        let frontend = || Frontend::new("no-such-directory");
        let (mistakes, warned) = told(frontend(), true);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        assert!(warned.contains(&format!("frontend: {missing}")), "{warned}");
        // Of the options all is a mistake, and told once.
        let (mistakes, warned) = told(frontend().cache("/a", "no-cache"), true);
        assert!(mistakes[0].contains("`/a` matches no file"), "{mistakes:?}");
        assert!(!warned.contains("matches no file"), "{warned}");
        // An explicit option counts in development too.
        for (frontend, development, expected) in [
            (frontend(), false, 1),
            (frontend().check_directory(true), true, 1),
            (frontend().check_directory(false), true, 0),
            (frontend().check_directory(false), false, 0),
        ] {
            let (mistakes, warned) = told(frontend, development);
            assert_eq!(mistakes, vec![missing; expected]);
            assert_eq!(warned, "");
        }
    }
}
