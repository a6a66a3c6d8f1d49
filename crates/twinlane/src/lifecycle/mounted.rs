//! Requests to mounts: another application within its own stack, or a service.

use std::sync::Arc;

use http::request::Parts;
use http_body::Body as _;
use twinlane_lanes::{RunToEnd, catch_panic, clean_up_when_dropped, labelled, until_given_up};
use twinlane_web::{Body, ReadError, Response, ServedFile};

use super::handle;
#[cfg(feature = "websockets")]
use super::handshake;
use crate::arrival::Arrival;
use crate::errors::{Error, GivenUp, HttpError, Result, panicked};
use crate::exchange::Exchange;
use crate::failure;
use crate::frozen::{Frozen, MountLimits, MountPoint, MountedContent};
use crate::middlewares::{Answering, FileRequest, Innermost, Next};
use crate::mount::{self, AnyService};
use crate::request::{Request, RequestHead, RequestRest};

/// A request within the middleware of an application, and within its last catch.
pub(crate) fn answer_whole(
    app: &Arc<Frozen>,
    mut arrival: Arrival,
    (parts, body): (Parts, Body),
) -> Answering<Response> {
    arrival.come_to(&app.root_path, &parts);
    if app.middleware.is_empty() {
        return Box::pin(handle(Arc::clone(app), arrival, (parts, body)));
    }
    #[cfg(feature = "websockets")]
    let is_handshake = handshake::is_asked_for(app, &parts);
    let answering = within_middleware(app, arrival, (parts, body));
    #[cfg(feature = "websockets")]
    if is_handshake {
        return handshake::ending_refused(answering);
    }
    answering
}

#[cfg(feature = "sessions")]
fn within_middleware(
    app: &Arc<Frozen>,
    mut arrival: Arrival,
    (parts, body): (Parts, Body),
) -> Answering<Response> {
    let Some(sessions) = &app.middleware.sessions else {
        return within_frames(app, arrival, (parts, body));
    };
    let session = sessions.begin(&parts);
    arrival.session = Some(session.slot());
    if !app.middleware.list.is_empty() {
        return Box::pin(session.around(within_frames(app, arrival, (parts, body))));
    }
    // The place first: the future is made in it then, not copied into it.
    let place = Box::new_uninit();
    let answering = session.around(handle(Arc::clone(app), arrival, (parts, body)));
    let answering = Box::write(place, answering);
    Box::into_pin(answering)
}

#[cfg(not(feature = "sessions"))]
use within_frames as within_middleware;

/// A request within the frames of middleware, if there are any.
fn within_frames(
    app: &Arc<Frozen>,
    arrival: Arrival,
    (parts, body): (Parts, Body),
) -> Answering<Response> {
    let rest = RequestRest {
        arrival,
        path_params: Vec::new(),
        max_body_size: app.max_body_size,
        names: Some(Arc::clone(&app.names)),
    };
    let request = Request::of_parts(parts, body, rest);
    let innermost: Arc<dyn Innermost> = Arc::clone(app) as _;
    let list = app.middleware.list.clone();
    Next::new(list, innermost).run_outermost(request)
}

/// A place where something is mounted, as a request has met it.
pub(super) struct MetMount {
    pub(super) app: Arc<Frozen>,
    pub(super) point: Arc<MountPoint>,
}

impl MetMount {
    /// The response of the mount, within its middleware. The request is as the mount sees it.
    pub(super) fn respond_within(
        self,
        arrival: Arrival,
        (parts, body): (Parts, Body),
    ) -> Answering<Response> {
        let list = self.point.middleware.list().clone();
        if let (true, MountedContent::App(app)) = (list.is_empty(), &self.point.content) {
            return answer_whole(app, arrival, (parts, body));
        }
        let names = match &self.point.content {
            MountedContent::App(app) => &app.names,
            MountedContent::Service(_) | MountedContent::Checked(_) => &self.app.names,
        };
        let rest = RequestRest {
            path_params: arrival.root_path.params().to_vec(),
            arrival,
            max_body_size: self.app.max_body_size,
            names: Some(Arc::clone(names)),
        };
        #[cfg(feature = "websockets")]
        let is_handshake = match &self.point.content {
            MountedContent::App(app) => handshake::is_asked_for(app, &parts),
            MountedContent::Service(_) | MountedContent::Checked(_) => false,
        };
        let request = Request::of_parts(parts, body, rest);
        let answering = Next::new(list, Arc::new(self)).run_outermost(request);
        #[cfg(feature = "websockets")]
        if is_handshake {
            return handshake::ending_refused(answering);
        }
        answering
    }

    /// The response of a service, or its error.
    async fn answer_service(
        &self,
        service: &Arc<dyn AnyService>,
        request: Request,
    ) -> Result<Response> {
        let MountLimits {
            max_body_size,
            cancel_on_disconnect,
        } = self.point.limits;
        let file_request = FileRequest::of(&request);
        let (mut request, rest) = request.into_http_and_rest();
        if let Some(most) = max_body_size {
            request = within_limit(request, most)?;
        }
        let root_path = rest.arrival.root_path;
        if let Some(target) = mount::below(request.uri(), root_path.sent()) {
            *request.uri_mut() = target;
        }
        request.extensions_mut().insert(root_path.without_sent());
        let label = self.point.label;
        let service = Arc::clone(service);
        // Made within the catch: a service may panic before it returns its future.
        let answering = async move { service.answer(request).await };
        let answering = labelled(label, until_given_up(answering, cancel_on_disconnect));
        let response = match catch_panic(answering).await {
            Ok(answered) => answered.unwrap_or_else(|| Err(GivenUp::here().into())),
            Err(panic) => Err(panicked(&label.text(), &panic)),
        }?;
        if ServedFile::of(response.body()).is_none() {
            return Ok(response);
        }
        // Boxed: few answer with a file.
        Box::pin(file_request.send(response)).await
    }
}

/// The request, if its body is not larger than this; a body that does not say its length ends with an error beyond it.
fn within_limit(request: http::Request<Body>, most: usize) -> Result<http::Request<Body>> {
    let length = request.body().size_hint().exact();
    if length.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > most)) {
        return Err(ReadError::TooLarge.into());
    }
    Ok(request.map(|body| body.limited(most)))
}

impl Innermost for MetMount {
    fn answer(self: Arc<Self>, request: Request) -> RunToEnd<Result<Response>> {
        let in_flight = self.app.in_flight.clone();
        let answering: Answering<Result<Response>> = match &self.point.content {
            MountedContent::App(app) => {
                let (arrival, request) = request.into_parts();
                let answering = answer_whole(app, arrival, request);
                Box::pin(async move { Ok(answering.await) })
            }
            MountedContent::Service(service) => {
                let service = Arc::clone(service);
                Box::pin(async move { self.answer_service(&service, request).await })
            }
            // It has been frozen by now.
            MountedContent::Checked(_) => Box::pin(async { Err(HttpError::internal().into()) }),
        };
        clean_up_when_dropped(answering, &in_flight)
    }

    fn respond(self: Arc<Self>, request: Request) -> RunToEnd<Response> {
        let in_flight = self.app.in_flight.clone();
        if let MountedContent::App(app) = &self.point.content {
            let (arrival, request) = request.into_parts();
            return clean_up_when_dropped(answer_whole(app, arrival, request), &in_flight);
        }
        let head = request.head_for_error(self.sees_requests());
        let answering = Box::pin(async move {
            match Arc::clone(&self).answer(request).await {
                Ok(response) => self.exchange(&head).streamed_by(response, self.point.label),
                Err(error) => self.error_response(error, head).await,
            }
        });
        clean_up_when_dropped(answering, &in_flight)
    }

    fn error_response(
        self: Arc<Self>,
        error: Error,
        head: Box<RequestHead>,
    ) -> Answering<Response> {
        Box::pin(async move { failure::respond(&self.exchange(&head), error).await })
    }

    fn sees_requests(&self) -> bool {
        self.app.sees_failed_requests()
    }

    fn shows_errors(&self) -> bool {
        self.app.debug
    }
}

impl MetMount {
    /// For a response that the application around it makes.
    fn exchange<'r>(&'r self, head: &'r RequestHead) -> Exchange<'r> {
        Exchange::of_head(&self.app, head, None)
    }
}
