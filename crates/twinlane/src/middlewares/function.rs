//! Functions as middleware: `async fn(Request, Next, State<T>...) -> Response`.

use std::any::{TypeId, type_name};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use twinlane_web::Response;

use super::added::NeededState;
use super::{AddedMiddleware, AnyMiddleware, Handle, Middleware, Next};
use crate::answer::{AnsweredKind, Failure, error_answer};
use crate::errors::{HttpError, Result};
use crate::parameters::{State, States};
use crate::request::Request;

/// A value that can be middleware: an `async` function, a closure, or a type that implements [`Middleware`].
///
/// A function takes the request, `Next`, and then up to six [`State`]s. It returns a [`Response`], or a `Result` of one. `Via` distinguishes the
/// kinds and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be middleware",
    label = "not middleware",
    note = "middleware is an `async fn(request: Request, next: Next) -> Response`, or a `Result` of one; `State`s may follow `next`",
    note = "its future must be `Send`: no `Rc` or lock guard of the standard library may live across an `.await`"
)]
pub trait IntoMiddleware<Via> {
    /// Converts the value into middleware that does not yet have its `State` values.
    #[doc(hidden)]
    fn into_middleware(self) -> Added;
}

/// A middleware that was added.
#[derive(Debug)]
pub struct Added(pub(crate) AddedMiddleware);

/// The marker of types that implement [`Middleware`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaMiddleware {}

/// The marker of functions.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViaFunction<Via>(PhantomData<Via>);

impl<M: Middleware> IntoMiddleware<ViaMiddleware> for M {
    fn into_middleware(self) -> Added {
        let mistakes = self.mistakes();
        let middleware = Arc::new(self);
        let added = AddedMiddleware::new(type_name::<M>(), Arc::clone(&middleware) as _);
        #[cfg(feature = "sessions")]
        let added = added.known_as(middleware);
        Added(
            added
                .with_mistakes(mistakes)
                .giving_sessions(M::GIVES_SESSIONS),
        )
    }
}

/// A return type of a middleware: a [`Response`], or a `Result` of one.
///
/// `Via` distinguishes the two and is always inferred.
#[diagnostic::on_unimplemented(
    message = "middleware cannot return `{Self}`",
    label = "not a response",
    note = "return a `Response`, which is `http::Response<Body>`, or a `Result` of one"
)]
pub trait MiddlewareResponse<Via>: Send + 'static {
    /// True if it may be an error.
    const MAY_FAIL: bool;

    /// The response, or the error that becomes the response.
    ///
    /// # Errors
    ///
    /// The error of the middleware.
    fn into_result(self) -> Result<Response>;
}

/// The marker of a response.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaResponse {}

/// The marker of a response or an error.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaErrorOr {}

impl MiddlewareResponse<ViaResponse> for Response {
    const MAY_FAIL: bool = false;

    fn into_result(self) -> Result<Response> {
        Ok(self)
    }
}

impl<E: Failure + Send> MiddlewareResponse<ViaErrorOr> for Result<Response, E> {
    const MAY_FAIL: bool = true;

    fn into_result(self) -> Result<Response> {
        self.map_err(|error| match error_answer(error).kind {
            AnsweredKind::Failed(error) => error,
            // `error_answer` makes a failure of every error.
            _ => HttpError::internal().into(),
        })
    }
}

/// A function with the values that it takes as `State`.
struct FunctionMiddleware<F, S, Via> {
    function: Arc<F>,
    states: S,
    via: PhantomData<fn() -> Via>,
}

/// The state of a type, if it is there.
fn state<T: Send + Sync + 'static>(states: &States) -> Option<State<T>> {
    let value = states.get(&TypeId::of::<T>())?;
    State::of_any(Arc::clone(value))
}

pin_project! {
    /// The future of a function, which is called when this is polled first: that is within the catch, and a closure may panic before it
    /// returns its future.
    #[project = CalledProjection]
    #[project_replace = Uncalled]
    enum Called<C, A> {
        Not { request: Request, next: Next, call: C },
        Is { #[pin] answering: A },
        // Between the two, or if the function has panicked.
        Begun,
    }
}

impl<C, A> Called<C, A>
where
    C: FnOnce(Request, Next) -> A,
{
    #[inline]
    fn new(request: Request, next: Next, call: C) -> Self {
        Self::Not {
            request,
            next,
            call,
        }
    }
}

impl<C, A> Future for Called<C, A>
where
    C: FnOnce(Request, Next) -> A,
    A: Future,
{
    type Output = A::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        if !matches!(*self, Self::Is { .. })
            && let Uncalled::Not {
                request,
                next,
                call,
            } = self.as_mut().project_replace(Self::Begun)
        {
            let answering = call(request, next);
            self.set(Self::Is { answering });
        }
        match self.project() {
            CalledProjection::Is { answering } => answering.poll(cx),
            _ => Poll::Pending,
        }
    }
}

macro_rules! functions {
    ($($state:ident $type:ident),*) => {
        impl<F, A, R, Via, $($type),*> IntoMiddleware<ViaFunction<(A, Via, $($type,)*)>> for F
        where
            F: Fn(Request, Next, $(State<$type>),*) -> A + Send + Sync + 'static,
            A: Future<Output = R> + Send + 'static,
            R: MiddlewareResponse<Via>,
            Via: 'static,
            $($type: Send + Sync + 'static,)*
        {
            fn into_middleware(self) -> Added {
                let needs = Vec::from([
                    $(NeededState { id: TypeId::of::<$type>(), type_name: type_name::<$type>() }),*
                ]);
                let function = Arc::new(self);
                let make = move |_states: &States| -> Option<Arc<dyn AnyMiddleware>> {
                    Some(Arc::new(FunctionMiddleware {
                        function: Arc::clone(&function),
                        states: ($(state::<$type>(_states)?,)*),
                        via: PhantomData::<fn() -> Via>,
                    }))
                };
                Added(AddedMiddleware::with_needs(type_name::<F>(), needs, make))
            }
        }

        impl<F, A, R, Via, $($type),*> Handle for FunctionMiddleware<F, ($(State<$type>,)*), Via>
        where
            F: Fn(Request, Next, $(State<$type>),*) -> A + Send + Sync + 'static,
            A: Future<Output = R> + Send + 'static,
            R: MiddlewareResponse<Via>,
            Via: 'static,
            $($type: Send + Sync + 'static,)*
        {
            const MAY_FAIL: bool = R::MAY_FAIL;

            type Via = Via;
            type Response = R;

            #[inline]
            fn handle(
                self: Arc<Self>,
                request: Request,
                next: Next,
            ) -> impl Future<Output = R> + Send + 'static {
                Called::new(request, next, move |request, next| {
                    let ($($state,)*) = &self.states;
                    (self.function)(request, next, $($state.clone()),*)
                })
            }
        }
    };
}

functions!();
functions!(a A1);
functions!(a A1, b A2);
functions!(a A1, b A2, c A3);
functions!(a A1, b A2, c A3, d A4);
functions!(a A1, b A2, c A3, d A4, e A5);
functions!(a A1, b A2, c A3, d A4, e A5, f A6);
