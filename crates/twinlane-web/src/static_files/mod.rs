//! A directory whose files are answered with, on the disk or in the program, as Starlette's `StaticFiles`.

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

/// A directory, and how its files are answered with.
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

/// Threads that may wait for a disk.
pub trait DiskThreads {
    /// Runs a function that waits for a disk, where it does not hold up the event loop.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> impl Future<Output = io::Result<T>> + Send;
}

/// The threads of tokio for what blocks.
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
    /// A file, a part of one, or that the client has it already.
    Response(Response),
    /// The name is a directory's, which has an `index.html`, and lacks the slash at its end.
    SlashMissing,
    /// There is no such file, and no page that says so.
    NotFound,
    /// Files are read alone: by `GET` and by `HEAD`.
    WrongMethod,
}

impl StaticFiles {
    /// The files of this directory and of those in it.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::of(Root::Disk(directory.into()))
    }

    /// Files that are in the program. They are sent from there, without a thread.
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

    /// Answers for a directory with its `index.html`, and where there is no file with the `404.html` of the whole.
    pub fn html(mut self, html: bool) -> Self {
        self.lookup().pages = if html { Pages::Html } else { Pages::None };
        self
    }

    /// Answers as FastAPI's `frontend` does: for a directory with its `index.html`, and where no file has the path with a page that may be
    /// that of the path in the browser. What is not read is told from what is not there: [`StaticAnswer::WrongMethod`] is of a file alone.
    pub fn frontend(mut self, fallback: Fallback) -> Self {
        self.lookup().pages = Pages::Frontend(fallback);
        self
    }

    /// Follows symbolic links out of the directory. Those that stay within it are followed in any case.
    pub fn follow_symlinks(mut self, follow: bool) -> Self {
        self.lookup().follows_symlinks = follow;
        self
    }

    /// Answers with files whose names begin with a dot, and with those in such directories. Without it, only with those in `.well-known`.
    pub fn dotfiles(mut self, dotfiles: bool) -> Self {
        self.lookup().dotfiles = dotfiles;
        self
    }

    /// Answers with `app.js.br`, `app.js.zst` or `app.js.gz` in the place of `app.js`, if it is there and the client takes it.
    pub fn precompressed(mut self, precompressed: bool) -> Self {
        self.lookup().precompressed = precompressed;
        self
    }

    /// The `Cache-Control` of files whose path in the directory matches: `assets/*`, `*.css`. A `*` stands for any text, with slashes in it
    /// too. The first pattern that matches counts.
    pub fn cache(mut self, pattern: impl Into<String>, cache_control: impl Into<String>) -> Self {
        let caching = &mut Arc::make_mut(&mut self.inner).caching;
        caching.add(pattern.into(), &cache_control.into());
        self
    }

    /// The directory. That of embedded files may not be there any more.
    pub fn directory(&self) -> &Path {
        self.inner.root.as_path()
    }

    /// The mistakes in the options, a sentence each, and in the directory and its pages if they are looked at.
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

    /// The difference between embedded files and their directory: see [`Embedded::outdated`].
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

    /// The response to a request for the file of a decoded path, `/css/site.css`.
    ///
    /// # Errors
    ///
    /// The disk fails, or does not let this program read the file: of the kind [`io::ErrorKind::PermissionDenied`] then.
    pub async fn answer(&self, request: &Parts, path: &str) -> io::Result<StaticAnswer> {
        self.answer_in(&TokioThreads, request, path).await
    }

    /// The same, in threads of one's own. A file on the disk takes one turn there, unless it is a large one.
    ///
    /// # Errors
    ///
    /// As those of [`answer`](Self::answer), and those of the threads.
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
