use std::future::{Future, poll_fn};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use twinlane_lanes::{Label, labelled, run_labelled, spawn, watch};

use crate::{LONG, runtime};

/// Blocks its worker until somebody sends.
fn block_until(released: &mpsc::Receiver<()>) {
    released
        .recv_timeout(LONG)
        .expect("nobody else ran while this worker was blocked");
}

#[test]
fn what_is_ready_runs_while_a_watched_task_blocks() {
    runtime(1, 1).block_on(async {
        let (release, released) = mpsc::channel();
        let (tell, told) = oneshot::channel();
        let waiting = spawn(async move {
            told.await.unwrap();
            release.send(()).unwrap();
        });
        // The spawn pushes what was told out of the slot that nobody can steal from.
        spawn(async move {
            tell.send(()).unwrap();
            spawn(async {});
            block_until(&released);
        })
        .await
        .unwrap();
        waiting.await.unwrap();
    });
}

/// A worker that hears of a single event in the I/O driver goes to see to it and leaves the driver to nobody: here
/// tokio alone would stand still.
#[test]
fn timers_fire_while_the_worker_that_heard_of_the_last_one_blocks() {
    runtime(1, CHAIN).block_on(async { join(chain_of_timers(|task| spawn(task))).await });
}

#[test]
fn timers_fire_while_a_worker_blocks_in_a_task_that_is_not_watched() {
    runtime(1, CHAIN).block_on(async { join(chain_of_timers(|task| tokio::spawn(task))).await });
}

const CHAIN: usize = 8;

/// Tasks of which each blocks from when its timer fires until the next one's does.
fn chain_of_timers(spawn: impl Fn(BoxFuture) -> JoinHandle<()>) -> Vec<JoinHandle<()>> {
    let mut release_previous = None;
    let tasks = (1..=CHAIN).map(|number| {
        let (release, released) = mpsc::channel();
        let previous: Option<mpsc::Sender<()>> = release_previous.replace(release);
        let delay = Duration::from_millis(40 * number as u64);
        spawn(Box::pin(async move {
            tokio::time::sleep(delay).await;
            if let Some(previous) = previous {
                previous.send(()).unwrap();
            }
            if number < CHAIN {
                block_until(&released);
            }
        }))
    });
    let tasks = tasks.collect();
    drop(release_previous);
    tasks
}

type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

async fn join(tasks: Vec<JoinHandle<()>>) {
    for task in tasks {
        task.await.unwrap();
    }
}

#[test]
fn a_socket_is_served_while_the_worker_that_served_the_last_one_blocks() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let clients = std::thread::Builder::new().spawn(move || {
        let mut clients = [(); 2].map(|()| std::net::TcpStream::connect(address).unwrap());
        for client in &mut clients {
            std::thread::sleep(Duration::from_millis(100));
            client.write_all(b"!").unwrap();
        }
        clients
    });
    runtime(1, 2).block_on(async move {
        listener.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let (mut first, _) = listener.accept().await.unwrap();
        let (mut second, _) = listener.accept().await.unwrap();
        let (release, released) = mpsc::channel();
        let first = spawn(async move {
            first.read_u8().await.unwrap();
            block_until(&released);
        });
        second.read_u8().await.unwrap();
        release.send(()).unwrap();
        first.await.unwrap();
    });
    clients.unwrap().join().unwrap();
}

#[test]
fn the_spare_worker_of_a_blocked_one_may_block_too() {
    runtime(1, CHAIN).block_on(async {
        // Each blocks until the one after it runs.
        let mut release_previous: Option<mpsc::Sender<()>> = None;
        let mut tasks = Vec::new();
        for number in 1..=CHAIN {
            let (release, released) = mpsc::channel();
            let previous = release_previous.replace(release);
            tasks.push(spawn(async move {
                if let Some(previous) = previous {
                    previous.send(()).unwrap();
                }
                if number < CHAIN {
                    block_until(&released);
                }
            }));
        }
        join(tasks).await;
    });
}

#[test]
fn more_blocked_polls_than_workers_go_on_when_one_returns() {
    runtime(1, 1).block_on(async {
        let (release, released) = mpsc::channel();
        let outside = std::thread::Builder::new().spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            release.send(()).unwrap();
        });
        let blocked = spawn(async move { block_until(&released) });
        let others: Vec<_> = (0..8)
            .map(|_| spawn(async { std::thread::sleep(Duration::from_millis(10)) }))
            .collect();
        for task in others {
            task.await.unwrap();
        }
        blocked.await.unwrap();
        outside.unwrap().join().unwrap();
    });
}

/// Tokio keeps the task that a worker woke last where no other worker can take it. If this fails, tokio has closed
/// the hole: then say so in the crate's documentation, and drop what `spawn` does about it.
#[test]
fn what_the_blocking_poll_woke_last_waits_for_it() {
    let waited = wake_then_block(|| {}, Duration::from_millis(200));
    assert!(
        !waited,
        "the woken task ran while the worker that woke it was blocked"
    );
}

#[test]
fn what_is_spawned_after_it_frees_what_the_blocking_poll_woke() {
    let push_out = || {
        tokio::spawn(async {});
    };
    assert!(wake_then_block(push_out, LONG));
}

/// True if a task runs that was woken by a poll which then blocks for `patience`.
fn wake_then_block(after_the_wake: fn(), patience: Duration) -> bool {
    runtime(1, 2).block_on(async move {
        let (release, released) = mpsc::channel();
        let (waits, waiting) = oneshot::channel();
        let notify = std::sync::Arc::new(Notify::new());
        let woken = notify.clone();
        let sleeper = spawn(async move {
            let notified = woken.notified();
            waits.send(()).unwrap();
            notified.await;
            release.send(()).ok();
        });
        waiting.await.unwrap();
        // Nothing but the wake is to happen in the poll that blocks.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let ran = spawn(async move {
            notify.notify_one();
            after_the_wake();
            released.recv_timeout(patience).is_ok()
        });
        let ran = ran.await.unwrap();
        sleeper.await.unwrap();
        ran
    })
}

#[test]
fn what_the_blocking_poll_spawned_runs() {
    runtime(1, 1).block_on(async {
        let (release, released) = mpsc::channel();
        spawn(async move {
            spawn(async move { release.send(()).unwrap() });
            block_until(&released);
        })
        .await
        .unwrap();
    });
}

#[test]
fn futures_are_what_they_were_on_any_runtime() {
    async fn everything() -> (u8, u8, u8, u8) {
        let label = Label::new("anything");
        let mut polls = 0;
        let second_time = poll_fn(move |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 2 {
                Poll::Ready(1)
            } else {
                Poll::Pending
            }
        });
        let nested = watch(labelled(label, watch(labelled(label, async { 2 }))));
        (
            watch(second_time).await,
            nested.await,
            run_labelled(label, || 3),
            spawn(async { 4 }).await.unwrap(),
        )
    }
    let ours = runtime(2, 2);
    assert_eq!(ours.block_on(everything()), (1, 2, 3, 4));
    let multi_thread = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    assert_eq!(multi_thread.block_on(everything()), (1, 2, 3, 4));
    let current_thread = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    assert_eq!(current_thread.block_on(everything()), (1, 2, 3, 4));
    // And one within the other.
    let inside = async move {
        tokio::task::spawn_blocking(move || current_thread.block_on(everything())).await
    };
    assert_eq!(ours.block_on(inside).unwrap(), (1, 2, 3, 4));
}

#[test]
fn a_panic_leaves_the_worker_as_it_was() {
    runtime(1, 1).block_on(async {
        let label = Label::new("panics");
        for _ in 0..3 {
            spawn(labelled(label, async { panic!("on purpose") }))
                .await
                .unwrap_err();
            catch_unwind(AssertUnwindSafe(|| {
                run_labelled(label, || panic!("on purpose"))
            }))
            .unwrap_err();
        }
        let (release, released) = mpsc::channel();
        let next = spawn(async move { release.send(()).unwrap() });
        spawn(async move { block_until(&released) }).await.unwrap();
        next.await.unwrap();
    });
}
