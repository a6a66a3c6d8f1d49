//! Tasks that end together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{sleep, timeout};
use twinlane_lanes::{group, is_cancelled, spawn};

use crate::{LONG, eventually, runtime};

#[test]
fn it_gives_what_its_tasks_do_in_every_lane() {
    let sum = runtime(2, 1).block_on(async {
        group(|group| async move {
            let tasks = [
                group.spawn(async { 1 }),
                group.threads(|| 2),
                group.cpu(|| 3),
            ];
            let mut sum = 0;
            for task in tasks {
                sum += task.await.unwrap();
            }
            sum
        })
        .await
    });
    assert_eq!(sum, Ok(6));
}

#[test]
fn it_waits_for_the_tasks_that_nobody_awaits() {
    let done = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&done);
    let ended = runtime(2, 1).block_on(async move {
        group(|group| async move {
            for _ in 0..100 {
                let (group, counts) = (group.clone(), Arc::clone(&counts));
                // One that begins another.
                drop(group.clone().spawn(async move {
                    sleep(Duration::from_millis(1)).await;
                    let counts = Arc::clone(&counts);
                    drop(group.threads(move || counts.fetch_add(1, Ordering::SeqCst)));
                }));
            }
            7
        })
        .await
    });
    assert_eq!((ended, done.load(Ordering::SeqCst)), (Ok(7), 100));
}

#[test]
fn a_panic_is_an_error_of_its_task_or_else_of_the_group() {
    runtime(2, 1).block_on(async {
        let noticed = group(|group| async move {
            let task = group.spawn(async { panic!("noticed") });
            let task: Result<(), _> = task.await;
            task.unwrap_err().message
        });
        assert_eq!(noticed.await, Ok("noticed".to_owned()));
        let unnoticed = group(|group| async move {
            drop(group.threads(|| panic!("unnoticed")));
            drop(group.spawn(async {}));
        });
        assert_eq!(unnoticed.await.unwrap_err().message, "unnoticed");
    });
}

#[test]
fn no_task_outlives_it() {
    runtime(2, 1).block_on(async {
        let (dropped, is_dropped) = oneshot::channel::<()>();
        let (told, is_told) = oneshot::channel();
        let begun = Arc::new(Notify::new());
        let begins = Arc::clone(&begun);
        let whole = group(|group| async move {
            drop(group.spawn(async move {
                sleep(LONG).await;
                drop(dropped);
            }));
            drop(group.threads(move || {
                begun.notify_one();
                eventually("it is told", is_cancelled);
                told.send(()).unwrap();
            }));
            sleep(LONG).await;
        });
        let task = spawn(whole);
        begins.notified().await;
        task.abort();
        assert!(is_dropped.await.is_err());
        is_told.await.unwrap();
    });
}

#[test]
fn it_can_be_ended_from_within_and_begins_nothing_afterwards() {
    runtime(2, 1).block_on(async {
        let late = group(|group| async move {
            drop(group.spawn(sleep(LONG)));
            group.cancel();
            group
        });
        let group = timeout(LONG / 2, late).await.unwrap().unwrap();
        let begun = group.spawn(async {});
        let refused = begun.await.unwrap_err();
        assert_eq!(refused.message, "the group ended before the task could");
    });
}
