//! What the function of a dependency gives, and where it begins: as its arguments are gathered, if it may.

use std::fmt;
use std::future::Future;
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use pin_project_lite::pin_project;
use twinlane_lanes::{Panicked, poll_labelled, run_labelled};

use super::home::ToUndo;
use super::provision::{Homes, Turn};
use super::teardown::Teardown;
use super::{Home, NewHome, PlannedNode, Provided, Provision};
use crate::answer::Answered;
use crate::call::{Call, Work};
use crate::error::Error;
use crate::parameter::{Gather, GivenBack};

/// What a dependency has made beside its value.
#[derive(Debug, Default)]
pub struct Supplied(pub(super) Option<Box<Beside>>);

/// Few have any of it.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) teardown: Option<Teardown>,
    pub(super) given: GivenBack,
}

/// What the function of a dependency returns to the framework. `Err`: what the request is answered with instead.
///
/// Boxed: it is moved from place to place, and hardly ever there.
pub type Supplying = Result<Supplied, Box<Answered>>;

impl Supplied {
    /// With what was lent to the function and has come back.
    #[must_use]
    pub fn with(mut self, given: GivenBack) -> Self {
        self.0.get_or_insert_default().given = given;
        self
    }
}

/// Where the value of a function goes.
pub struct Destination<'p>(To<'p>);

enum To<'p> {
    /// Who asks for it holds this already.
    Home(Home),
    /// Nobody has asked yet: it gets a home of its own.
    New { make: NewHome, homes: &'p mut Homes },
}

impl Destination<'_> {
    /// Puts the value of the function there.
    pub fn fill<T: Send + 'static>(self, value: T) -> Supplied {
        match self.0 {
            To::Home(home) => home.put(value),
            To::New { make, homes } => homes.push(Some(make(&mut Some(value)))),
        }
        Supplied::default()
    }

    /// Puts a value there that is to be undone.
    pub fn provide<T: Send + 'static, S: 'static>(self, provided: Provided<T, S>) -> Supplied {
        let Provided {
            value, undo, scope, ..
        } = provided;
        let home = match self.0 {
            To::Home(home) => {
                home.put(value);
                home
            }
            To::New { make, homes } => {
                let home = make(&mut Some(ToUndo(value)));
                homes.push(Some(home.clone()));
                home
            }
        };
        Supplied(Some(Box::new(Beside {
            teardown: Some(Teardown::new(home, undo, scope)),
            given: GivenBack::default(),
        })))
    }
}

/// What is left to do for a function that has its arguments: nothing, where its value has been made.
#[derive(Debug)]
pub struct Begun(pub(super) Option<Turn>);

impl Begun {
    fn left(work: Work<Supplying>) -> Self {
        Self(Some(Turn::Run(Call::of_work(work))))
    }
}

/// The calls of functions with their arguments. `supply` puts what a function returns where it goes.
impl Gather<'_> {
    /// The call of an `async fn`: polled at once where all before it have their values.
    pub fn on_loop<F, S>(&mut self, function: F, supply: S) -> Option<Begun>
    where
        F: Future + Send + 'static,
        S: Fn(Destination<'_>, F::Output) -> Supplying + Send + 'static,
    {
        let (node, provision) = self.being_made()?;
        let mut supplies = Box::pin(Supplies::new(function, supply));
        if let Some(waker) = provision.begins() {
            let polled = supplies.as_mut().poll_at_once(node, provision, waker);
            if polled.is_some() {
                return polled;
            }
        }
        *supplies.as_mut().project().home = Some(provision.empty_home(node));
        Some(Begun::left(Work::Loop(supplies)))
    }

    /// As [`on_loop`](Self::on_loop), of an `async fn` that awaits nothing: its one poll needs no place that outlives it.
    pub fn on_loop_at_once<F, S>(&mut self, function: F, supply: S) -> Option<Begun>
    where
        F: Future + Send + 'static,
        S: Fn(Destination<'_>, F::Output) -> Supplying + Send + 'static,
    {
        let (node, provision) = self.being_made()?;
        let Some(waker) = provision.begins() else {
            return self.on_loop(function, supply);
        };
        let supplies = pin!(Supplies::new(function, supply));
        let polled = supplies.poll_at_once(node, provision, waker);
        polled.or_else(|| Some(has_waited()))
    }

    /// The call of a plain `fn`.
    pub fn in_thread<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(Destination<'_>, R) -> Supplying + Send + 'static,
    ) -> Option<Begun> {
        self.left_to(Work::Thread, function, supply)
    }

    /// The call of a plain `fn` that keeps a processor busy.
    pub fn on_a_core<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(Destination<'_>, R) -> Supplying + Send + 'static,
    ) -> Option<Begun> {
        self.left_to(Work::Cpu, function, supply)
    }

    /// The call of a plain `fn` that is known to be short: run at once where all before it have their values.
    pub fn in_place<R>(
        &mut self,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(Destination<'_>, R) -> Supplying + Send + 'static,
    ) -> Option<Begun> {
        let (node, provision) = self.being_made()?;
        if provision.begins().is_none() {
            return self.left_to(Work::InPlace, function, supply);
        }
        let new = provision.new_home(node);
        let run = || run_labelled(node.site.label(), || supply(new, function()));
        let supplied = Panicked::catch(run);
        Some(provision.ended(node, supplied))
    }

    /// Leaves a plain function to be run in its lane.
    fn left_to<R>(
        &mut self,
        lane: fn(Box<dyn FnOnce() -> Supplying + Send>) -> Work<Supplying>,
        function: impl FnOnce() -> R + Send + 'static,
        supply: impl FnOnce(Destination<'_>, R) -> Supplying + Send + 'static,
    ) -> Option<Begun> {
        let (node, provision) = self.being_made()?;
        let home = provision.empty_home(node);
        let function = move || supply(Destination(To::Home(home)), function());
        Some(Begun::left(lane(Box::new(function))))
    }
}

impl<'r> Gather<'r> {
    /// The dependency whose arguments are being gathered.
    fn being_made(&mut self) -> Option<(&'r PlannedNode, &mut Provision<'r>)> {
        self.node().zip(self.provision.as_mut())
    }
}

impl Provision<'_> {
    fn new_home(&mut self, node: &PlannedNode) -> Destination<'_> {
        Destination(To::New {
            make: node.home,
            homes: &mut self.homes,
        })
    }

    /// Takes what a function has supplied.
    #[inline]
    fn ended(&mut self, node: &PlannedNode, supplied: Result<Supplying, Panicked>) -> Begun {
        match supplied {
            Ok(Ok(Supplied(None))) => Begun(None),
            more => self.ended_with(node, more),
        }
    }

    /// What a function has failed with is told when its turn comes to be run.
    #[cold]
    fn ended_with(&mut self, node: &PlannedNode, supplied: Result<Supplying, Panicked>) -> Begun {
        match supplied {
            Ok(Ok(supplied)) => {
                // Its value is the last that has found a home.
                let place = self.homes.len().saturating_sub(1);
                self.made().take((place, node.teardown), supplied);
                Begun(None)
            }
            failed => Begun(Some(Turn::Ended(failed))),
        }
    }
}

pin_project! {
    /// An `async fn`, with where its value goes.
    struct Supplies<F, S> {
        #[pin]
        function: F,
        supply: S,
        home: Option<Home>,
        was_polled: bool,
    }
}

impl<F: Future, S: Fn(Destination<'_>, F::Output) -> Supplying> Supplies<F, S> {
    fn new(function: F, supply: S) -> Self {
        Self {
            function,
            supply,
            home: None,
            was_polled: false,
        }
    }

    /// The first poll, before anybody asks for the value. `None`: it has to be waited for.
    fn poll_at_once(
        self: Pin<&mut Self>,
        node: &PlannedNode,
        provision: &mut Provision<'_>,
        waker: &Waker,
    ) -> Option<Begun> {
        let this = self.project();
        let new = provision.new_home(node);
        let polled = Panicked::catch(|| {
            poll_labelled(node.site.label(), || {
                let made = this.function.poll(&mut Context::from_waker(waker));
                made.map(|made| (this.supply)(new, made))
            })
        });
        match polled {
            Ok(Poll::Ready(supplied)) => Some(provision.ended(node, Ok(supplied))),
            Ok(Poll::Pending) => {
                *this.was_polled = true;
                None
            }
            Err(panicked) => Some(provision.ended(node, Err(panicked))),
        }
    }
}

/// The answer where a macro that is known not to await has turned out to be another of its name.
#[cold]
fn has_waited() -> Begun {
    let error = Error::msg(
        "a dependency awaits within a macro that has the name of one that does not: give it another name",
    );
    Begun(Some(Turn::Ended(Ok(Err(Box::new(Answered::failed(
        error,
    )))))))
}

impl<F: Future, S: Fn(Destination<'_>, F::Output) -> Supplying> Future for Supplies<F, S> {
    type Output = Supplying;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Supplying> {
        let this = self.project();
        // The task polls it again at once, while nothing has changed: what it waits for wakes the task.
        if take(this.was_polled) {
            return Poll::Pending;
        }
        let made = ready!(this.function.poll(task));
        let home = this.home.take().unwrap_or_else(Home::none);
        Poll::Ready((this.supply)(Destination(To::Home(home)), made))
    }
}

impl fmt::Debug for Destination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Destination")
    }
}
