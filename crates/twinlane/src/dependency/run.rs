//! Making the values of one request, in FastAPI's order.
//!
//! First all arguments are gathered, of every dependency and of the path operation, while the request is borrowed. Then the
//! functions run, one after the other, each in its lane; neighbours that are plain share one trip to a thread.

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use tracing::error;
use twinlane_lanes::{Label, Panicked, ThreadLane};
use twinlane_model::ErrorDetail;

use super::teardown::Teardown;
use super::{Home, Make, Outcome, Scope};
use crate::answer::{Answered, AnsweredKind};
use crate::call::{Call, Work};
use crate::error::{Error, HttpError, Problems, RequestValidationError};
use crate::parameter::{Gather, GivenBack, Slot};

/// What a dependency has made beside its value.
#[derive(Debug, Default)]
pub struct Supplied(Option<Box<Beside>>);

/// Few have any of it.
#[derive(Debug, Default)]
struct Beside {
    teardown: Option<Teardown>,
    given: GivenBack,
}

/// What the function of a dependency returns to the framework. `Err`: what the request is answered with instead.
pub type Supplying = Result<Supplied, Answered>;

/// The dependencies of a path operation, decided at startup.
#[derive(Debug)]
pub(crate) struct PlannedDependencies {
    /// Each after those that it needs.
    pub(crate) nodes: Vec<PlannedNode>,
    /// The order in which FastAPI lists what is wrong: a dependency that is asked for twice is listed twice.
    pub(crate) order: Vec<usize>,
    /// For each the wave that it is made in, where those of one wave are made at the same time.
    pub(crate) waves: Option<Vec<usize>>,
}

/// One dependency, made once in a request.
#[derive(Debug)]
pub(crate) struct PlannedNode {
    /// What the log and the watchdog call it.
    pub(crate) label: Label,
    pub(crate) make: NodeMake,
    pub(crate) home: fn() -> Home,
    pub(crate) slots: Box<[Slot]>,
    /// The dependencies that it asks for.
    pub(crate) needs: Box<[usize]>,
    /// Whether all who ask for it can do without.
    pub(crate) optional: bool,
}

/// How its value comes about, tests included.
#[derive(Clone)]
pub(crate) enum NodeMake {
    /// As it was written.
    AsWritten(Make),
    /// By a function that a test has put in its place, which asks for nothing.
    Override(Arc<dyn Fn(Home) -> Call<Supplying> + Send + Sync>),
    /// By a function of a test's, for each who asks: it stands in the place of what is read from the request.
    Given(Arc<dyn Any + Send + Sync>),
}

/// The homes of one request's values, as arguments are gathered.
#[derive(Debug, Default)]
pub(crate) struct Provision {
    homes: Vec<Home>,
    /// The dependency whose arguments are being gathered.
    current: usize,
    /// What is wrong with the arguments of each; those that need one of them are here too.
    wrong: Vec<(usize, Problems)>,
    /// Those that a security scheme refuses, and those that take what it would have read.
    refused: Vec<usize>,
}

/// A dependency that is to run.
pub(crate) struct Step {
    /// Its place among the dependencies.
    place: usize,
    /// `None`: what it needs has been refused.
    call: Option<Call<Supplying>>,
    label: Label,
    /// Where its error is kept, if all who ask for its value can do without.
    kept: Option<Home>,
}

impl Supplied {
    pub(super) fn with_teardown(teardown: Teardown) -> Self {
        Self(Some(Box::new(Beside {
            teardown: Some(teardown),
            given: GivenBack::default(),
        })))
    }

    /// With what was lent to the function and has come back.
    #[must_use]
    pub fn with(mut self, given: GivenBack) -> Self {
        self.0.get_or_insert_default().given = given;
        self
    }
}

impl Provision {
    /// Where the value of a dependency will be, if nothing refuses it; `None` where it will not be made.
    pub(crate) fn home(&self, node: usize) -> Option<&Home> {
        self.homes.get(node).filter(|_| !self.is_wrong(node))
    }

    fn is_wrong(&self, node: usize) -> bool {
        self.wrong.iter().any(|(wrong, _)| *wrong == node)
    }

    /// Notes why a dependency has no arguments. `true`: only since what it needs is refused.
    fn note(&mut self, place: usize, needs: &[usize], problems: Problems) -> bool {
        let is_refused = problems.is_empty() && !needs.iter().any(|need| self.is_wrong(*need));
        if is_refused {
            self.refused.push(place);
        } else {
            self.wrong.push((place, problems));
        }
        is_refused
    }

    /// Where the dependency puts its value whose arguments are being gathered.
    pub(crate) fn own_home(&self) -> Option<Home> {
        self.homes.get(self.current).cloned()
    }

    /// That the body could not be read, which ends the request before anything runs.
    pub(crate) fn take_unreadable(&mut self) -> Option<Problems> {
        let mut wrong = self.wrong.iter();
        let place = wrong.position(|(_, problems)| problems.unreadable.is_some())?;
        Some(self.wrong.swap_remove(place).1)
    }

    /// What is wrong with the request, if anything is: what the dependencies say in their order, then the operation.
    pub(crate) fn error(&self, order: &[usize], own: &Problems) -> Option<Error> {
        let wrong = &self.wrong;
        if wrong.iter().all(|(_, problems)| problems.is_empty()) && own.is_empty() {
            return None;
        }
        let mistakes = wrong.iter().map(|(_, problems)| problems).chain([own]);
        if let Some(mistake) = mistakes.into_iter().find_map(Problems::mistake) {
            return Some(mistake);
        }
        let below = order
            .iter()
            .filter_map(|node| wrong.iter().find(|(wrong, _)| wrong == node));
        let mut all: Vec<ErrorDetail> = below.flat_map(|(_, problems)| problems.list()).collect();
        all.extend(own.list());
        Some(RequestValidationError::new(all).into())
    }
}

impl PlannedDependencies {
    /// Where their parameters are.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.nodes.iter().flat_map(|node| &node.slots)
    }

    /// The functions that can run, with their arguments. What is wrong with those of the others is noted.
    pub(crate) fn gather<'r>(&'r self, cx: &mut Gather<'r>) -> Vec<Step> {
        let homes = self.nodes.iter().map(|node| (node.home)()).collect();
        cx.provision = Some(Box::new(Provision {
            homes,
            ..Provision::default()
        }));
        let mut steps = Vec::with_capacity(self.nodes.len());
        for (place, node) in self.nodes.iter().enumerate() {
            steps.extend(node.step(place, cx));
        }
        steps
    }
}

impl PlannedNode {
    /// Its function with its arguments. `None`: what is wrong with them is noted.
    fn step<'r>(&'r self, place: usize, cx: &mut Gather<'r>) -> Option<Step> {
        cx.provision.as_mut()?.current = place;
        cx.take_up(&self.slots);
        let call = match &self.make {
            NodeMake::AsWritten(Make::Function(gather)) => gather(cx),
            NodeMake::AsWritten(Make::Check(check)) => {
                let error = check(cx.inputs.parts).err()?;
                cx.provision.as_mut()?.refused.push(place);
                Some(refusing(error))
            }
            NodeMake::Override(make) => cx.home().map(|home| make(home)),
            NodeMake::Given(_) => return None,
        };
        if call.is_none() {
            let problems = take(&mut cx.problems);
            let provision = cx.provision.as_mut()?;
            if !provision.note(place, &self.needs, problems) {
                return None;
            }
        }
        Some(Step {
            place,
            call,
            label: self.label,
            kept: self.optional.then(|| cx.home()).flatten(),
        })
    }
}

/// Ends the request where it stands in the order.
fn refusing(error: HttpError) -> Call<Supplying> {
    Call::in_place(move || Err(Answered::failed(error)))
}

/// What the dependencies of a request have made, and what is to be undone.
#[derive(Debug, Default)]
pub(crate) struct Made {
    teardowns: Vec<Teardown>,
    /// The optional ones that have no value, and why.
    failed: Vec<(usize, Arc<Error>)>,
    /// Boxed: few dependencies are lent anything.
    given: Option<Box<GivenBack>>,
}

/// The functions of neighbours that are plain, in one trip.
type Trip = Vec<(Running, Box<dyn FnOnce() -> Supplying + Send>)>;

/// A dependency that runs.
struct Running {
    place: usize,
    label: Label,
    kept: Option<Home>,
}

impl PlannedDependencies {
    fn needs(&self, place: usize) -> &[usize] {
        self.nodes.get(place).map_or(&[], |node| &node.needs)
    }
}

/// Runs the dependencies, then the operation if it can run. `Err`: the answer of what kept it from that.
pub(crate) async fn run(
    (dependencies, steps): (&PlannedDependencies, Vec<Step>),
    operation: Result<Call, Error>,
    label: Label,
    threads: &ThreadLane,
    made: &mut Made,
) -> Result<Answered, Answered> {
    let mut trip: Trip = Vec::new();
    for step in steps {
        let needs = dependencies.needs(step.place);
        // What may fail and be done without is known before those run that need it.
        let waits = step.call.is_none()
            || trip
                .iter()
                .any(|(on, _)| on.kept.is_some() && needs.contains(&on.place));
        if waits && !trip.is_empty() {
            Box::pin(made.flush(take(&mut trip), threads)).await?;
        }
        let Some((place, call)) = made.ready(step, needs)? else {
            continue;
        };
        match call.into_work() {
            Work::Thread(function) => trip.push((place, function)),
            work => {
                if !trip.is_empty() {
                    Box::pin(made.flush(take(&mut trip), threads)).await?;
                }
                let supplied = Call::of_work(work).run(place.label, threads).await;
                made.add(place, supplied)?;
            }
        }
    }
    match operation.map(Call::into_work) {
        Err(error) => {
            Box::pin(made.flush(trip, threads)).await?;
            Err(Answered::failed(error))
        }
        Ok(Work::Thread(function)) if !trip.is_empty() => {
            let answered = Box::pin(made.travel(trip, threads, function)).await?;
            answered.map_err(|panic| failed_by(label, &panic))
        }
        Ok(work) => {
            if !trip.is_empty() {
                Box::pin(made.flush(trip, threads)).await?;
            }
            let answered = Call::of_work(work).run(label, threads).await;
            answered.map_err(|panic| failed_by(label, &panic))
        }
    }
}

/// As [`run`], but those of one wave at the same time, each plain function in a thread of its own.
pub(crate) async fn run_in_waves(
    (dependencies, mut steps): (&PlannedDependencies, Vec<Step>),
    waves: &[usize],
    operation: Result<Call, Error>,
    (label, threads): (Label, &ThreadLane),
    made: &mut Made,
) -> Result<Answered, Answered> {
    let wave_of = |step: &Step| waves.get(step.place).copied().unwrap_or(0);
    // Stable: within a wave the order stays FastAPI's.
    steps.sort_by_key(wave_of);
    let mut steps = steps.into_iter().peekable();
    while let Some(wave) = steps.peek().map(wave_of) {
        let mut running = Vec::new();
        while let Some(step) = steps.next_if(|step| wave_of(step) == wave) {
            let needs = dependencies.needs(step.place);
            if let Some((place, call)) = made.ready(step, needs)? {
                running.push(Box::pin(async move {
                    let supplied = call.run(place.label, threads).await;
                    (place, supplied)
                }));
            }
        }
        // All of them have ended before the first error, in their order, is the answer: what they have made is undone.
        let mut refusal = None;
        for (place, supplied) in join_all(running).await {
            refusal = refusal.or(made.add(place, supplied).err());
        }
        if let Some(answered) = refusal {
            return Err(answered);
        }
    }
    run((dependencies, Vec::new()), operation, label, threads, made).await
}

/// What all of these futures end with, in their order.
async fn join_all<F: Future + Unpin>(mut futures: Vec<F>) -> Vec<F::Output> {
    let mut ended: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, ended) in futures.iter_mut().zip(&mut ended) {
            if ended.is_none()
                && let Poll::Ready(output) = Pin::new(future).poll(cx)
            {
                *ended = Some(output);
            }
        }
        if ended.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    ended.into_iter().flatten().collect()
}

impl Made {
    /// Runs plain functions in one thread, one after another.
    async fn flush(&mut self, trip: Trip, threads: &ThreadLane) -> Result<(), Answered> {
        let Some((Running { label, .. }, _)) = trip.first() else {
            return Ok(());
        };
        let label = *label;
        let travelled = self.travel(trip, threads, || ()).await?;
        travelled.map_err(|panic| failed_by(label, &panic))
    }

    /// Runs plain functions in one thread, one after another, and `last` if none of them fails.
    async fn travel<T: Send + 'static>(
        &mut self,
        trip: Trip,
        threads: &ThreadLane,
        last: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, Panicked>, Answered> {
        let travelled = threads.run(move || {
            let mut supplied = Vec::with_capacity(trip.len());
            for (place, function) in trip {
                let made = Panicked::catch(function);
                let goes_on = matches!(made, Ok(Ok(_))) || place.kept.is_some() && made.is_ok();
                supplied.push((place, made));
                if !goes_on {
                    return (supplied, None);
                }
            }
            (supplied, Some(Panicked::catch(last)))
        });
        match travelled.await {
            Ok((supplied, last)) => {
                for (place, made) in supplied {
                    self.add(place, made)?;
                }
                last.ok_or_else(|| Answered::failed(HttpError::internal()))
            }
            Err(panic) => Ok(Err(panic)),
        }
    }

    /// What is to run; `None` where it need not, since it can be done without and what it needs has failed. `Err`: that ends the request.
    fn ready(
        &mut self,
        step: Step,
        needs: &[usize],
    ) -> Result<Option<(Running, Call<Supplying>)>, Answered> {
        let Step {
            place,
            call,
            label,
            kept,
        } = step;
        let running = Running { place, label, kept };
        let mut failed = self.failed.iter();
        match (failed.find(|(failed, _)| needs.contains(failed)), call) {
            (None, Some(call)) => Ok(Some((running, call))),
            (None, None) => Err(Answered::failed(HttpError::internal())),
            (Some((_, error)), _) => {
                let error = Arc::clone(error);
                self.do_without(running, error).map(|()| None)
            }
        }
    }

    /// Takes what a dependency has made. `Err`: it ends the request.
    fn add(&mut self, running: Running, made: Result<Supplying, Panicked>) -> Result<(), Answered> {
        match made {
            Ok(Ok(Supplied(None))) => Ok(()),
            Ok(Ok(Supplied(Some(beside)))) => {
                self.teardowns.extend(beside.teardown);
                self.given.get_or_insert_default().append(beside.given);
                Ok(())
            }
            Ok(Err(answered)) if running.kept.is_none() => Err(answered),
            Ok(Err(answered)) => {
                // An error that is an answer of its own shape can only be given as that.
                let error = error_of(answered).err();
                let error = error.unwrap_or_else(|| Arc::new(HttpError::internal().into()));
                self.do_without(running, error)
            }
            Err(panic) => Err(failed_by(running.label, &panic)),
        }
    }

    /// Tells those who ask why there is no value. `Err`: one of them cannot do without.
    fn do_without(&mut self, running: Running, error: Arc<Error>) -> Result<(), Answered> {
        let Some(home) = running.kept else {
            return Err(Answered::failed(alone(error)));
        };
        home.fail(Arc::clone(&error));
        self.failed.push((running.place, error));
        Ok(())
    }

    /// The answer with what the dependencies have said beside it.
    pub(crate) fn around(&mut self, answered: Answered) -> Answered {
        match self.given.take() {
            Some(given) => given.around(answered),
            None => answered,
        }
    }

    /// Whether anything is left to undo.
    pub(crate) fn has_teardowns(&self) -> bool {
        !self.teardowns.is_empty()
    }

    /// Undoes what is undone before the answer, the last first; where the request has failed also what would be undone after it,
    /// as in FastAPI. What fails with that becomes the answer.
    pub(crate) async fn undo_before_response(
        &mut self,
        mut answered: Result<Answered, Arc<Error>>,
        label: Label,
    ) -> Result<Answered, Arc<Error>> {
        let (before, mut after): (Vec<_>, Vec<_>) = take(&mut self.teardowns)
            .into_iter()
            .partition(|teardown| teardown.scope() == Scope::BeforeResponse);
        for teardown in before.into_iter().rev() {
            answered = undo(teardown, answered, label).await;
        }
        if answered.is_err() {
            for teardown in take(&mut after).into_iter().rev() {
                answered = undo(teardown, answered, label).await;
            }
        }
        self.teardowns = after;
        answered
    }

    /// Undoes the rest, the last first. An error is logged, and those after it learn of it.
    pub(crate) async fn undo_after_response(self, mut outcome: Outcome, name: &str, label: Label) {
        for teardown in self.teardowns.into_iter().rev() {
            if let Err(error) = teardown.run(outcome.clone(), label).await {
                error!("{name}: a teardown failed: {error:?}");
                outcome = Outcome::Failed(Arc::new(error));
            }
        }
    }
}

async fn undo(
    teardown: Teardown,
    answered: Result<Answered, Arc<Error>>,
    label: Label,
) -> Result<Answered, Arc<Error>> {
    let outcome = match &answered {
        Err(error) => Outcome::Failed(Arc::clone(error)),
        Ok(_) if twinlane_lanes::is_left_alone() => Outcome::ClientGone,
        Ok(_) => Outcome::Answered,
    };
    match teardown.run(outcome, label).await {
        Ok(()) => answered,
        Err(error) => Err(Arc::new(error)),
    }
}

/// An answer as its content or its error.
pub(crate) fn error_of(answered: Answered) -> Result<Answered, Arc<Error>> {
    match answered.kind {
        AnsweredKind::Failed(error) => Err(Arc::new(error)),
        kind => Ok(Answered { kind, ..answered }),
    }
}

/// The error, alone again. A teardown that has kept it leaves what can be told of it.
pub(crate) fn alone(error: Arc<Error>) -> Error {
    Arc::try_unwrap(error).unwrap_or_else(|kept| match kept.downcast_ref::<HttpError>() {
        Some(error) => error.clone().into(),
        None => Error::msg(format!("{kept:?}")),
    })
}

fn failed_by(label: Label, panic: &Panicked) -> Answered {
    error!("{} panicked: {}", label.text(), panic.message);
    Answered::failed(HttpError::internal())
}

impl fmt::Debug for NodeMake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsWritten(_) => "AsWritten",
            Self::Override(_) => "Override",
            Self::Given(_) => "Given",
        })
    }
}
