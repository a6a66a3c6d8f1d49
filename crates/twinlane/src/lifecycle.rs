//! One request, start to finish: every step is one line here. Read this first.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::mem::take;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Poll, Waker};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use tracing::{error, warn};
use twinlane_lanes::{Label, Panicked, ThreadLane, until_given_up};
use twinlane_server::LogText;
use twinlane_web::form::{Form, FormError, FormLimits};
use twinlane_web::path::DecodedPath;
use twinlane_web::query::Query;
use twinlane_web::routing::{Outcome, Params};
use twinlane_web::{Body, Pieces, Response, ServedFile};

use crate::answer::{Answered, AnsweredKind, Beside, content_response, extend_headers, status};
use crate::background::{BackgroundTasks, WithBackground};
use crate::call::Call;
use crate::dependency::{
    self, DependencyResults, DependencyWork, PlannedDependencies, RequestDependencies,
    TeardownContext, UnusedArguments,
};
use crate::error::{Error, HttpError};
use crate::failure::{self, Gone, panicked};
use crate::labelled_body::LabelledBody;
use crate::parameter::{BodyInput, Gather, Inputs, Keyed, RequestBody, SlotSource};
use crate::request::{self, path_params};
use crate::service::{BodyMode, Endpoint, Frozen, Operation};
use crate::until_stop::UntilStop;

/// Answers a request.
#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` would have room for the request twice: as it is given, and as it is used"
)]
pub(crate) fn handle(
    app: Arc<Frozen>,
    client: Option<SocketAddr>,
    (parts, mut body): (Parts, Body),
) -> impl Future<Output = Response> + Send {
    async move {
        let path = DecodedPath::new(parts.uri.path());
        let mut cx = Answering {
            app: &app,
            parts: &parts,
            client,
            found: None,
        };
        let found = find(&app, &parts, &path);
        let (operation, params) = match found {
            Ok(ref found) => found,
            Err(without) => {
                return match *without {
                    Ok(response) => response,
                    Err(error) => Box::pin(failure::respond(&cx, error)).await,
                };
            }
        };
        cx.found = Some((operation, params));
        let error = match answer(&cx, (operation, params), &mut body).await {
            Ok(response) => return response,
            Err(error) => error,
        };
        // Boxed: few requests fail, and every one would have room for it.
        Box::pin(failure::respond(&cx, error)).await
    }
}

/// A request that is being answered.
pub(crate) struct Answering<'r> {
    pub(crate) app: &'r Frozen,
    pub(crate) parts: &'r Parts,
    pub(crate) client: Option<SocketAddr>,
    /// The operation that it met, with the parameters of its path.
    found: Option<(&'r Operation, &'r Params<'r>)>,
}

/// The response of the operation, or what kept it from one.
async fn answer(
    cx: &Answering<'_>,
    (operation, params): (&Operation, &Params<'_>),
    body: &mut Body,
) -> Result<Response, Error> {
    let call = match prepare(cx, (operation, params), body).await? {
        Prepared::Call(call) => call,
        // Boxed: most requests leave nothing to do for them, and every future would have room for it.
        Prepared::Dependencies(planned, work, call) => {
            return Box::pin(with_dependencies(cx, operation, planned, *work, call)).await;
        }
        Prepared::Refused(response) => return Ok(*response),
    };
    let lanes = &operation.lanes;
    let running = call.run(&lanes.site, &lanes.threads);
    let ended = until_given_up(running, lanes.cancel_on_disconnect).await;
    let ended = ended.ok_or(Gone)?;
    let answered = ended.map_err(|refused| failure::refused(&cx.name(), &refused))?;
    cx.respond(operation.shaped(answered), operation.status)
        .await
}

/// A request whose arguments have been gathered.
enum Prepared<'r> {
    /// All that is left is to call the operation.
    Call(Call),
    /// Something is left to do for its dependencies before that, or after.
    Dependencies(
        &'r PlannedDependencies,
        Box<DependencyWork>,
        Result<Call, Error>,
    ),
    /// An extractor has answered.
    Refused(Box<Response>),
}

/// Reads the body as the operation takes it, and gathers its arguments.
async fn prepare<'r>(
    cx: &Answering<'r>,
    (operation, params): (&'r Operation, &'r Params<'r>),
    body: &mut Body,
) -> Result<Prepared<'r>, Error> {
    let body = read_body(operation, &cx.parts.headers, body).await?;
    let mut extracted = Vec::new();
    if operation.extracts {
        match Box::pin(extract(operation, cx.parts.clone())).await {
            Ok(values) => extracted = values,
            Err(response) => return Ok(Prepared::Refused(response)),
        }
    }
    let Some(dependencies) = &operation.dependencies else {
        let inputs = inputs(cx, (operation, params), body, extracted);
        return gather(cx, operation, inputs).map(Prepared::Call);
    };
    let waker = poll_fn(|task| Poll::Ready(task.waker().clone())).await;
    let inputs = inputs(cx, (operation, params), body, extracted);
    let (work, call) = gather_all(cx, (operation, dependencies), inputs, &waker)?;
    Ok(match work {
        None => Prepared::Call(call?),
        Some(work) => Prepared::Dependencies(dependencies, work, call),
    })
}

/// The path operation of the request. `Err`: the answer where none has its method and path.
///
/// Boxed: a request has one of the two, and would have room for both.
fn find<'r, 'p>(
    app: &'r Frozen,
    parts: &Parts,
    path: &'p DecodedPath<'_>,
) -> Result<(&'r Operation, Params<'p>), Box<Result<Response, Error>>> {
    Err(Box::new(match app.table.find(&parts.method, path) {
        Outcome::Found {
            value: Endpoint::Operation(operation),
            params,
        } => return Ok((operation, params)),
        Outcome::Found {
            value: Endpoint::Page(page),
            ..
        } => Ok(page.response()),
        Outcome::Redirect { path } => Ok(twinlane_web::redirect::slash(parts, &path)),
        // The framework's pages answer HEAD too, as Starlette's do.
        Outcome::WrongMethod {
            value: Endpoint::Page(_),
            ..
        } => Err(wrong_method("GET, HEAD")),
        Outcome::WrongMethod { allow, .. } => Err(wrong_method(allow)),
        _ => Err(HttpError::from_status(StatusCode::NOT_FOUND).into()),
    }))
}

fn wrong_method(allow: &str) -> Error {
    HttpError::from_status(StatusCode::METHOD_NOT_ALLOWED)
        .header(header::ALLOW, allow)
        .into()
}

/// The body, as the operation takes it.
async fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<BodyInput, FormError> {
    match &operation.body {
        BodyMode::Unread => {
            // Dropped here, so that the server can see on the connection whether its client goes.
            drop(take(body));
            Ok(BodyInput::Absent)
        }
        BodyMode::Whole | BodyMode::Keyed => {
            let mut pieces = Pieces::of(take(body), operation.limits)?;
            let bytes = pieces.rest().await?;
            Ok(whole_body(operation, headers, bytes))
        }
        // Boxed: what a form needs while it is read would make the future of every request larger.
        BodyMode::Form { limits, loaded } => {
            Box::pin(read_form(operation, *limits, loaded, headers, take(body))).await
        }
        BodyMode::Raw => {
            let pieces = Pieces::of(take(body), operation.limits)?;
            Ok(BodyInput::Raw(Some(RequestBody::new(pieces))))
        }
    }
}

fn whole_body(operation: &Operation, headers: &HeaderMap, bytes: Bytes) -> BodyInput {
    let content_type = headers.get(header::CONTENT_TYPE);
    let says_nothing = content_type.is_none_or(http::HeaderValue::is_empty);
    let is_json = twinlane_web::json::content_type_is_json(headers)
        || says_nothing && !operation.strict_content_type;
    if bytes.is_empty() {
        BodyInput::Absent
    } else if !is_json {
        BodyInput::Other(bytes)
    } else if matches!(operation.body, BodyMode::Keyed) {
        BodyInput::Keyed(Keyed::split(&bytes))
    } else {
        BodyInput::Json(bytes)
    }
}

async fn read_form(
    operation: &Operation,
    limits: FormLimits,
    loaded: &[&str],
    headers: &HeaderMap,
    body: Body,
) -> Result<BodyInput, FormError> {
    let mut form = Form::read(headers, body, operation.limits, limits).await?;
    for name in loaded {
        form.load(name).await?;
    }
    Ok(BodyInput::Form(form))
}

/// What axum's extractors read, or the answer of the first that refuses.
async fn extract(
    operation: &Operation,
    mut parts: Parts,
) -> Result<Vec<Option<Extracted>>, Box<Response>> {
    let mut values = Vec::new();
    let below = operation.dependencies.iter();
    let below = below.flat_map(PlannedDependencies::slots);
    for slot in operation.slots.iter().chain(below) {
        if let SlotSource::Extracted { extract, .. } = slot.source {
            values.push(Some(extract(&mut parts).await.map_err(Box::new)?));
        }
    }
    Ok(values)
}

type Extracted = Box<dyn Any + Send>;

#[inline]
fn inputs<'r>(
    cx: &Answering<'r>,
    (operation, path): (&'r Operation, &'r Params<'r>),
    body: BodyInput,
    extracted: Vec<Option<Extracted>>,
) -> Inputs<'r> {
    Inputs {
        path,
        path_names: &operation.path_names,
        query: Query::new(cx.parts.uri.query().unwrap_or_default()),
        parts: cx.parts,
        client: cx.client,
        body,
        extracted,
    }
}

/// The response of an operation that asks for dependencies.
async fn with_dependencies(
    cx: &Answering<'_>,
    operation: &Operation,
    dependencies: &PlannedDependencies,
    work: DependencyWork,
    call: Result<Call, Error>,
) -> Result<Response, Error> {
    let DependencyWork {
        pending,
        mut results,
        ..
    } = work;
    let lane = (&operation.lanes.site, &operation.lanes.threads);
    let pending = (dependencies, pending);
    let arguments = UnusedArguments::default();
    let with_client = operation.lanes.cancel_on_disconnect;
    let running = dependency::run_all(pending, call, lane, (&mut results, &arguments));
    let answered = if let Some(answered) = until_given_up(running, with_client).await {
        answered
    } else {
        // What has been made is undone also where the rest is given up, when no thread has it any more.
        results.wait_for_threads().await;
        Err(Box::new(Answered::failed(Gone)))
    };
    let answered = answered.map(|answered| operation.shaped(answered));
    let mut answered = dependency::separate_error(answered.unwrap_or_else(|instead| *instead));
    let context = results
        .has_teardowns()
        .then(|| cx.teardown_context(operation, dependencies));
    if let Some(context) = &context {
        arguments.dropped().await;
        answered = Box::pin(results.undo_before_response(answered, context)).await;
    }
    let answered = results.with_given_back(answered.map_err(dependency::into_owned_error)?);
    match context.filter(|_| results.has_teardowns()) {
        None => cx.respond(answered, operation.status).await,
        Some(context) => {
            let rest = UndoneAfter { results, context };
            Box::pin(undone_after(cx, operation, answered, rest)).await
        }
    }
}

/// The dependencies that are undone after the response.
struct UndoneAfter {
    results: DependencyResults,
    context: TeardownContext,
}

/// The response, after which dependencies are undone.
async fn undone_after(
    cx: &Answering<'_>,
    operation: &Operation,
    mut answered: Answered,
    rest: UndoneAfter,
) -> Result<Response, Error> {
    let tasks = answered.take_background();
    let response = match cx.respond(answered, operation.status).await {
        Ok(response) => response,
        Err(error) => failure::respond(cx, error).await,
    };
    Ok(cx.running_after(response, tasks, Some(rest)))
}

/// What has become of the dependencies beside their values, and the operation, if it can run.
type Gathered = (Option<Box<DependencyWork>>, Result<Call, Error>);

/// Gathers the arguments of the dependencies and of the operation; the dependencies that may begin have begun.
fn gather_all<'r>(
    cx: &Answering<'_>,
    (operation, dependencies): (&'r Operation, &'r PlannedDependencies),
    inputs: Inputs<'r>,
    waker: &'r Waker,
) -> Result<Gathered, Error> {
    let mut gather = Gather::new(&operation.slots, inputs, operation.error_limits);
    // What is given up when its client goes begins where it can be.
    let begins = (!operation.lanes.cancel_on_disconnect).then_some(waker);
    let call = Panicked::catch(|| {
        dependency::gather_dependencies(dependencies, &mut gather, begins);
        gather.take_up(&operation.slots);
        (operation.gather)(&mut gather)
    });
    let own = &mut gather.problems;
    let Some(request_dependencies) = &gather.request_dependencies else {
        return Err(HttpError::internal().into());
    };
    let unreadable = own.unreadable_body();
    if let Some(error) = unreadable.or_else(|| request_dependencies.unreadable_body()) {
        return Err(error);
    }
    let call = match (call, request_dependencies.error(&dependencies.order, own)) {
        (Err(panic), _) => Err(panicked(cx, &panic)),
        (_, Some(error)) => Err(error),
        (Ok(Some(_)), None) if gather.is_cut_short() => return Err(FormError::Invalid.into()),
        (Ok(Some(call)), None) => Ok(call),
        // One of them has refused, which ends the request at its place in the order.
        (Ok(None), None) => Err(HttpError::internal().into()),
    };
    let request_dependencies = gather.request_dependencies.as_mut();
    let work = request_dependencies.and_then(RequestDependencies::take_work);
    // Values that only dependencies have asked for end here, and how they do is the application's code as well.
    match Panicked::catch(|| gather.request_dependencies = None) {
        Ok(()) => Ok((work, call)),
        Err(panic) => Ok((work, Err(panicked(cx, &panic)))),
    }
}

/// The call with all its arguments, or the error that lists everything that is wrong with them.
fn gather<'r>(
    cx: &Answering<'_>,
    operation: &'r Operation,
    inputs: Inputs<'r>,
) -> Result<Call, Error> {
    let mut gather = Gather::new(&operation.slots, inputs, operation.error_limits);
    // A default is the application's code, and so is a `Deserialize` written by hand: they may panic.
    match Panicked::catch(|| (operation.gather)(&mut gather)) {
        Ok(Some(_)) if gather.is_cut_short() => Err(FormError::Invalid.into()),
        Ok(Some(call)) => Ok(call),
        Ok(None) => Err(gather.problems.into_error()),
        Err(panic) => Err(panicked(cx, &panic)),
    }
}

fn given_up(operation: &str) -> Error {
    let message = "the server has stopped before the background tasks had ended";
    warn!("{operation}: {message}");
    Error::msg(message)
}

impl Answering<'_> {
    /// The response that an answer is. This status is its own if nothing else says one: see `answer/status.rs`.
    pub(crate) fn respond(
        &self,
        answered: Answered,
        status: StatusCode,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        let Answered { kind, beside } = answered;
        let said = beside.as_ref().and_then(|beside| beside.status);
        let status = said.unwrap_or(status);
        async move {
            let response = match kind {
                AnsweredKind::Content { media_type, body } => {
                    content_response(status, media_type, body)
                }
                AnsweredKind::Redirect(own) => {
                    content_response(status::of_redirect(own, status), None, Body::empty())
                }
                // Boxed: most answers need not wait for a file.
                AnsweredKind::File(file) => Box::pin(self.file(&file, status)).await?,
                AnsweredKind::Response(response) => status::over(*response, said),
                AnsweredKind::Failed(error) => return Err(error),
            };
            Ok(self.finished(response, beside))
        }
    }

    /// The response with what was said beside it, and with a line in the log where its body may break off.
    fn finished(&self, mut response: Response, beside: Option<Box<Beside>>) -> Response {
        if let Some(beside) = beside {
            if beside.ends_at_stop {
                let stopping = self.app.stop.stopping();
                response = response.map(|body| UntilStop::body(body, stopping));
            }
            response = self.with_beside(response, *beside);
        }
        if response.body().is_stream() {
            return self.logging_its_end(response);
        }
        response
    }

    /// The response, with a line in the log if its body breaks off.
    #[cold]
    fn logging_its_end(&self, response: Response) -> Response {
        let name = self.name();
        let label = self.found.map(|(operation, _)| operation.lanes.stream);
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

    async fn file(&self, file: &ServedFile, status: StatusCode) -> Result<Response, Error> {
        let Parts {
            method, headers, ..
        } = self.parts;
        let response = file.response(status, method, headers).await;
        response.map_err(|error| {
            let path = file.path().display();
            Error::msg(format!("the file {path} cannot be sent: {error}"))
        })
    }

    /// The response with what was said beside it.
    #[cold]
    fn with_beside(&self, mut response: Response, beside: Beside) -> Response {
        extend_headers(response.headers_mut(), beside.headers);
        if beside.background.is_empty() {
            return response;
        }
        self.running_after(response, beside.background, None)
    }

    /// The response, after which tasks run and dependencies are undone.
    fn running_after(
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
        let run = move |was_sent: bool| async move {
            let nothing = tasks.is_empty();
            let running = tasks.run(&name, label, &threads);
            let ended = if nothing {
                Some(Ok(()))
            } else {
                background.until_cancelled(running).await
            };
            let outcome = match ended.unwrap_or_else(|| Err(given_up(&name))) {
                Err(error) => dependency::Outcome::Failed(Arc::new(error)),
                Ok(()) if was_sent || is_head => dependency::Outcome::Answered,
                Ok(()) => dependency::Outcome::ClientGone,
            };
            if let Some(UndoneAfter { results, context }) = rest {
                results.undo_after_response(outcome, &context).await;
            }
        };
        response.map(|body| Body::stream(WithBackground::new(body, run, &self.app.background)))
    }

    fn teardown_context(
        &self,
        operation: &Operation,
        dependencies: &PlannedDependencies,
    ) -> TeardownContext {
        TeardownContext {
            operation: operation.lanes.site.label(),
            plan: Arc::clone(&dependencies.teardowns),
            held: self.app.held.clone(),
            running: self.app.background.clone(),
        }
    }

    /// What the log calls it.
    pub(crate) fn name(&self) -> String {
        match self.found {
            Some((operation, _)) => operation.name.to_string(),
            None => format!("{} {}", self.parts.method, LogText(self.parts.uri.path())),
        }
    }

    /// The lane of its plain functions.
    pub(crate) fn threads(&self) -> &ThreadLane {
        match self.found {
            Some((operation, _)) => &operation.lanes.threads,
            None => &self.app.threads,
        }
    }

    fn label_after(&self) -> Label {
        match self.found {
            Some((operation, _)) => operation.lanes.after,
            None => self.app.label,
        }
    }

    /// The request, for a handler of errors.
    pub(crate) fn request(&self) -> request::Request {
        let params = self
            .found
            .map(|(operation, params)| path_params(&operation.path_names, params));
        request::Request::of(self.parts, self.client, params.unwrap_or_default())
    }
}
