//! The response of an operation with dependencies that are run before it, or undone around its response.

use twinlane_lanes::until_given_up;
use twinlane_web::Response;

use crate::answer::Answered;
use crate::call::Call;
use crate::dependency::{self, DependencyWork, PlannedDependencies, UnusedArguments};
use crate::error::{Error, GivenUp};
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
    let DependencyWork {
        pending,
        mut results,
        ..
    } = work;
    let lanes = &operation.function.lanes;
    let lane = (&lanes.site, &lanes.threads);
    let steps = (dependencies, pending);
    let arguments = UnusedArguments::default();
    let with_client = lanes.cancel_on_disconnect;
    let running = dependency::run_all(steps, call, lane, (&mut results, &arguments));
    let answered = if let Some(answered) = until_given_up(running, with_client).await {
        answered
    } else {
        // What has been made is undone also where the rest is given up, when no thread has it any more.
        results.wait_for_threads().await;
        Err(Box::new(Answered::failed(GivenUp::here())))
    };
    let answered = answered.map(|answered| operation.shaped(answered));
    let mut answered = dependency::separate_error(answered.unwrap_or_else(|instead| *instead));
    let context = results
        .has_teardowns()
        .then(|| cx.teardown_context(&operation.function, dependencies));
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

/// The response, after which dependencies are undone.
async fn undone_after(
    cx: &Exchange<'_>,
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
