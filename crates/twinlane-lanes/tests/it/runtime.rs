use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

use twinlane_lanes::{RuntimeBuilder, ThreadLane, spare_workers};

use crate::{LONG, runtime};

#[test]
fn the_main_future_runs_on_a_worker() {
    let index = runtime(1, 0).block_on(async { tokio::runtime::worker_index() });
    assert_eq!(index, Some(0));
}

#[test]
fn a_panic_of_the_main_future_goes_on_in_the_caller() {
    let runtime = runtime(1, 0);
    let main = async { panic!("in main") };
    let payload = catch_unwind(AssertUnwindSafe(|| runtime.block_on(main))).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"in main"));
    assert_eq!(runtime.block_on(async { 1 }), 1);
}

#[test]
fn spare_workers_are_known_to_what_runs_on_them() {
    let ours = RuntimeBuilder::new().workers(1).build().unwrap();
    assert_eq!(ours.block_on(async { spare_workers() }), 40);
    assert_eq!(runtime(2, 3).block_on(async { spare_workers() }), 3);
    assert_eq!(spare_workers(), 0);
    let foreign = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    assert_eq!(
        foreign.block_on(async { tokio::spawn(async { spare_workers() }).await.unwrap() }),
        0
    );
    let nested = async {
        let lane = ThreadLane::new(1);
        lane.run(move || (spare_workers(), foreign.block_on(async { spare_workers() })))
            .await
    };
    assert_eq!(ours.block_on(nested), Ok((40, 0)));
}

#[test]
fn numbers_out_of_range_are_moved_into_it() {
    let none = RuntimeBuilder::new()
        .workers(0)
        .spare_workers(0)
        .thread_capacity(0)
        .build()
        .unwrap();
    assert_eq!(
        none.block_on(async { ThreadLane::new(1).run(|| 1).await }),
        Ok(1)
    );
    assert_eq!(none.block_on(async { spare_workers() }), 0);
}

#[test]
fn ending_it_does_not_wait_for_what_will_not_end() {
    let (release, released) = mpsc::channel::<()>();
    let (end, ended) = mpsc::channel();
    let runtime = runtime(1, 1);
    runtime.block_on(async {
        let (begun, begins) = tokio::sync::oneshot::channel();
        tokio::spawn(ThreadLane::new(1).run(move || {
            begun.send(()).unwrap();
            let _ = released.recv_timeout(LONG);
            let _ = end.send(());
        }));
        begins.await.unwrap();
    });
    runtime.shutdown(Duration::from_millis(50));
    assert_eq!(ended.try_recv(), Err(mpsc::TryRecvError::Empty));
    drop(release);
}

#[test]
fn it_may_be_dropped_within_another_runtime() {
    let inner = runtime(1, 1);
    runtime(1, 1).block_on(async move { drop(inner) });
}

#[test]
fn a_task_that_blocks_for_a_while_in_place_gives_its_worker_away() {
    runtime(1, 1).block_on(async {
        for _ in 0..20 {
            let (release, released) = mpsc::channel();
            let next = tokio::spawn(async move { release.send(()).unwrap() });
            twinlane_lanes::spawn(async move {
                tokio::task::block_in_place(|| released.recv_timeout(LONG).unwrap());
            })
            .await
            .unwrap();
            next.await.unwrap();
        }
    });
}
