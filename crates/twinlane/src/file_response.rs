//! The file of a directory as a response, or as the error that the application answers with.

use std::io;
use std::sync::LazyLock;

use http::StatusCode;
use http::header::ALLOW;
use http::request::Parts;
use twinlane_lanes::{Label, Site, ThreadLane};
use twinlane_web::Response;
use twinlane_web::static_files::{DiskThreads, StaticAnswer, StaticFiles};

use crate::errors::{Error, HttpError, Result};

/// A directory whose files are served, and the threads that wait for its disk.
#[derive(Debug, Clone)]
pub(crate) struct ServedFiles {
    pub(crate) files: StaticFiles,
    threads: FileThreads,
}

impl ServedFiles {
    pub(crate) fn new(files: StaticFiles) -> Self {
        Self {
            files,
            threads: FileThreads::new(),
        }
    }

    /// The response to a request for the file of a path, or the error of the application that answers it.
    pub(crate) async fn respond(
        &self,
        (request, path): (&Parts, &str),
        with_slash: impl FnOnce() -> Response,
    ) -> Result<Response> {
        match self.files.answer_in(&self.threads, request, path).await {
            Ok(StaticAnswer::Response(response)) => Ok(response),
            Ok(StaticAnswer::SlashMissing) => Ok(with_slash()),
            Ok(StaticAnswer::NotFound) => Err(refusal(StatusCode::NOT_FOUND).into()),
            Ok(StaticAnswer::WrongMethod) => {
                let refusal = refusal(StatusCode::METHOD_NOT_ALLOWED);
                Err(refusal.header(ALLOW, "GET, HEAD").into())
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Err(refusal(StatusCode::FORBIDDEN).into())
            }
            Err(error) => {
                let directory = self.files.directory().display();
                Err(Error::msg(format!(
                    "a file of the directory {directory} cannot be sent: {error}"
                )))
            }
        }
    }
}

/// The threads of one directory. If its disk has proved to be fast, the worker that has the request steps out of the event loop and asks the disk itself:
/// a plain `fn` runs in the same way.
#[derive(Debug, Clone)]
struct FileThreads {
    site: Site,
    lane: ThreadLane,
}

/// The name of all directories in the log.
static LABEL: LazyLock<Label> = LazyLock::new(|| Label::new("static files"));

impl FileThreads {
    fn new() -> Self {
        Self {
            site: Site::new(*LABEL),
            lane: ThreadLane::new(ThreadLane::DEFAULT_CAPACITY),
        }
    }
}

impl DiskThreads for FileThreads {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let ran = self.site.run_in_thread(&self.lane, work).await;
        ran.unwrap_or_else(|refused| Err(io::Error::other(refused)))
    }
}

fn refusal(status: StatusCode) -> HttpError {
    HttpError::from_status(status).unrouted()
}
