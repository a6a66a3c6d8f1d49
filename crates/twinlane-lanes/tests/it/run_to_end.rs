use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;
use twinlane_lanes::{InFlight, RunToEnd, run_to_end, until_given_up};

use crate::runtime;

fn poll_once<T>(future: &mut RunToEnd<T>) -> Poll<T> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Sets the flag when it goes, however it goes.
struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn awaited_it_is_the_future_that_it_was_given() {
    runtime(1, 1).block_on(async {
        let in_flight = InFlight::new();
        let output = run_to_end(
            Box::pin(async { tokio::spawn(async { 3 }).await.unwrap() }),
            &in_flight,
        )
        .await;
        assert_eq!((output, in_flight.count()), (3, 0));
    });
}

#[test]
fn dropped_it_goes_on_and_is_waited_for() {
    async fn check() {
        let in_flight = InFlight::new();
        let (go_on, may) = oneshot::channel::<()>();
        let ended = Arc::new(AtomicBool::new(false));
        let at_end = Arc::clone(&ended);
        let mut future = run_to_end(
            Box::pin(async move {
                may.await.unwrap();
                at_end.store(true, Ordering::SeqCst);
            }),
            &in_flight,
        );
        assert!(poll_once(&mut future).is_pending());
        assert_eq!(in_flight.count(), 0);
        drop(future);
        assert_eq!(in_flight.count(), 1);
        go_on.send(()).unwrap();
        in_flight.wait_idle().await;
        assert!(ended.load(Ordering::SeqCst));
    }
    runtime(1, 1).block_on(check());
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(check());
}

#[test]
fn beyond_the_bound_it_is_given_up() {
    /// Leaves an operation alone that waits for ever, and counts it if it is given up.
    fn left_alone(in_flight: &InFlight, given_up: &Arc<AtomicUsize>) {
        let given_up = Arc::clone(given_up);
        let operation = async move {
            if until_given_up(pending::<()>(), false).await.is_none() {
                given_up.fetch_add(1, Ordering::SeqCst);
            }
        };
        let mut future = run_to_end(Box::pin(operation), in_flight);
        assert!(poll_once(&mut future).is_pending());
    }

    runtime(1, 1).block_on(async {
        let in_flight = InFlight::new();
        in_flight.bound(3);
        let given_up = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            left_alone(&in_flight, &given_up);
        }
        while in_flight.count() > 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(given_up.load(Ordering::SeqCst), 7);
        in_flight.cancel();
        in_flight.wait_idle().await;
        assert_eq!(given_up.load(Ordering::SeqCst), 10);
    });
}

#[test]
fn a_panic_in_the_rest_ends_only_the_rest() {
    runtime(1, 1).block_on(async {
        let in_flight = InFlight::new();
        let mut polls = 0;
        let rest = poll_fn(move |cx| {
            polls += 1;
            assert!(polls < 2, "in the rest");
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let mut future = run_to_end(Box::pin(rest), &in_flight);
        assert!(poll_once(&mut future).is_pending());
        drop(future);
        in_flight.wait_idle().await;
    });
}

#[test]
fn what_has_ended_or_panicked_or_not_begun_is_not_polled_again() {
    runtime(1, 1).block_on(async {
        let in_flight = InFlight::new();
        let mut ended = run_to_end(Box::pin(async {}), &in_flight);
        assert!(poll_once(&mut ended).is_ready());
        drop(ended);
        let panics = tokio::spawn(run_to_end(
            Box::pin(async { panic!("at once") }),
            &in_flight,
        ));
        panics.await.unwrap_err();
        drop(run_to_end(Box::pin(async { panic!("never") }), &in_flight));
        assert_eq!(in_flight.count(), 0);
    });
}

#[test]
fn without_a_runtime_it_is_dropped() {
    let in_flight = InFlight::new();
    let dropped = Arc::new(AtomicBool::new(false));
    let on_drop = OnDrop(Arc::clone(&dropped));
    let mut future = run_to_end(
        Box::pin(async move {
            let _on_drop = on_drop;
            pending::<()>().await;
        }),
        &in_flight,
    );
    assert!(poll_once(&mut future).is_pending());
    drop(future);
    assert!(dropped.load(Ordering::SeqCst));
    assert_eq!(in_flight.count(), 0);
}

#[test]
fn a_runtime_that_ends_drops_what_goes_on() {
    let in_flight = InFlight::new();
    let dropped = Arc::new(AtomicBool::new(false));
    let (on_drop, tracked) = (OnDrop(Arc::clone(&dropped)), in_flight.clone());
    let runtime = runtime(1, 1);
    runtime.block_on(async move {
        let endless = async move {
            let _on_drop = on_drop;
            pending::<()>().await;
        };
        let mut future = run_to_end(Box::pin(endless), &tracked);
        assert!(poll_once(&mut future).is_pending());
        drop(future);
        assert_eq!(tracked.count(), 1);
    });
    drop(runtime);
    assert!(dropped.load(Ordering::SeqCst));
    assert_eq!(in_flight.count(), 0);
}
