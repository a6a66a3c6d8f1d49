//! A directory whose files are served: what is mounted as Starlette's `StaticFiles`.

use std::path::PathBuf;
use std::sync::Arc;

use twinlane_web::path::DecodedPath;
use twinlane_web::static_files::StaticFiles as Files;
use twinlane_web::{Body, Response, redirect, url};

use crate::errors::Result;
use crate::file_response::ServedFiles;
use crate::middlewares::Answering;
use crate::mount::{AnyService, Mount, MountContent, Mountable};
use crate::root_path::RootPath;

/// A directory whose files are served, as Starlette's `StaticFiles`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::files::StaticFiles;
/// use twinlane::testing::TestClient;
///
/// let files = StaticFiles::new("src").cache("*.rs", "public, max-age=3600");
/// let app = App::new().mount("/static", files);
///
/// let client = TestClient::blocking(app);
/// let response = client.get("/static/lib.rs").send();
/// assert_eq!(response.headers()["cache-control"], "public, max-age=3600");
/// assert_eq!(client.get("/static/../Cargo.toml").send().status(), 404);
/// ```
///
/// A file is sent for `GET` and `HEAD`, with its type, an `ETag`, its time, ranges, and the conditions of the request (304, 412). It is
/// found and read in threads, never on the event loop. Anything else is a 404 or a 405 of the application around it, with its error
/// handlers. Give the mount a name for its URLs: `Mount::new(files).name("static")`, then `url_for("static").param("path", "site.css")`.
///
/// Nothing outside of the directory is sent: not by `..`, nor by a symbolic link, unless [`follow_symlinks`](Self::follow_symlinks) says so.
/// Unlike Starlette's, it does not send files whose name begins with a dot, unless [`dotfiles`](Self::dotfiles) says so; two files of one
/// time and size have two `ETag`s; and a file that this program may not read is a 403.
///
/// An application does not start if the directory is not there.
#[derive(Debug, Clone)]
#[must_use = "it is given to `App::mount`"]
pub struct StaticFiles {
    served: ServedFiles,
    checks_directory: bool,
}

impl StaticFiles {
    /// The files of this directory and its subdirectories. A relative path begins at the working directory.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::of(Files::new(directory))
    }

    /// Files that are in the program: `StaticFiles::embedded(embed!("static"))`. See [`embed!`](crate::embed).
    ///
    /// They are answered as those on the disk are, but for two things: their `ETag` is made of their content, and there is no `Last-Modified`,
    /// since the time at which a program was compiled says nothing of its files.
    #[cfg(feature = "embed")]
    pub fn embedded(files: twinlane_web::embedded::Embedded) -> Self {
        Self::of(Files::embedded(files))
    }

    fn of(files: Files) -> Self {
        Self {
            served: ServedFiles::new(files),
            checks_directory: true,
        }
    }

    /// Answers for a directory with its `index.html`, to which a path without a slash at its end is redirected, and if there is no
    /// file with the `404.html` of the whole, as a 404. Not so by default.
    pub fn html(self, html: bool) -> Self {
        self.with(|files| files.html(html))
    }

    /// Follows symbolic links out of the directory. Not so by default; those that stay within it are followed in any case.
    pub fn follow_symlinks(self, follow: bool) -> Self {
        self.with(|files| files.follow_symlinks(follow))
    }

    /// Sends files whose name begins with a dot, `.env` for example, and what is in such directories. By default only what is in
    /// `.well-known`.
    pub fn dotfiles(self, dotfiles: bool) -> Self {
        self.with(|files| files.dotfiles(dotfiles))
    }

    /// Sends `app.js.br`, `app.js.zst` or `app.js.gz` in the place of `app.js`, if it is there and the client takes it. Not so by
    /// default. It is not checked that the two have the same content.
    pub fn precompressed(self, precompressed: bool) -> Self {
        self.with(|files| files.precompressed(precompressed))
    }

    /// The `Cache-Control` of files whose path in the directory matches, as `assets/*` or `*.css`: a `*` stands for any text, with slashes
    /// in it too. The first pattern that matches counts. No file has one by default.
    ///
    /// A pattern that begins with a slash, or a value that is no header, is a startup mistake.
    pub fn cache(self, pattern: impl Into<String>, cache_control: impl Into<String>) -> Self {
        self.with(|files| files.cache(pattern, cache_control))
    }

    /// Without it the directory may be made later: by default an application whose directory is not there does not start.
    pub fn check_directory(mut self, check: bool) -> Self {
        self.checks_directory = check;
        self
    }

    fn with(mut self, change: impl FnOnce(Files) -> Files) -> Self {
        self.served.files = change(self.served.files);
        self
    }

    async fn respond(&self, request: http::Request<Body>) -> Result<Response> {
        let (request, _) = request.into_parts();
        let path = DecodedPath::new(request.uri.path());
        let with_slash = || {
            let root_path = request.extensions.get::<RootPath>();
            let root_path = root_path.map_or("", RootPath::as_str);
            let path = [root_path, &path, "/"].concat();
            redirect::slash(&request, url::scheme(&request), &path)
        };
        self.served.respond((&request, &path), with_slash).await
    }
}

/// The marker of static files that are mounted.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaStaticFiles {}

impl Mountable<ViaStaticFiles> for StaticFiles {
    fn into_mount(self) -> Mount {
        Mount::of(MountContent::Service(Arc::new(self)))
    }
}

impl AnyService for StaticFiles {
    fn answer(self: Arc<Self>, request: http::Request<Body>) -> Answering<Result<Response>> {
        Box::pin(async move { self.respond(request).await })
    }

    fn mistakes(&self) -> Vec<String> {
        warn_of_outdated(&self.served.files);
        self.served.files.mistakes(self.checks_directory)
    }
}

/// Warns of embedded files that are not those of the directory any more.
pub(crate) fn warn_of_outdated(files: &Files) {
    if let Some(difference) = files.outdated() {
        tracing::warn!("embedded files: {difference}");
    }
}
