//! From one lane to another, and what comes along.

use std::future::pending;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tracing::{Level, span};
use twinlane_lanes::{
    Cancelled, ThreadLane, block_on, carry, check_cancelled, cpu, is_cancelled, run_to_end, shield,
    shielded, spawn, threads, until_given_up,
};

use crate::{LONG, eventually, log, runtime};

tokio::task_local! {
    static USER: String;
    static TENANT: u32;
    static FORGOTTEN: u32;
}

#[test]
fn task_locals_that_are_carried_cross_over_and_others_do_not() {
    carry(&USER);
    carry(&TENANT);
    carry(&TENANT);
    let seen = || {
        let user = USER.try_with(String::clone).ok();
        (user, TENANT.try_get().ok(), FORGOTTEN.try_get().ok())
    };
    runtime(2, 1).block_on(async move {
        assert_eq!(threads(seen).await, Ok((None, None, None)));
        let within = async move {
            let spawned = spawn(async move {
                let polled = seen();
                sleep(Duration::from_millis(1)).await;
                (polled, seen(), threads(seen).await.unwrap())
            });
            (threads(seen).await, cpu(seen).await, spawned.await.unwrap())
        };
        let within = FORGOTTEN.scope(3, TENANT.scope(7, USER.scope("ada".to_owned(), within)));
        let there = (Some("ada".to_owned()), Some(7), None);
        let (in_thread, on_a_core, spawned) = within.await;
        assert_eq!(
            (in_thread, on_a_core),
            (Ok(there.clone()), Ok(there.clone()))
        );
        assert_eq!(spawned, (there.clone(), there.clone(), there));
    });
}

#[test]
fn the_span_crosses_over_to_a_task() {
    log::keep();
    runtime(1, 1).block_on(async {
        let span = span!(Level::ERROR, "outer");
        let task = span.in_scope(|| spawn(async { tracing::Span::current().id() }));
        assert_eq!(task.await.unwrap(), span.id());
    });
}

#[test]
fn block_on_works_wherever_something_can_wait() {
    let later = || async {
        sleep(Duration::from_millis(1)).await;
        7
    };
    assert_eq!(block_on(later()), 7, "outside of any runtime");
    runtime(1, 1).block_on(async move {
        assert_eq!(threads(move || block_on(later())).await, Ok(7));
        assert_eq!(
            threads(move || block_on(async move { block_on(later()) })).await,
            Ok(7)
        );
        assert_eq!(block_on(later()), 7, "on a worker, where others take over");
    });
    let current_thread = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    current_thread.block_on(async move {
        assert_eq!(threads(move || block_on(later())).await, Ok(7));
    });
}

#[test]
fn where_it_cannot_work_its_error_says_what_to_write() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let panicked = runtime.block_on(async {
        twinlane_lanes::catch_panic(async { block_on(async {}) })
            .await
            .unwrap_err()
    });
    assert!(
        panicked.message.starts_with(
            "`lanes::block_on` was called within the `async` code of a current-thread runtime"
        ) && panicked.message.contains("`.await`"),
        "{panicked}"
    );
}

/// A function that reports when it has begun, and whether it was cancelled before it was told to end.
fn asks(begun: oneshot::Sender<()>, report: mpsc::Sender<Result<(), Cancelled>>) -> impl FnOnce() {
    move || {
        report.send(check_cancelled()).unwrap();
        begun.send(()).unwrap();
        eventually("it is told", is_cancelled);
        report.send(check_cancelled()).unwrap();
    }
}

#[test]
fn a_function_learns_that_nobody_waits_for_it() {
    let (report, reports) = mpsc::channel();
    runtime(1, 1).block_on(async move {
        assert!(!is_cancelled());
        assert_eq!(threads(is_cancelled).await, Ok(false));
        let (begun, begins) = oneshot::channel();
        let lane = ThreadLane::new(1);
        let waits = spawn(lane.run(asks(begun, report)));
        begins.await.unwrap();
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        // The next in the same thread is another matter.
        assert_eq!(lane.run(is_cancelled).await, Ok(false));
    });
    let told: Vec<_> = reports.iter().collect();
    assert_eq!(told, [Ok(()), Err(Cancelled)]);
}

#[test]
fn what_is_left_alone_is_given_up_and_what_is_shielded_is_not() {
    runtime(1, 1).block_on(async {
        let (paid, is_paid) = oneshot::channel();
        let (begun, begins) = oneshot::channel();
        let (never, dropped) = oneshot::channel::<()>();
        let in_flight = twinlane_lanes::InFlight::new();
        let work = async move {
            let payment = shield(async move {
                begun.send(()).unwrap();
                sleep(Duration::from_millis(5)).await;
                paid.send(()).unwrap();
            });
            payment.await;
            sleep(LONG).await;
            drop(never);
        };
        let whole = run_to_end(Box::pin(until_given_up(work, true)), &in_flight);
        assert!(timeout(Duration::from_millis(2), whole).await.is_err());
        begins.await.unwrap();
        in_flight.wait_idle().await;
        assert!(
            dropped.await.is_err(),
            "the rest is dropped where it waited"
        );
        shielded().wait_idle().await;
        is_paid.await.unwrap();
    });
}

#[test]
fn what_goes_on_ends_when_it_is_cancelled_and_what_stands_behind_it_goes_on() {
    runtime(1, 1).block_on(async {
        let in_flight = twinlane_lanes::InFlight::new();
        let (begun, begins) = oneshot::channel();
        let (undone, is_undone) = oneshot::channel();
        let request = async move {
            let work = async move {
                begun.send(()).unwrap();
                pending::<()>().await;
            };
            let ended = until_given_up(work, false).await;
            sleep(Duration::from_millis(2)).await;
            undone.send(ended).unwrap();
        };
        let whole = run_to_end(Box::pin(request), &in_flight);
        assert!(timeout(Duration::from_millis(2), whole).await.is_err());
        begins.await.unwrap();
        sleep(Duration::from_millis(2)).await;
        assert_eq!(in_flight.count(), 1, "a client that goes ends nothing here");
        in_flight.cancel();
        in_flight.wait_idle().await;
        assert_eq!(is_undone.await, Ok(None));
        // A future that is left alone later is given up as well, and one that has its client is not.
        let late = until_given_up(async { 7 }, false);
        assert_eq!(run_to_end(Box::pin(late), &in_flight).await, Some(7));
        let late = run_to_end(Box::pin(until_given_up(pending::<()>(), false)), &in_flight);
        assert!(timeout(Duration::from_millis(2), late).await.is_err());
        in_flight.wait_idle().await;
    });
}

#[test]
fn what_is_not_left_alone_ends_as_it_does() {
    runtime(1, 1).block_on(async {
        assert_eq!(until_given_up(async { 7 }, true).await, Some(7));
    });
    assert!(thread::current().name().is_some());
}
