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

use tokio::runtime::Handle;
use tracing::error;
use twinlane_lanes::{
    Label, Panicked, Refused, Site, ThreadLane, catch_panic, labelled, run_labelled,
};
use twinlane_model::ErrorDetail;

use super::teardown::Teardown;
use super::{Home, Make, Outcome, Scope};
use crate::answer::{Answered, AnsweredKind};
use crate::call::{Call, Work};
use crate::error::{Error, HttpError, Problems, RequestValidationError};
use crate::failure;
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
///
/// Boxed: it is moved from place to place, and hardly ever there.
pub type Supplying = Result<Supplied, Box<Answered>>;

/// What a request is answered with instead.
type Instead = Box<Answered>;

/// The dependencies of a path operation, decided at startup.
#[derive(Debug)]
pub(crate) struct PlannedDependencies {
    /// Each after those that it needs.
    pub(crate) nodes: Vec<PlannedNode>,
    /// The order in which FastAPI lists what is wrong: a dependency that is asked for twice is listed twice.
    pub(crate) order: Vec<usize>,
    /// For trips of theirs alone.
    pub(crate) site: Site,
    /// For each the wave that it is made in, where those of one wave are made at the same time.
    pub(crate) waves: Option<Vec<usize>>,
}

/// One dependency, made once in a request.
#[derive(Debug)]
pub(crate) struct PlannedNode {
    /// Its name for the log and the watchdog. It is always sent to a thread, where others may run at the same time.
    pub(crate) site: Site,
    /// The lane that it has for itself.
    pub(crate) threads: Option<ThreadLane>,
    /// What the log and the watchdog call its teardown.
    pub(crate) teardown: Label,
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

/// The dependencies of one request, as arguments are gathered.
#[derive(Debug, Default)]
pub(crate) struct Provision {
    /// Those that have had their turn.
    steps: Vec<Step>,
    /// Where the dependency puts its value whose arguments are being gathered.
    own_home: Option<Home>,
    /// What is wrong with the arguments of each; those that need one of them are here too.
    wrong: Vec<(usize, Problems)>,
}

/// A dependency, with what is left to do for it.
#[derive(Debug)]
pub(crate) struct Step {
    of: Running,
    turn: Turn,
}

/// A dependency of this request.
#[derive(Debug)]
struct Running {
    /// Its place among the dependencies of the operation.
    place: usize,
    label: Label,
    teardown: Label,
    /// Whether all who ask for its value can do without.
    optional: bool,
    /// Where its value will be; `None` once it is there and left to those who ask for it.
    home: Option<Home>,
}

#[derive(Debug)]
enum Turn {
    Run(Call<Supplying>),
    /// It has no arguments, since a security scheme refuses the request.
    Refused,
    /// All is done, or its arguments are wrong.
    Nothing,
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
        let step = self.steps.get(node).filter(|_| !self.is_wrong(node))?;
        step.of.home.as_ref()
    }

    fn is_wrong(&self, node: usize) -> bool {
        self.wrong.iter().any(|(wrong, _)| *wrong == node)
    }

    /// Notes why a dependency has no arguments.
    fn without_arguments(&mut self, needs: &[usize], problems: Problems) -> Turn {
        if problems.is_empty() && !needs.iter().any(|need| self.is_wrong(*need)) {
            return Turn::Refused;
        }
        self.wrong.push((self.steps.len(), problems));
        Turn::Nothing
    }

    /// Where the dependency puts its value whose arguments are being gathered.
    pub(crate) fn own_home(&self) -> Option<Home> {
        self.own_home.clone()
    }

    /// What is left to do, in order.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        take(&mut self.steps)
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

    /// Gathers the arguments of their functions. What is wrong with them is noted.
    pub(crate) fn gather<'r>(&'r self, cx: &mut Gather<'r>) {
        cx.provision = Some(Provision {
            steps: Vec::with_capacity(self.nodes.len()),
            ..Provision::default()
        });
        for node in &self.nodes {
            node.gather(cx);
        }
    }
}

impl PlannedNode {
    fn gather<'r>(&'r self, cx: &mut Gather<'r>) {
        let home = (self.home)();
        if let Some(provision) = &mut cx.provision {
            provision.own_home = Some(home.clone());
        }
        cx.take_up(&self.slots);
        let turn = self.turn(&home, cx);
        if let Some(provision) = &mut cx.provision {
            let of = Running {
                place: provision.steps.len(),
                label: self.site.label(),
                teardown: self.teardown,
                optional: self.optional,
                home: Some(home),
            };
            provision.steps.push(Step { of, turn });
        }
    }

    fn without_arguments(&self, cx: &mut Gather<'_>) -> Turn {
        let problems = take(&mut cx.problems);
        match &mut cx.provision {
            Some(provision) => provision.without_arguments(&self.needs, problems),
            None => Turn::Nothing,
        }
    }

    fn turn(&self, home: &Home, cx: &mut Gather<'_>) -> Turn {
        match &self.make {
            NodeMake::AsWritten(Make::Function(gather)) => {
                gather(cx).map_or_else(|| self.without_arguments(cx), Turn::Run)
            }
            NodeMake::AsWritten(Make::Check(check)) => match check(cx.inputs.parts) {
                Ok(()) => Turn::Nothing,
                Err(error) => Turn::Run(refusing(error)),
            },
            NodeMake::Override(make) => Turn::Run(make(home.clone())),
            NodeMake::Given(_) => Turn::Nothing,
        }
    }
}

/// Ends the request where it stands in the order.
fn refusing(error: HttpError) -> Call<Supplying> {
    Call::in_place(move || Err(Box::new(Answered::failed(error))))
}

/// What the dependencies of a request have made, and what is to be undone.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// With what the log calls each.
    teardowns: Vec<(Label, Teardown)>,
    /// The optional ones that have no value, and why.
    failed: Vec<(usize, Arc<Error>)>,
    /// Boxed: few dependencies are lent anything.
    given: Option<Box<GivenBack>>,
}

/// The functions of neighbours that are plain, in one trip.
type Trip = Vec<(Running, Box<dyn FnOnce() -> Supplying + Send>)>;

impl PlannedDependencies {
    fn own_lane(&self, place: usize) -> Option<&ThreadLane> {
        self.nodes.get(place)?.threads.as_ref()
    }

    /// Runs the function of one of them in its lane.
    async fn run(
        &self,
        place: usize,
        call: Call<Supplying>,
        threads: &ThreadLane,
    ) -> Result<Supplying, Refused> {
        match self.nodes.get(place) {
            Some(node) => {
                call.run(&node.site, node.threads.as_ref().unwrap_or(threads))
                    .await
            }
            None => Ok(Err(Box::new(Answered::failed(HttpError::internal())))),
        }
    }

    fn needs(&self, place: usize) -> &[usize] {
        self.nodes.get(place).map_or(&[], |node| &node.needs)
    }
}

/// Leaves the values to those who ask for them, so that the last of these drops them in its lane: a blocking client that has a
/// runtime of its own panics where it is dropped on the event loop.
fn leave_values(supplied: &mut [(Running, Result<Supplying, Panicked>)]) {
    for (running, made) in supplied {
        if matches!(made, Ok(Ok(_))) {
            running.home = None;
        }
    }
}

/// What may fail and be done without is known before those run that need it.
fn waits(step: &Step, trip: &Trip, dependencies: &PlannedDependencies) -> bool {
    let needs = dependencies.needs(step.of.place);
    let mut on_it = trip.iter();
    matches!(step.turn, Turn::Refused)
        || on_it.any(|(on, _)| on.optional && needs.contains(&on.place))
}

/// Runs the dependencies, then the operation if it can run. `Err`: the answer of what kept it from that.
pub(crate) async fn run_all(
    steps: (&PlannedDependencies, Vec<Step>),
    operation: Result<Call, Error>,
    lane: (&Site, &ThreadLane),
    made: &mut Made,
) -> Result<Answered, Instead> {
    match &steps.0.waves {
        None => run(steps, operation, lane, made).await,
        // Boxed: few are made at the same time.
        Some(waves) => Box::pin(run_in_waves(steps, waves, operation, lane, made)).await,
    }
}

/// Runs them one after another.
async fn run(
    (dependencies, steps): (&PlannedDependencies, Vec<Step>),
    operation: Result<Call, Error>,
    (site, threads): (&Site, &ThreadLane),
    made: &mut Made,
) -> Result<Answered, Instead> {
    let mut rest = Rest::of(steps, operation);
    while let Some(step) = rest.steps.next() {
        if !rest.trip.is_empty() && waits(&step, &rest.trip, dependencies) {
            Box::pin(made.flush(rest.take_trip(), (&dependencies.site, threads))).await?;
        }
        let Step { of: running, turn } = step;
        let Some(call) = made.ready(&running, turn, dependencies)? else {
            continue;
        };
        match call.into_work() {
            Work::Thread(function) if dependencies.own_lane(running.place).is_none() => {
                rest.trip.push((running, function));
            }
            // As `Call::run` does, but without room for the other lanes.
            Work::InPlace(function) if rest.trip.is_empty() => {
                let supplied = Panicked::catch(|| run_labelled(running.label, function));
                made.add(&running, supplied)?;
            }
            Work::Loop(future) if rest.trip.is_empty() => {
                let supplied = catch_panic(labelled(running.label, future)).await;
                made.add(&running, supplied)?;
            }
            work => {
                if !rest.trip.is_empty() {
                    Box::pin(made.flush(rest.take_trip(), (&dependencies.site, threads))).await?;
                }
                rest.has_values |= !matches!(work, Work::Loop(_) | Work::InPlace(_));
                let call = Call::of_work(work);
                let supplied = Box::pin(dependencies.run(running.place, call, threads)).await;
                made.add(&running, supplied)?;
            }
        }
    }
    let (trip, operation) = rest.end();
    match operation.map(Call::into_work) {
        Err(error) => {
            Box::pin(made.flush(trip, (&dependencies.site, threads))).await?;
            Err(Box::new(Answered::failed(error)))
        }
        Ok(Work::Thread(function)) if !trip.is_empty() => {
            let answered = Box::pin(made.travel(trip, (site, threads), function)).await?;
            answered.map_err(|refused| Box::new(failed_by(site.label(), &refused)))
        }
        Ok(work) => {
            if !trip.is_empty() {
                Box::pin(made.flush(trip, (&dependencies.site, threads))).await?;
            }
            let answered = Call::of_work(work).run(site, threads).await;
            answered.map_err(|refused| Box::new(failed_by(site.label(), &refused)))
        }
    }
}

/// What has not had its turn yet. Where nothing more has, it is dropped in a thread if plain functions have made values that it asks
/// for: as in [`leave_values`].
struct Rest {
    steps: std::vec::IntoIter<Step>,
    /// Neighbours that are about to run.
    trip: Trip,
    /// `None` at the end.
    operation: Option<Result<Call, Error>>,
    has_values: bool,
}

impl Rest {
    fn of(steps: Vec<Step>, operation: Result<Call, Error>) -> Self {
        Self {
            steps: steps.into_iter(),
            trip: Vec::new(),
            operation: Some(operation),
            has_values: false,
        }
    }

    fn take_trip(&mut self) -> Trip {
        self.has_values = true;
        take(&mut self.trip)
    }

    /// All the others have had their turn.
    fn end(mut self) -> (Trip, Result<Call, Error>) {
        let operation = self.operation.take();
        let operation = operation.unwrap_or_else(|| Err(HttpError::internal().into()));
        (take(&mut self.trip), operation)
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        if self.has_values
            && let Some(operation) = self.operation.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let rest = (take(&mut self.steps), take(&mut self.trip), operation);
            runtime.spawn_blocking(move || drop(rest));
        }
    }
}

/// As [`run`], but those of one wave at the same time, each plain function in a thread of its own.
async fn run_in_waves(
    (dependencies, mut steps): (&PlannedDependencies, Vec<Step>),
    waves: &[usize],
    operation: Result<Call, Error>,
    (site, threads): (&Site, &ThreadLane),
    made: &mut Made,
) -> Result<Answered, Instead> {
    let wave_of = |step: &Step| waves.get(step.of.place).copied().unwrap_or(0);
    // Stable: within a wave the order stays FastAPI's.
    steps.sort_by_key(wave_of);
    let mut steps = steps.into_iter().peekable();
    while let Some(wave) = steps.peek().map(wave_of) {
        let mut running = Vec::new();
        while let Some(Step { of, turn }) = steps.next_if(|step| wave_of(step) == wave) {
            if let Some(call) = made.ready(&of, turn, dependencies)? {
                running.push(Box::pin(async move {
                    let supplied = dependencies.run(of.place, call, threads).await;
                    (of, supplied)
                }));
            }
        }
        // All of them have ended before the first error, in their order, is the answer: what they have made is undone.
        let mut refusal = None;
        for (of, supplied) in join_all(running).await {
            refusal = refusal.or(made.add(&of, supplied).err());
        }
        if let Some(answered) = refusal {
            return Err(answered);
        }
    }
    let nothing_left = (dependencies, Vec::new());
    run(nothing_left, operation, (site, threads), made).await
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
    async fn flush(&mut self, trip: Trip, lane: (&Site, &ThreadLane)) -> Result<(), Instead> {
        let Some((Running { label, .. }, _)) = trip.first() else {
            return Ok(());
        };
        let label = *label;
        let travelled = self.travel(trip, lane, || ()).await?;
        travelled.map_err(|refused| Box::new(failed_by(label, &refused)))
    }

    /// Runs plain functions in one thread, one after another, and `last` if none of them fails.
    async fn travel<T: Send + 'static>(
        &mut self,
        trip: Trip,
        (site, threads): (&Site, &ThreadLane),
        last: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, Refused>, Instead> {
        let travelled = site.run_in_thread(threads, move || {
            let mut supplied = Vec::with_capacity(trip.len());
            for (running, function) in trip {
                let made = Panicked::catch(function);
                let goes_on = matches!(made, Ok(Ok(_))) || running.optional && made.is_ok();
                supplied.push((running, made));
                if !goes_on {
                    leave_values(&mut supplied);
                    return (supplied, None);
                }
            }
            let ended = Panicked::catch(last);
            leave_values(&mut supplied);
            (supplied, Some(ended))
        });
        match travelled.await {
            Ok((supplied, last)) => {
                for (running, made) in supplied {
                    self.add(&running, made)?;
                }
                let last = last.map(|last| last.map_err(Refused::from));
                last.ok_or_else(|| Box::new(Answered::failed(HttpError::internal())))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// What is to run; `None` where nothing is, or where it can be done without and what it needs has failed. `Err`: that ends the request.
    fn ready(
        &mut self,
        running: &Running,
        turn: Turn,
        dependencies: &PlannedDependencies,
    ) -> Result<Option<Call<Supplying>>, Instead> {
        match (turn, self.failed_below(running.place, dependencies)) {
            (Turn::Nothing, _) => Ok(None),
            (_, Some(error)) => self.do_without(running, error).map(|()| None),
            (Turn::Run(call), None) => Ok(Some(call)),
            (Turn::Refused, None) => Err(Box::new(Answered::failed(HttpError::internal()))),
        }
    }

    /// Why something that it needs has no value.
    fn failed_below(&self, place: usize, dependencies: &PlannedDependencies) -> Option<Arc<Error>> {
        if self.failed.is_empty() {
            return None;
        }
        let needs = dependencies.needs(place);
        let mut failed = self.failed.iter();
        let (_, error) = failed.find(|(failed, _)| needs.contains(failed))?;
        Some(Arc::clone(error))
    }

    /// Takes what a dependency has made. `Err`: it ends the request.
    fn add<P: Into<Refused>>(
        &mut self,
        running: &Running,
        made: Result<Supplying, P>,
    ) -> Result<(), Instead> {
        match made {
            Ok(Ok(Supplied(None))) => Ok(()),
            Ok(Ok(Supplied(Some(beside)))) => {
                let teardown = beside.teardown;
                self.teardowns
                    .extend(teardown.map(|teardown| (running.teardown, teardown)));
                self.given.get_or_insert_default().append(beside.given);
                Ok(())
            }
            Ok(Err(answered)) if !running.optional => Err(answered),
            Ok(Err(answered)) => {
                // An error that is an answer of its own shape can only be given as that.
                let error = error_of(*answered).err();
                let error = error.unwrap_or_else(|| Arc::new(HttpError::internal().into()));
                self.do_without(running, error)
            }
            Err(refused) => Err(Box::new(failed_by(running.label, &refused.into()))),
        }
    }

    /// Tells those who ask why there is no value. `Err`: one of them cannot do without.
    fn do_without(&mut self, running: &Running, error: Arc<Error>) -> Result<(), Instead> {
        if !running.optional {
            return Err(Box::new(Answered::failed(alone(error))));
        }
        if let Some(home) = &running.home {
            home.fail(Arc::clone(&error));
        }
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
    ) -> Result<Answered, Arc<Error>> {
        let (before, mut after): (Vec<_>, Vec<_>) = take(&mut self.teardowns)
            .into_iter()
            .partition(|(_, teardown)| teardown.scope() == Scope::BeforeResponse);
        for teardown in before.into_iter().rev() {
            answered = undo(teardown, answered).await;
        }
        if answered.is_err() {
            for teardown in take(&mut after).into_iter().rev() {
                answered = undo(teardown, answered).await;
            }
        }
        self.teardowns = after;
        answered
    }

    /// Undoes the rest, the last first. An error is logged, and those after it learn of it.
    pub(crate) async fn undo_after_response(self, mut outcome: Outcome, name: &str) {
        for (label, teardown) in self.teardowns.into_iter().rev() {
            if let Err(error) = teardown.run(outcome.clone(), label).await {
                error!("{name}: a teardown failed: {error:?}");
                outcome = Outcome::Failed(Arc::new(error));
            }
        }
    }
}

async fn undo(
    (label, teardown): (Label, Teardown),
    answered: Result<Answered, Arc<Error>>,
) -> Result<Answered, Arc<Error>> {
    let outcome = match &answered {
        Err(error) if error.downcast_ref::<failure::Gone>().is_some() => Outcome::ClientGone,
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
        None if kept.downcast_ref::<failure::Gone>().is_some() => failure::Gone.into(),
        Some(error) => error.clone().into(),
        None => Error::msg(format!("{kept:?}")),
    })
}

fn failed_by(label: Label, refused: &Refused) -> Answered {
    Answered::failed(failure::refused(&label.text(), refused))
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
