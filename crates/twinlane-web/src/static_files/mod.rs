//! Static files as responses, from a directory on the disk or in the program, as with Starlette's `StaticFiles`.

mod name;
mod encodings;
mod caching;
mod directory;
mod lookup;

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use crate::accept;
use crate::disk::in_thread;
use crate::embedded::Embedded;
use crate::file::etag_of;
use crate::vary::add_vary;
use crate::{Body, Response, ServedFile};
use caching::CacheRules;
use directory::Root;
use encodings::{Accepted, Encoding};
pub use lookup::Fallback;
use lookup::{Found, FoundFile, Lookup, Pages, Wanted};

/// A directory of static files, and the options of the responses.
///
/// ```
/// use http::Request;
/// use twinlane_web::static_files::{StaticAnswer, StaticFiles};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let files = StaticFiles::new(".").cache("*.toml", "public, max-age=60");
/// let (request, ()) = Request::get("/Cargo.toml").body(())?.into_parts();
///
/// let StaticAnswer::Response(response) = files.answer(&request, "/Cargo.toml").await? else { unreachable!() };
/// assert_eq!(response.headers()["cache-control"], "public, max-age=60");
///
/// let outside = files.answer(&request, "/../Cargo.toml").await?;
/// assert!(matches!(outside, StaticAnswer::NotFound));
/// # Ok::<(), twinlane_web::BoxError>(())
/// # })?;
/// # Ok::<(), twinlane_web::BoxError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "its files are sent by its answers"]
pub struct StaticFiles {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone)]
struct Inner {
    root: Root,
    lookup: Lookup,
    caching: CacheRules,
}

/// Threads that may block on the disk.
pub trait DiskThreads {
    /// Runs a function that blocks on the disk, without blocking the event loop.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> impl Future<Output = io::Result<T>> + Send;
}

/// The threads of tokio for blocking work.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct TokioThreads;

impl DiskThreads for TokioThreads {
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> impl Future<Output = io::Result<T>> + Send {
        in_thread(work)
    }
}

/// The response to a request for a file.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "complete by nature")]
pub enum StaticAnswer {
    /// The file, a part of it, or a 304 because the client already has it.
    Response(Response),
    /// The path is a directory with an `index.html`, and lacks the slash at its end.
    SlashMissing,
    /// There is no such file, and no page for this case.
    NotFound,
    /// The method is neither `GET` nor `HEAD`.
    WrongMethod,
}

impl StaticFiles {
    /// Serves the files of this directory and its subdirectories.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::of(Root::Disk(directory.into()))
    }

    /// Serves files in the program. They are sent from memory, without a thread.
    pub fn embedded(files: Embedded) -> Self {
        Self::of(Root::Embedded(files))
    }

    fn of(root: Root) -> Self {
        let inner = Inner {
            root,
            lookup: Lookup::default(),
            caching: CacheRules::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    fn lookup(&mut self) -> &mut Lookup {
        &mut Arc::make_mut(&mut self.inner).lookup
    }

    /// Serves the `index.html` of a directory for its path, and the root's `404.html` if a file is missing. Off by default.
    pub fn html(mut self, html: bool) -> Self {
        self.lookup().pages = if html { Pages::Html } else { Pages::None };
        self
    }

    /// Serves a single-page application, as FastAPI's `frontend` does: the `index.html` of a directory, and the page of `fallback` if
    /// no file has the path. [`StaticAnswer::WrongMethod`] is then returned only if a file, or a directory's page, has the path.
    pub fn frontend(mut self, fallback: Fallback) -> Self {
        self.lookup().pages = Pages::Frontend(fallback);
        self
    }

    /// Follows symbolic links out of the directory. Off by default. Links within the directory are always followed.
    pub fn follow_symlinks(mut self, follow: bool) -> Self {
        self.lookup().follows_symlinks = follow;
        self
    }

    /// Serves files whose names begin with a dot, and files in such directories. By default only those in `.well-known` are served, at the
    /// top of the directory.
    pub fn dotfiles(mut self, dotfiles: bool) -> Self {
        self.lookup().dotfiles = dotfiles;
        self
    }

    /// Serves `app.js.br`, `app.js.zst` or `app.js.gz` instead of `app.js`, if the file exists and the client accepts the encoding. Off by
    /// default.
    pub fn precompressed(mut self, precompressed: bool) -> Self {
        self.lookup().precompressed = precompressed;
        self
    }

    /// Sets the `Cache-Control` of files whose path in the directory matches: `assets/*`, `*.css`. A `*` stands for any text, slashes
    /// included. The first pattern that matches counts.
    pub fn cache(mut self, pattern: impl Into<String>, cache_control: impl Into<String>) -> Self {
        let caching = &mut Arc::make_mut(&mut self.inner).caching;
        caching.add(pattern.into(), &cache_control.into());
        self
    }

    /// The directory. For embedded files it may no longer exist.
    pub fn directory(&self) -> &Path {
        self.inner.root.as_path()
    }

    /// The mistakes in the options, one sentence each; also those in the directory and its pages if `with_directory` is true.
    pub fn mistakes(&self, with_directory: bool) -> Vec<String> {
        let Inner {
            root,
            lookup,
            caching,
        } = &*self.inner;
        let mut mistakes = caching.mistakes();
        let name = root.as_path().display();
        if lookup.follows_symlinks && matches!(root, Root::Embedded(_)) {
            mistakes.push(format!(
                "`follow_symlinks` is of a directory on the disk, and the files of `{name}` are in the program"
            ));
        }
        if !with_directory {
            return mistakes;
        }
        match root {
            Root::Embedded(_) => mistakes.extend(self.missing_page()),
            Root::Disk(path) => match std::fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => mistakes.extend(self.missing_page()),
                Ok(_) => mistakes.push(format!("`{name}` is no directory")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    mistakes.push(format!("the directory `{name}` is not there"));
                }
                Err(error) => {
                    mistakes.push(format!("the directory `{name}` cannot be read: {error}"));
                }
            },
        }
        mistakes
    }

    /// The difference between embedded files and their directory on disk: see [`Embedded::outdated`].
    pub fn outdated(&self) -> Option<String> {
        match &self.inner.root {
            Root::Disk(_) => None,
            Root::Embedded(embedded) => embedded.outdated(),
        }
    }

    /// The page of a frontend that was named, and is not there.
    fn missing_page(&self) -> Option<String> {
        let name = match self.inner.lookup.pages {
            Pages::Frontend(Fallback::IndexHtml) => "index.html",
            Pages::Frontend(Fallback::NotFoundHtml) => "404.html",
            _ => return None,
        };
        let root = &self.inner.root;
        let directory = root.as_path().display();
        (!root.has(name))
            .then(|| format!("the directory `{directory}` has no `{name}` to fall back to"))
    }

    /// Returns the response to a request for the file of a decoded path, such as `/css/site.css`.
    ///
    /// # Errors
    ///
    /// If the disk fails. The kind is [`io::ErrorKind::PermissionDenied`] if this program may not read the file.
    pub async fn answer(&self, request: &Parts, path: &str) -> io::Result<StaticAnswer> {
        self.answer_in(&TokioThreads, request, path).await
    }

    /// Responds like [`answer`](Self::answer), on the given threads. A file on the disk takes one call of `threads`, unless it is large.
    ///
    /// # Errors
    ///
    /// Those of [`answer`](Self::answer), and those of the threads.
    pub async fn answer_in(
        &self,
        threads: &impl DiskThreads,
        request: &Parts,
        path: &str,
    ) -> io::Result<StaticAnswer> {
        let lookup = self.inner.lookup;
        let is_frontend = matches!(lookup.pages, Pages::Frontend(_));
        if !is_read(&request.method) && !is_frontend {
            return Ok(StaticAnswer::WrongMethod);
        }
        let wanted = Wanted {
            name: lookup.name(path),
            has_slash: path.ends_with('/'),
            accepted: Accepted::of(&request.headers),
            takes_page: accept::names(&request.headers, PAGES),
        };
        if let Root::Embedded(_) = self.inner.root {
            return self
                .inner
                .answer(&wanted, &request.method, &request.headers);
        }
        let inner = Arc::clone(&self.inner);
        let method = request.method.clone();
        let conditions = ServedFile::conditions(&request.headers);
        let answer = move || {
            let headers = conditions.map_or_else(HeaderMap::new, |headers| *headers);
            inner.answer(&wanted, &method, &headers)
        };
        threads.run(answer).await
    }
}

impl Inner {
    /// The response to a request with these conditions. It waits for the disk.
    fn answer(
        &self,
        wanted: &Wanted,
        method: &Method,
        headers: &HeaderMap,
    ) -> io::Result<StaticAnswer> {
        if !is_read(method) {
            let is_there = self.lookup.has(&self.root, wanted)?;
            return Ok(if is_there {
                StaticAnswer::WrongMethod
            } else {
                StaticAnswer::NotFound
            });
        }
        let respond =
            |file, status| StaticAnswer::Response(self.respond(file, status, (method, headers)));
        Ok(match self.lookup.find(&self.root, wanted)? {
            Found::File(file) => respond(file, StatusCode::OK),
            Found::Page(file) => respond(file, StatusCode::NOT_FOUND),
            Found::Directory => StaticAnswer::SlashMissing,
            Found::Nothing => StaticAnswer::NotFound,
        })
    }

    /// A file as the response. `Cache-Control` is for files alone: the page of a 404 may be another file soon.
    fn respond(
        &self,
        found: FoundFile,
        status: StatusCode,
        (method, conditions): (&Method, &HeaderMap),
    ) -> Response {
        let FoundFile {
            opened,
            name,
            encoding,
            is_for_pages,
        } = found;
        let etag = etag_of(&opened, encoding.map_or("", Encoding::name), &name);
        let served = ServedFile::new(&name).etag(etag.clone());
        let version = served.version(&opened);
        let mut response = if status == StatusCode::OK && version.is_known(conditions) {
            not_modified(etag)
        } else {
            served.answer_version(&version, opened, status, (method, conditions))
        };
        // The refusal of a range or a condition is no content of the file, and is not to be cached.
        let is_file = matches!(
            response.status(),
            StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED
        );
        let is_page = status == StatusCode::NOT_FOUND;
        // A 304 tells nothing of a content that the client has.
        let has_content = is_page || is_file && response.status() != StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        if self.lookup.precompressed {
            add_vary(headers, HeaderValue::from_static("accept-encoding"));
        }
        if let Some(encoding) = encoding.filter(|_| has_content) {
            let name = HeaderValue::from_static(encoding.name());
            headers.insert(CONTENT_ENCODING, name);
        }
        if is_file
            && !is_page
            && let Some(value) = self.caching.of(&name)
        {
            headers.insert(CACHE_CONTROL, value);
            if is_for_pages {
                // A client that does not ask for a page gets a 404.
                add_vary(headers, HeaderValue::from_static("accept"));
            }
        }
        response
    }
}

/// A 304 without what the client knows, as Starlette has it.
fn not_modified(etag: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(ETAG, etag);
    response
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The media types of pages.
const PAGES: &[&str] = &["text/html", "application/xhtml+xml"];
