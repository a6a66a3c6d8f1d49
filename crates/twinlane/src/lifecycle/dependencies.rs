//! The response of an operation with dependencies that are run before it, or undone around its response.

use std::future::Future;
use std::sync::Arc;

use twinlane_lanes::until_given_up;
use twinlane_web::Response;

use crate::answer::Answered;
use crate::background::BackgroundTasks;
use crate::call::Call;
use crate::dependencies::{self, DependencyWork, PlannedDependencies, UnusedArguments};
use crate::errors::{Error, GivenUp};
use crate::exchange::{Exchange, UndoneAfter};
use crate::failure;
use crate::frozen::Operation;

/// The response of an operation that asks for dependencies.
pub(super) async fn with_dependencies(
    cx: &Exchange<'_>,
    operation: &Operation,
    dependencies: &PlannedDependencies,
    work: DependencyWork,
    call: Result<Call, Error>,
) -> Result<Response, Error> {
    let give_up = WithClient(operation.function.lanes.cancel_on_disconnect);
    let planned = (operation, dependencies);
    let (answered, rest) = run_with_dependencies(cx, planned, (work, call), &give_up).await;
    let answered = answered.map_err(dependencies::into_owned_error)?;
    match rest {
        None => cx.respond(answered, operation.status).await,
        Some(rest) => Box::pin(undone_after(cx, operation, answered, rest)).await,
    }
}

/// The response of an operation, or its error, and the teardowns after the response.
pub(super) type Ran = (Result<Answered, Arc<Error>>, Option<UndoneAfter>);

/// Runs the dependencies of an operation and the operation, and then the teardowns before the response.
pub(super) async fn run_with_dependencies(
    cx: &Exchange<'_>,
    (operation, dependencies): (&Operation, &PlannedDependencies),
    (work, call): (DependencyWork, Result<Call, Error>),
    give_up: &impl GiveUp,
) -> Ran {
    let DependencyWork {
        pending,
        mut results,
        ..
    } = work;
    let lanes = &operation.function.lanes;
    let lane = (&lanes.site, &lanes.threads);
    let steps = (dependencies, pending);
    let arguments = UnusedArguments::default();
    let running = dependencies::run_all(steps, call, lane, (&mut results, &arguments));
    let answered = if let Some(answered) = give_up.until_given_up(running).await {
        answered
    } else {
        // Dependencies that have run are undone even if the rest is given up, but only after no thread holds their values.
        results.wait_for_threads().await;
        Err(Box::new(Answered::failed(GivenUp::here())))
    };
    let answered = answered.map(|answered| operation.shaped(answered));
    let mut answered = dependencies::separate_error(answered.unwrap_or_else(|instead| *instead));
    let context = results
        .has_teardowns()
        .then(|| cx.teardown_context(&operation.function, dependencies));
    if let Some(context) = &context {
        arguments.dropped().await;
        answered = Box::pin(results.undo_before_response(answered, context)).await;
    }
    let answered = answered.map(|answered| results.with_given_back(answered));
    let rest = context.filter(|_| results.has_teardowns());
    let rest = rest.map(|context| UndoneAfter { results, context });
    (answered, rest)
}

/// The time that an operation and its dependencies are waited for.
pub(super) trait GiveUp {
    /// Runs a future until it is given up: `None`, and it is dropped where it waits.
    fn until_given_up<F: Future + Send>(
        &self,
        future: F,
    ) -> impl Future<Output = Option<F::Output>> + Send;
}

/// Until its client goes, if this is set, and otherwise until the end of a stop.
struct WithClient(bool);

impl GiveUp for WithClient {
    fn until_given_up<F: Future + Send>(
        &self,
        future: F,
    ) -> impl Future<Output = Option<F::Output>> + Send {
        until_given_up(future, self.0).for_client()
    }
}

/// The response, after which dependencies are undone.
async fn undone_after(
    cx: &Exchange<'_>,
    operation: &Operation,
    mut answered: Answered,
    rest: UndoneAfter,
) -> Result<Response, Error> {
    let mut tasks = answered.take_background();
    let response = match cx.respond(answered, operation.status).await {
        Ok(response) => response,
        Err(error) => {
            // As those of an operation that fails.
            tasks = BackgroundTasks::default();
            failure::respond(cx, error).await
        }
    };
    Ok(cx.running_after(response, tasks, Some(rest)))
}
