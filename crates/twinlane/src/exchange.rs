//! One request, with the two things that its response needs: the application, and the operation that it met.

use std::mem::take;
use std::sync::Arc;

use http::StatusCode;
use http::request::Parts;
use tracing::{error, warn};
use twinlane_lanes::{Label, ThreadLane};
use twinlane_server::LogText;
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::Params;
use twinlane_web::{Body, Response, ServedFile};

use crate::answer::{Answered, AnsweredKind, Beside, EndsAtStop, send_file, status};
use crate::arrival::Arrival;
use crate::background::{BackgroundTasks, WithBackground};
use crate::dependencies::{self, DependencyResults, PlannedDependencies, TeardownContext};
use crate::errors::{Error, GivenUp};
use crate::file_response::ServedFiles;
use crate::fixed_response::content_response;
use crate::frozen::{Frozen, FrozenFunction, Operation};
use crate::handlers::FailedRequest;
use crate::headers::extend_headers;
use crate::labelled_body::LabelledBody;
use crate::request::{Request, RequestHead, path_params};
use crate::until_stop::UntilStop;

/// A request that is answered.
pub(crate) struct Exchange<'r> {
    pub(crate) app: &'r Frozen,
    pub(crate) parts: &'r Parts,
    pub(crate) arrival: &'r Arrival,
    /// The function that it met, with the parameters of its path.
    pub(crate) found: Option<(&'r FrozenFunction, &'r Params<'r>)>,
}

impl<'r> Exchange<'r> {
    /// Of a request whose head is left, for the response to an error, and the operation that it met, if any.
    pub(crate) fn of_head(
        app: &'r Frozen,
        head: &'r RequestHead,
        met: Option<&'r (&'r Operation, Params<'r>)>,
    ) -> Self {
        Self {
            app,
            parts: &head.parts,
            arrival: &head.arrival,
            found: met.map(|(operation, params)| (&operation.function, params)),
        }
    }

    /// The response of an [`Answered`]. This status is its own if nothing else sets one: see `answer/status.rs`.
    pub(crate) fn respond(
        &self,
        answered: Answered,
        status: StatusCode,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        let Answered { kind, mut beside } = answered;
        let said = beside.as_ref().and_then(|beside| beside.status());
        let status = said.unwrap_or(status);
        async move {
            let response = match kind {
                AnsweredKind::Content { media_type, body } => {
                    content_response(status, media_type, body)
                }
                AnsweredKind::Items(items) => {
                    let (media_type, body) = items.into_content();
                    content_response(status, Some(media_type), body)
                }
                AnsweredKind::Redirect(own) => {
                    content_response(status::of_redirect(own, status), None, Body::empty())
                }
                AnsweredKind::File(file) => {
                    let mut response = file.into_response();
                    *response.status_mut() = status;
                    // Boxed: most answers need not wait for a file.
                    Box::pin(self.sent_file(response, beside.as_deref_mut())).await?
                }
                AnsweredKind::Response(response) => {
                    let response = status::over(*response, said);
                    if ServedFile::of(response.body()).is_some() {
                        Box::pin(self.sent_file(response, beside.as_deref_mut())).await?
                    } else {
                        response
                    }
                }
                AnsweredKind::StaticFile(files) => Box::pin(self.static_file(&files)).await?,
                AnsweredKind::Failed(error) => return Err(error),
            };
            Ok(self.finished(response, beside))
        }
    }

    /// The response with its further parts, and with a line in the log if its body may break off.
    fn finished(&self, mut response: Response, beside: Option<Box<Beside>>) -> Response {
        if let Some(beside) = beside {
            if beside.ends_at_stop {
                response = self.ending_at_stop(response);
            }
            response = self.with_beside(response, *beside);
        }
        if response.body().is_stream() {
            if response.extensions_mut().remove::<EndsAtStop>().is_some() {
                response = self.ending_at_stop(response);
            }
            return self.logging_its_end(response);
        }
        response
    }

    /// The response, whose body ends when the server stops.
    fn ending_at_stop(&self, response: Response) -> Response {
        let stopping = self.app.stop.stopping();
        response.map(|body| UntilStop::body(body, stopping))
    }

    /// The response, with a line in the log if its body breaks off.
    #[cold]
    fn logging_its_end(&self, response: Response) -> Response {
        let label = self.found.map(|(function, _)| function.lanes.stream);
        self.labelled(response, label)
    }

    /// The response of a mounted service, likewise.
    pub(crate) fn streamed_by(&self, response: Response, label: Label) -> Response {
        if response.body().is_stream() {
            return self.labelled(response, Some(label));
        }
        response
    }

    fn labelled(&self, response: Response, label: Option<Label>) -> Response {
        let name = self.name();
        response.map(|body| {
            let body = body.inspect_error(move |error| {
                error!("{name}: the body broke off: {}", LogText(error));
            });
            match label {
                Some(label) => Body::stream(LabelledBody::new(body, label)),
                None => body,
            }
        })
    }

    /// The final response for one that carries a file. It has the headers beside it already, since the request's conditions may be on them.
    async fn sent_file(
        &self,
        mut response: Response,
        beside: Option<&mut Beside>,
    ) -> Result<Response, Error> {
        if let Some(beside) = beside {
            extend_headers(response.headers_mut(), take(&mut beside.headers));
        }
        send_file(response, &self.parts.method, &self.parts.headers).await
    }

    /// The response with its further parts.
    #[cold]
    fn with_beside(&self, mut response: Response, beside: Beside) -> Response {
        extend_headers(response.headers_mut(), beside.headers);
        if beside.background.is_empty() {
            return response;
        }
        self.running_after(response, beside.background, None)
    }

    /// The response, after which tasks run and dependencies are undone.
    pub(crate) fn running_after(
        &self,
        response: Response,
        tasks: BackgroundTasks,
        rest: Option<UndoneAfter>,
    ) -> Response {
        let (name, label) = (self.name(), self.label_after());
        let threads = self.threads().clone();
        let background = self.app.background.clone();
        // The body of an answer to HEAD is never asked for.
        let is_head = self.parts.method == http::Method::HEAD;
        // Why it is not sent, if it is not.
        let unsent = GivenUp::here();
        let run = move |was_sent: bool| async move {
            let nothing = tasks.is_empty();
            let running = tasks.run(&name, label, &threads);
            let ended = if nothing {
                Some(Ok(()))
            } else {
                background.until_cancelled(running).await
            };
            let outcome = match ended.unwrap_or_else(|| Err(given_up(&name))) {
                Err(error) => dependencies::Outcome::Failed(Arc::new(error)),
                Ok(()) if was_sent || is_head => dependencies::Outcome::Answered,
                Ok(()) => dependencies::Outcome::given_up(unsent),
            };
            if let Some(UndoneAfter { results, context }) = rest {
                results.undo_after_response(outcome, &context).await;
            }
        };
        response.map(|body| Body::stream(WithBackground::new(body, run, &self.app.background)))
    }

    pub(crate) fn teardown_context(
        &self,
        function: &FrozenFunction,
        dependencies: &PlannedDependencies,
    ) -> TeardownContext {
        TeardownContext {
            operation: function.lanes.site.label(),
            plan: Arc::clone(&dependencies.teardowns),
            held: self.app.held.clone(),
            running: self.app.background.clone(),
        }
    }

    /// The decoded path by which the application finds its route.
    #[inline]
    pub(crate) fn route_path(&self) -> DecodedPath<'r> {
        let path = DecodedPath::new(self.parts.uri.path());
        self.arrival.root_path.route_path(path)
    }

    /// The response to a request below the path of a frontend.
    async fn static_file(&self, files: &ServedFiles) -> Result<Response, Error> {
        // The rest of the path stands after the parameters that have names.
        let rest = self.found.and_then(|(function, params)| {
            let named = function.path_names.len();
            params.iter().nth(named)
        });
        let path = self.route_path();
        let below = match rest {
            Some(rest) if !rest.is_empty() => rest,
            _ if path.ends_with('/') => "/",
            _ => "",
        };
        let with_slash = || self.redirect(&[&path, "/"].concat());
        files.respond((self.parts, below), with_slash).await
    }

    /// The redirect to another route path.
    pub(crate) fn redirect(&self, path: &str) -> Response {
        let path = [self.arrival.root_path.as_str(), path].concat();
        let scheme = self.arrival.scheme(self.parts);
        twinlane_web::redirect::slash(self.parts, scheme, &path)
    }

    /// The name of the request in the log.
    pub(crate) fn name(&self) -> String {
        match self.found {
            Some((function, _)) => function.name.to_string(),
            None => format!("{} {}", self.parts.method, LogText(self.parts.uri.path())),
        }
    }

    fn label_after(&self) -> Label {
        match self.found {
            Some((function, _)) => function.lanes.after,
            None => self.app.label,
        }
    }
}

impl FailedRequest for Exchange<'_> {
    /// The lane of its plain functions.
    fn threads(&self) -> &ThreadLane {
        match self.found {
            Some((function, _)) => &function.lanes.threads,
            None => &self.app.threads,
        }
    }

    /// The request, for a handler of errors.
    fn request(&self) -> Request {
        let params = match self.found {
            Some((function, params)) => path_params(self.arrival, (&function.path_names, params)),
            None => self.arrival.root_path.params().to_vec(),
        };
        let request = Request::of(self.parts, self.arrival.clone(), params);
        request.with_names(Arc::clone(&self.app.names))
    }
}

/// The dependencies that are undone after the response.
pub(crate) struct UndoneAfter {
    pub(crate) results: DependencyResults,
    pub(crate) context: TeardownContext,
}

fn given_up(operation: &str) -> Error {
    let message = "the server has stopped before the background tasks had ended";
    warn!("{operation}: {message}");
    Error::msg(message)
}
