use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::sync::oneshot;
use twinlane_lanes::{Label, Refused, Site, ThreadLane, block_on, cpu, threads};

use crate::{LONG, eventually, log, runtime};

/// Takes the only place, until the sender is used or dropped.
async fn occupy(lane: &ThreadLane) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let (release, released) = mpsc::channel();
    let (begun, begins) = oneshot::channel();
    let running = lane.run(move || {
        begun.send(()).unwrap();
        let _ = released.recv_timeout(LONG);
    });
    let task = tokio::spawn(async { running.await.unwrap() });
    begins.await.unwrap();
    (release, task)
}

/// Lets it take its place in line.
fn poll_once<T>(mut future: Pin<&mut (dyn Future<Output = T> + Send)>) -> bool {
    future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
        .is_ready()
}

#[test]
fn it_returns_what_the_function_does() {
    assert_eq!(
        runtime(1, 1).block_on(async { ThreadLane::new(1).run(|| 7).await }),
        Ok(7)
    );
    assert_eq!(runtime(1, 1).block_on(threads(|| 7)), Ok(7));
}

#[test]
fn it_has_forty_places_unless_it_is_told_otherwise() {
    assert_eq!(ThreadLane::default().capacity(), 40);
    assert_eq!(ThreadLane::new(3).capacity(), 3);
    assert_eq!(ThreadLane::new(0).capacity(), 1);
    assert_eq!(ThreadLane::new(usize::MAX).running(), 0);
}

#[test]
fn no_more_run_than_there_are_places() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let runtime = runtime(2, 2);
    let counted = Arc::clone(&most);
    runtime.block_on(async move {
        let lane = ThreadLane::new(3);
        let mut tasks = Vec::new();
        for _ in 0..60 {
            let (now, most) = (Arc::clone(&now), Arc::clone(&counted));
            tasks.push(tokio::spawn(lane.run(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
            })));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(lane.running(), 0);
    });
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[test]
fn first_come_first_served() {
    let runtime = runtime(2, 2);
    runtime.block_on(async {
        let lane = ThreadLane::new(1);
        let (release, occupied) = occupy(&lane).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for number in 0..20 {
            let order = Arc::clone(&order);
            let mut call = Box::pin(lane.run(move || order.lock().unwrap().push(number)));
            assert!(!poll_once(call.as_mut()));
            tasks.push(call);
        }
        // The line decides, whichever task looks first.
        let tasks: Vec<_> = tasks.into_iter().rev().map(tokio::spawn).collect();
        drop(release);
        occupied.await.unwrap();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn who_is_dropped_while_waiting_leaves_the_line_and_does_not_run() {
    runtime(1, 1).block_on(async {
        let lane = ThreadLane::new(1);
        let (release, occupied) = occupy(&lane).await;
        let ran = Arc::new(AtomicUsize::new(0));
        let (impatient, patient) = (Arc::clone(&ran), Arc::clone(&ran));
        let mut impatient = Box::pin(lane.run(move || impatient.fetch_add(1, Ordering::SeqCst)));
        let mut patient = Box::pin(lane.run(move || patient.fetch_add(10, Ordering::SeqCst)));
        assert!(!poll_once(impatient.as_mut()));
        assert!(!poll_once(patient.as_mut()));
        drop(impatient);
        drop(release);
        occupied.await.unwrap();
        patient.await.unwrap();
        assert_eq!(ran.load(Ordering::SeqCst), 10);
    });
}

#[test]
fn a_place_is_kept_until_the_function_ends_even_without_its_caller() {
    let runtime = runtime(1, 1);
    let lane = ThreadLane::new(1);
    let in_runtime = lane.clone();
    let (release, next) = runtime.block_on(async move {
        let (release, occupied) = occupy(&in_runtime).await;
        occupied.abort();
        let _ = occupied.await;
        assert_eq!(in_runtime.running(), 1);
        let mut next = Box::pin(in_runtime.run(|| 8));
        assert!(!poll_once(next.as_mut()));
        (release, next)
    });
    assert_eq!(lane.running(), 1);
    drop(release);
    assert_eq!(runtime.block_on(next), Ok(8));
    eventually("an empty lane", || lane.running() == 0);
}

#[test]
fn a_panic_comes_back_with_its_message_and_gives_its_place_back() {
    runtime(1, 1).block_on(async {
        let lane = ThreadLane::new(1);
        for number in 0..3 {
            let panicked = lane
                .run(move || panic!("the {number}th time"))
                .await
                .unwrap_err();
            assert_eq!(panicked.message, format!("the {number}th time"));
        }
        let panicked = lane.run(|| panic!("literally")).await.unwrap_err();
        assert_eq!(panicked.to_string(), "panicked: literally");
        let panicked = lane.run(|| std::panic::panic_any(7)).await.unwrap_err();
        assert_eq!(panicked.message, "a panic without a message");
        assert_eq!(lane.run(|| 1).await, Ok(1));
    });
}

#[test]
fn it_works_on_any_runtime() {
    async fn twice() {
        let lane = ThreadLane::new(1);
        let (one, two) = tokio::join!(lane.run(|| 1), lane.run(|| 2));
        assert_eq!((one, two), (Ok(1), Ok(2)));
    }
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(twice());
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap()
        .block_on(twice());
}

#[test]
fn a_function_may_have_a_runtime_of_its_own() {
    let own = || {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async { 5 })
    };
    assert_eq!(runtime(1, 1).block_on(threads(own)), Ok(5));
}

#[test]
fn the_current_span_goes_along() {
    log::keep();
    let runtime = runtime(1, 1);
    let span = tracing::info_span!("request");
    let id = span.id();
    assert!(id.is_some());
    let current = || tracing::Span::current().id();
    let in_thread = async move { threads(current).await };
    assert_eq!(
        runtime
            .block_on(tracing::Instrument::instrument(in_thread, span))
            .unwrap(),
        id
    );
    assert_eq!(runtime.block_on(threads(current)).unwrap(), None);
}

#[test]
fn a_line_that_is_full_refuses_the_next_and_says_when_to_come_again() {
    runtime(2, 1).block_on(async {
        let lane = ThreadLane::new(1);
        let site = Site::new(Label::new("GET /report (report)"));
        // The estimate of the wait comes from recent run times.
        lane.run(|| std::thread::sleep(Duration::from_millis(50)))
            .await
            .unwrap();
        let (release, occupied) = occupy(&lane).await;
        let bounded = lane.clone().with_queue(1);
        let waits = tokio::spawn({
            let (site, lane) = (site.clone(), bounded.clone());
            async move { site.run_in_thread(&lane, || 7).await }
        });
        while lane.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        let Err(Refused::Full(full)) = site.run_in_thread(&bounded, || 8).await else {
            panic!("a second one waits");
        };
        assert_eq!(full.waiting, 1);
        assert!(full.retry_after > Duration::ZERO);
        // A call that cannot be refused waits, and so does one through a handle without a bound.
        let patient = tokio::spawn(bounded.run(|| 9));
        while lane.waiting() < 2 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        occupied.await.unwrap();
        assert_eq!(waits.await.unwrap(), Ok(7));
        assert_eq!(patient.await.unwrap(), Ok(9));
        assert_eq!((lane.waiting(), lane.running()), (0, 0));
    });
}

#[test]
fn functions_that_wait_for_others_in_their_lane_do_not_wait_for_each_other() {
    runtime(2, 1).block_on(async {
        let lane = ThreadLane::new(2);
        let nested = |lane: ThreadLane| {
            move || {
                let inner = lane.clone();
                block_on(async move {
                    let innermost = inner.clone();
                    inner.run(move || block_on(innermost.run(|| 7))).await
                })
            }
        };
        let outer: Vec<_> = (0..8)
            .map(|_| tokio::spawn(lane.run(nested(lane.clone()))))
            .collect();
        for outer in outer {
            assert_eq!(outer.await.unwrap(), Ok(Ok(Ok(7))));
        }
        assert_eq!(lane.running(), 0);
        let on_a_core = || block_on(cpu(|| block_on(cpu(|| 8))));
        let all: Vec<_> = (0..8).map(|_| tokio::spawn(cpu(on_a_core))).collect();
        for one in all {
            assert_eq!(one.await.unwrap(), Ok(Ok(Ok(8))));
        }
    });
}
