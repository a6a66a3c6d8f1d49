//! Running what is left of the dependencies of a request, then the operation, each in its lane; neighbours that are plain share
//! one trip to a thread.

use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::Poll;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use twinlane_lanes::{Panicked, Refused, Site, ThreadLane, catch_panic, labelled, run_labelled};

use super::made::{Instead, Made, failed_by};
use super::provision::{Running, Step, Turn};
use super::{PlannedDependencies, Supplying};
use crate::answer::Answered;
use crate::call::{Call, Work};
use crate::error::{Error, HttpError};

/// The functions of neighbours that are plain, in one trip.
type Trip = Vec<(Running, Box<dyn FnOnce() -> Supplying + Send>)>;

impl PlannedDependencies {
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
}

/// The arguments of what did not run, on their way out in a thread: until they are dropped they hold values.
#[derive(Debug, Default)]
pub(crate) struct LeftArguments(OnceLock<JoinHandle<()>>);

impl LeftArguments {
    /// Waits until they are dropped.
    pub(crate) async fn dropped(self) {
        if let Some(dropping) = self.0.into_inner() {
            // A panic of a value's `Drop` has been printed.
            let _ = dropping.await;
        }
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
    (made, left): (&mut Made, &LeftArguments),
) -> Result<Answered, Instead> {
    match &steps.0.waves {
        None => run(steps, operation, lane, (made, left)).await,
        // Boxed: few are made at the same time.
        Some(waves) => Box::pin(run_in_waves(steps, waves, operation, lane, (made, left))).await,
    }
}

/// Runs them one after another.
async fn run(
    (dependencies, steps): (&PlannedDependencies, Vec<Step>),
    operation: Result<Call, Error>,
    (site, threads): (&Site, &ThreadLane),
    (made, left): (&mut Made, &LeftArguments),
) -> Result<Answered, Instead> {
    let mut rest = Rest::of(steps, operation, left);
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
                let call = made.keeping(&running, Call::of_work(work));
                let supplied = Box::pin(dependencies.run(running.place, call, threads)).await;
                made.add(&running, supplied)?;
                made.add_kept()?;
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
            let call = made.waited_for(Call::of_work(work));
            let answered = call.run(site, threads).await;
            answered.map_err(|refused| Box::new(failed_by(site.label(), &refused)))
        }
    }
}

/// What has not had its turn yet. Where nothing more has, it is dropped in a thread if plain functions have made values that it asks
/// for: as in [`leave_values`].
struct Rest<'l> {
    steps: std::vec::IntoIter<Step>,
    /// Neighbours that are about to run.
    trip: Trip,
    /// `None` at the end.
    operation: Option<Result<Call, Error>>,
    has_values: bool,
    left: &'l LeftArguments,
}

impl<'l> Rest<'l> {
    fn of(steps: Vec<Step>, operation: Result<Call, Error>, left: &'l LeftArguments) -> Self {
        Self {
            steps: steps.into_iter(),
            trip: Vec::new(),
            operation: Some(operation),
            has_values: false,
            left,
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

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        if self.has_values
            && let Some(operation) = self.operation.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let rest = (take(&mut self.steps), take(&mut self.trip), operation);
            let dropping = runtime.spawn_blocking(move || drop(rest));
            // There is one rest in a request.
            let _: Result<(), _> = self.left.0.set(dropping);
        }
    }
}

/// As [`run`], but those of one wave at the same time, each plain function in a thread of its own.
async fn run_in_waves(
    (dependencies, mut steps): (&PlannedDependencies, Vec<Step>),
    waves: &[usize],
    operation: Result<Call, Error>,
    lane: (&Site, &ThreadLane),
    (made, left): (&mut Made, &LeftArguments),
) -> Result<Answered, Instead> {
    let threads = lane.1;
    let wave_of = |step: &Step| waves.get(step.of.place).copied().unwrap_or(0);
    // Stable: within a wave the order stays FastAPI's.
    steps.sort_by_key(wave_of);
    let mut steps = steps.into_iter().peekable();
    while let Some(wave) = steps.peek().map(wave_of) {
        let mut running = Vec::new();
        while let Some(Step { of, turn }) = steps.next_if(|step| wave_of(step) == wave) {
            if let Some(call) = made.ready(&of, turn, dependencies)? {
                let call = made.keeping(&of, call);
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
        refusal = refusal.or(made.add_kept().err());
        if let Some(answered) = refusal {
            return Err(answered);
        }
    }
    let nothing_left = (dependencies, Vec::new());
    run(nothing_left, operation, lane, (made, left)).await
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
        let keeper = self.keeper();
        let travelled = site.run_in_thread(threads, move || {
            let mut supplied = Vec::with_capacity(trip.len());
            for (running, function) in trip {
                let made = Panicked::catch(function);
                let goes_on = matches!(made, Ok(Ok(_))) || running.optional && made.is_ok();
                supplied.push((running, made));
                if !goes_on {
                    leave_values(&mut supplied);
                    keeper.keep(supplied);
                    return None;
                }
            }
            let ended = Panicked::catch(last);
            leave_values(&mut supplied);
            keeper.keep(supplied);
            Some(ended)
        });
        match travelled.await {
            Ok(last) => {
                self.add_kept()?;
                let last = last.map(|last| last.map_err(Refused::from));
                last.ok_or_else(|| Box::new(Answered::failed(HttpError::internal())))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// What is to run; `None` where nothing is, or where it has run, or can be done without and what it needs has failed. `Err`: that ends the request.
    fn ready(
        &mut self,
        running: &Running,
        turn: Turn,
        dependencies: &PlannedDependencies,
    ) -> Result<Option<Call<Supplying>>, Instead> {
        match (turn, self.failed_below(running.place, dependencies)) {
            (Turn::Ended(ended), _) => self.add(running, ended).map(|()| None),
            (_, Some(error)) => self.do_without(running, error).map(|()| None),
            (Turn::Run(call), None) => Ok(Some(call)),
            (Turn::Refused, None) => Err(Box::new(Answered::failed(HttpError::internal()))),
        }
    }
}
