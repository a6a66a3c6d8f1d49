//! Functions that have proved to be short, which run where the worker is.

use std::sync::mpsc;
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::sync::oneshot;
use twinlane_lanes::{Label, Refused, Site, ThreadLane, block_on, spawn};

use crate::{LONG, runtime};

fn site() -> Site {
    Site::new(Label::new("GET /short (short)"))
}

/// The thread that runs a function of the site, and the thread of the caller.
async fn places(site: &Site, lane: &ThreadLane) -> (ThreadId, ThreadId) {
    let there = site.run_in_thread(lane, || thread::current().id()).await;
    (there.unwrap(), thread::current().id())
}

/// Calls short functions until they run where the worker is, so many in a row that one which is kept from a processor changes nothing.
async fn prove_short(site: &Site, lane: &ThreadLane) {
    let mut in_a_row = 0;
    for _ in 0..100_000 {
        // A task of its own: the main future's worker may be another after each `.await`.
        let (site, lane) = (site.clone(), lane.clone());
        let (there, here) = spawn(async move { places(&site, &lane).await })
            .await
            .unwrap();
        in_a_row = if there == here { in_a_row + 1 } else { 0 };
        if in_a_row == 200 {
            return;
        }
    }
    panic!("functions are sent to threads however short they are");
}

#[test]
fn what_has_proved_to_be_short_runs_on_the_worker() {
    runtime(2, 2).block_on(async {
        let (site, lane) = (site(), ThreadLane::new(1));
        let (there, here) = places(&site, &lane).await;
        assert_ne!(there, here, "nothing is known of it yet");
        prove_short(&site, &lane).await;
        assert_eq!(lane.running(), 0);
    });
}

#[test]
fn it_may_do_there_all_that_it_may_do_in_a_thread() {
    runtime(2, 2).block_on(async {
        let (site, lane) = (site(), ThreadLane::default());
        prove_short(&site, &lane).await;
        let runs = spawn(async move {
            let here = thread::current().id();
            site.run_in_thread(&lane, move || {
                // As blocking clients do: a runtime of their own, and its end.
                let own = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                let slept = own.block_on(async {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    7
                });
                drop(own);
                let spawned = block_on(async { tokio::spawn(async { 8 }).await.unwrap() });
                let yielded = block_on(async {
                    tokio::task::yield_now().await;
                    9
                });
                assert_eq!(thread::current().id(), here);
                [slept, spawned, yielded]
            })
            .await
        });
        assert_eq!(runs.await.unwrap(), Ok([7, 8, 9]));
    });
}

#[test]
fn where_it_blocks_after_all_the_others_go_on() {
    runtime(1, 1).block_on(async {
        let (site, lane) = (site(), ThreadLane::default());
        prove_short(&site, &lane).await;
        let (release, released) = mpsc::channel();
        let (begun, begins) = oneshot::channel();
        let blocked = spawn(async move {
            site.run_in_thread(&lane, move || {
                begun.send(()).unwrap();
                released.recv_timeout(LONG)
            })
            .await
        });
        begins.await.unwrap();
        // Tasks that are spawned, timers and what other workers have queued: all of it needs a worker.
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(spawn(async { 7 }).await.unwrap(), 7);
        release.send(()).unwrap();
        assert_eq!(blocked.await.unwrap(), Ok(Ok(())));
    });
}

#[test]
fn no_more_workers_are_out_than_there_are_cores_for() {
    runtime(1, 3).block_on(async {
        let (site, lane) = (site(), ThreadLane::default());
        prove_short(&site, &lane).await;
        let (release, released) = mpsc::channel();
        let (begun, begins) = oneshot::channel();
        let (other, lane_too) = (site.clone(), lane.clone());
        let out = spawn(async move {
            let here = thread::current().id();
            site.run_in_thread(&lane, move || {
                begun.send(thread::current().id() == here).unwrap();
                released.recv_timeout(LONG)
            })
            .await
        });
        assert!(begins.await.unwrap());
        let (there, here) = spawn(async move { places(&other, &lane_too).await })
            .await
            .unwrap();
        assert_ne!(there, here);
        release.send(()).unwrap();
        out.await.unwrap().unwrap().unwrap();
    });
}

#[test]
fn it_counts_in_its_lane_and_waits_its_turn_there() {
    runtime(2, 2).block_on(async {
        let (site, lane) = (site(), ThreadLane::new(1));
        prove_short(&site, &lane).await;
        let full = lane.clone();
        let counted = spawn({
            let (site, lane) = (site.clone(), lane.clone());
            async move { site.run_in_thread(&lane, move || full.running()).await }
        });
        assert_eq!(counted.await.unwrap(), Ok(1));

        let (release, released) = mpsc::channel::<()>();
        let occupied = spawn(lane.run(move || released.recv_timeout(LONG).is_ok()));
        while lane.running() == 0 {
            tokio::task::yield_now().await;
        }
        let refused = site.run_in_thread(&lane.clone().with_queue(0), || ()).await;
        assert!(matches!(refused, Err(Refused::Full(_))), "{refused:?}");
        release.send(()).unwrap();
        assert_eq!(occupied.await.unwrap(), Ok(true));
    });
}

#[test]
fn a_panic_there_comes_back_as_an_error() {
    runtime(2, 2).block_on(async {
        let (site, lane) = (site(), ThreadLane::default());
        prove_short(&site, &lane).await;
        let same = (site.clone(), lane.clone());
        let panicked = spawn(async move { site.run_in_thread(&lane, || panic!("no")).await });
        let ended: Result<(), _> = panicked.await.unwrap();
        let Err(Refused::Panicked(panicked)) = ended else {
            panic!("the panic went unnoticed");
        };
        assert_eq!(panicked.message, "no");
        let (site, lane) = same;
        assert_eq!(lane.running(), 0);
        assert_eq!(
            spawn(async move { site.run_in_thread(&lane, || 7).await })
                .await
                .unwrap(),
            Ok(7)
        );
    });
}

#[test]
fn what_is_to_be_given_up_is_sent_to_a_thread_however_short_it_is() {
    runtime(2, 2).block_on(async {
        let site = Site::always_in_threads(Label::new("GET /search (search)"));
        let lane = ThreadLane::default();
        for _ in 0..200 {
            let (there, here) = places(&site, &lane).await;
            assert_ne!(there, here);
        }
    });
}

#[test]
fn on_another_runtime_it_is_always_a_thread() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (site, lane) = (site(), ThreadLane::default());
        for _ in 0..200 {
            let (there, here) = places(&site, &lane).await;
            assert_ne!(there, here);
        }
    });
}
