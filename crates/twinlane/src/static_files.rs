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

/// Serves the files of a directory, as Starlette's `StaticFiles`.
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
/// A file is sent for `GET` and `HEAD`, with its content type, an `ETag` and its modification time. Ranges and the conditions of the request (304,
/// 412) work. Files are found and read in threads, never on the event loop. Any other path or method is a 404 or a 405 of the outer application, with
/// its error handlers. To make URLs of files, name the mount: `Mount::new(files).name("static")`, then `url_for("static").param("path", "site.css")`.
///
/// Files outside of the directory are never sent: neither by `..`, nor by a symbolic link unless [`follow_symlinks`](Self::follow_symlinks) allows
/// it. Three things differ from Starlette:
///
/// - Files whose name begins with a dot are not sent, unless [`dotfiles`](Self::dotfiles) allows it.
/// - Two files with the same time and size have different `ETag`s.
/// - A file that the program may not read is a 403.
///
/// The application does not start if the directory does not exist.
#[derive(Debug, Clone)]
#[must_use = "it is given to `App::mount`"]
pub struct StaticFiles {
    served: ServedFiles,
    checks_directory: bool,
}

impl StaticFiles {
    /// Serves the files of this directory and its subdirectories. A relative path begins at the working directory.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::of(Files::new(directory))
    }

    /// Serves files that are compiled into the program: `StaticFiles::embedded(embed!("static"))`. See [`embed!`](crate::embed).
    ///
    /// Two things differ from files on the disk: the `ETag` is made of the content, and there is no `Last-Modified`, because the compile time of a
    /// program is not the time of its files.
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

    /// Serves pages: a directory is answered with its `index.html`, and a missing file with the `404.html` of the root directory. False by default.
    ///
    /// The path of a directory without a slash at its end is redirected to the path with the slash. `404.html` has the status 404.
    pub fn html(self, html: bool) -> Self {
        self.with(|files| files.html(html))
    }

    /// Follows symbolic links out of the directory; false by default. Links that stay within the directory are always followed.
    pub fn follow_symlinks(self, follow: bool) -> Self {
        self.with(|files| files.follow_symlinks(follow))
    }

    /// Sends files whose name begins with a dot, such as `.env`, and the files of such directories. By default only those in `.well-known` are sent.
    pub fn dotfiles(self, dotfiles: bool) -> Self {
        self.with(|files| files.dotfiles(dotfiles))
    }

    /// Sends `app.js.br`, `app.js.zst` or `app.js.gz` instead of `app.js`, if such a file exists and the client accepts its encoding. False by
    /// default.
    ///
    /// The content of the two files is not compared.
    pub fn precompressed(self, precompressed: bool) -> Self {
        self.with(|files| files.precompressed(precompressed))
    }

    /// Sets the `Cache-Control` of files whose path in the directory matches, such as `assets/*` or `*.css`; none by default.
    ///
    /// A `*` matches any text, including slashes. The first pattern that matches is used. A pattern that begins with a slash, or a value that is no
    /// header, is a startup error.
    pub fn cache(self, pattern: impl Into<String>, cache_control: impl Into<String>) -> Self {
        self.with(|files| files.cache(pattern, cache_control))
    }

    /// If false, the directory may be created after the start. By default the application does not start if the directory does not exist.
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
