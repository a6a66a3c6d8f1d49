//! The last catch of the application, around its outermost middleware.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use pin_project_lite::pin_project;
use tracing::error;
use twinlane_lanes::{Panicked, is_given_up};
use twinlane_server::LogText;
use twinlane_web::{Response, ServedFile};

use super::next::Errors;
use super::{Answering, FileRequest, MiddlewareResponse};
use crate::errors::{Error, HttpError};
use crate::request::Request;
use crate::witness::ErrorWitness;

pin_project! {
    /// The response of the outermost middleware: also to its error and its panic, and if it is given up, as at the end of a stop.
    ///
    /// A panic of middleware is a plain 500. A panic of the operation has become one further inside.
    pub(super) struct LastCatch<F, Via> {
        // `None` once it has ended.
        #[pin]
        answering: Option<F>,
        responding: Option<Answering<Response>>,
        errors: Option<Errors>,
        // Always there; it is put in last.
        named: Option<Named>,
        via: PhantomData<fn() -> Via>,
    }
}

impl<F, Via> LastCatch<F, Via>
where
    F: Future<Output: MiddlewareResponse<Via>>,
{
    /// Around the future that `answer` makes of the request.
    #[inline]
    pub(super) fn boxed(
        request: Request,
        errors: Option<Errors>,
        answer: impl FnOnce(Request) -> F,
    ) -> Pin<Box<Self>> {
        let named = Named::of(&request);
        // Made in its place, and the name put in behind the rest: all of it would be copied.
        let place = Box::new_uninit();
        let mut made = Box::write(
            place,
            Self {
                answering: Some(answer(request)),
                responding: None,
                errors,
                named: None,
                via: PhantomData,
            },
        );
        made.named = Some(named);
        Box::into_pin(made)
    }
}

impl<F, Via> Future for LastCatch<F, Via>
where
    F: Future<Output: MiddlewareResponse<Via>>,
{
    type Output = Response;

    // The response has one place from the catch to the end, which is the caller's: returned step by step, it would be copied four times.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        let mut polled = Poll::Pending;
        let mut this = self.project();
        let mut answering = this.answering.as_mut();
        let caught = Panicked::catch(|| match answering.as_mut().as_pin_mut() {
            None => Stage::Ended,
            Some(_) if is_given_up(false) => Stage::GivenUp,
            Some(answering) => match answering.poll(cx) {
                Poll::Pending => Stage::Waits,
                Poll::Ready(answered) => match answered.into_result() {
                    Ok(response) if ServedFile::of(response.body()).is_some() => {
                        Stage::File(Box::new(response))
                    }
                    Ok(response) => {
                        polled = Poll::Ready(response);
                        Stage::Responded
                    }
                    Err(error) => Stage::Failed(error),
                },
            },
        });
        match caught {
            Ok(Stage::Waits | Stage::Responded) => {}
            Ok(Stage::File(response)) => {
                answering.set(None);
                let errors = this.errors.take();
                let file_request = this.named.take().map(|named| named.file_request);
                let responding = Box::pin(sent_file(*response, file_request, errors));
                polled = this.responding.insert(responding).as_mut().poll(cx);
            }
            Ok(Stage::Failed(error)) => {
                answering.set(None);
                let responding = Errors::respond(this.errors.take(), error);
                polled = this.responding.insert(responding).as_mut().poll(cx);
            }
            Ok(Stage::Ended) => {
                if let Some(responding) = this.responding {
                    polled = responding.as_mut().poll(cx);
                }
            }
            Ok(Stage::GivenUp) => {
                answering.set(None);
                polled = Poll::Ready(HttpError::internal().into_response());
            }
            Err(panic) => {
                answering.set(None);
                tell(this.named.as_ref(), &panic);
                let responding = panicked(this.errors.take(), &panic);
                polled = this.responding.insert(responding).as_mut().poll(cx);
            }
        }
        polled
    }
}

/// The progress of the outermost middleware.
enum Stage {
    Waits,
    Responded,
    /// With a file, which is opened now.
    File(Box<Response>),
    Failed(Error),
    GivenUp,
    /// Earlier, with an error.
    Ended,
}

/// The parts of a request that the report of a panic needs, and those that a file depends on.
struct Named {
    file_request: FileRequest,
    path: Option<PathAndQuery>,
    witness: Option<ErrorWitness>,
}

impl Named {
    #[inline]
    fn of(request: &Request) -> Self {
        Self {
            file_request: FileRequest::of(request),
            path: request.uri().path_and_query().cloned(),
            witness: ErrorWitness::of(request.extensions()).cloned(),
        }
    }
}

/// The response to the request that has come to a file, or to the error of that.
async fn sent_file(
    response: Response,
    file_request: Option<FileRequest>,
    errors: Option<Errors>,
) -> Response {
    let Some(file_request) = file_request else {
        return response;
    };
    match file_request.send(response).await {
        Ok(response) => response,
        Err(error) => Errors::respond(errors, error).await,
    }
}

/// The response to a panic.
#[cold]
fn panicked(errors: Option<Errors>, panic: &Panicked) -> Answering<Response> {
    match errors {
        Some(errors) if errors.shows_errors() => {
            Errors::respond(Some(errors), HttpError::of_panic(panic).into())
        }
        _ => Box::pin(async { HttpError::internal().into_response() }),
    }
}

#[cold]
fn tell(named: Option<&Named>, panic: &Panicked) {
    let message = LogText(&panic.message);
    if let Some(Named {
        file_request,
        path,
        witness,
    }) = named
    {
        let path = LogText(path.as_ref().map_or("", PathAndQuery::path));
        let method = file_request.method();
        error!("{method} {path}: middleware panicked: {message}");
        if let Some(witness) = witness {
            witness.tell(|| ErrorWitness::PANICKED.to_owned());
        }
    }
}
