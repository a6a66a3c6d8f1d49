use std::thread;
use std::time::{Duration, Instant};

use twinlane_lanes::{Label, held, labelled, run_labelled, spawn, watch};

use crate::{LONG, eventually, log, runtime};

fn block(millis: u64) {
    thread::sleep(Duration::from_millis(millis));
}

/// Keeps a processor busy.
fn compute(millis: u64) {
    let end = Instant::now() + Duration::from_millis(millis);
    let mut sum = 0_u64;
    while Instant::now() < end {
        sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(1));
    }
}

/// The milliseconds in a line.
fn length(line: &str) -> u64 {
    let words: Vec<&str> = line.split(' ').collect();
    let unit = words
        .iter()
        .position(|word| word.trim_end_matches([',', ':']) == "ms")
        .unwrap();
    words[unit - 1].parse().unwrap()
}

#[test]
fn the_log_names_what_held_the_event_loop_and_for_how_long() {
    log::keep();
    let label = Label::new("GET /reports/{id} (read_report)");
    let runtime = runtime(1, 1);
    let began = Instant::now();
    runtime.block_on(async move {
        spawn(watch(labelled(label, async { block(120) })))
            .await
            .unwrap();
    });
    eventually("a line", || !log::lines_with("read_report").is_empty());
    let [line] = &log::lines_with("read_report")[..] else {
        panic!("more than a line")
    };
    let millis = length(line);
    assert_eq!(
        *line,
        format!(
            "GET /reports/{{id}} (read_report) held the event loop for {millis} ms, blocking: declare it `fn`"
        )
    );
    assert!(u128::from(millis) <= began.elapsed().as_millis());
}

#[test]
fn the_log_says_something_else_of_functions_that_run_in_place() {
    log::keep();
    let label = Label::new("GET /short (short)");
    let runtime = runtime(1, 1);
    runtime.block_on(async move {
        spawn(async move { run_labelled(label, || block(60)) })
            .await
            .unwrap();
    });
    eventually("a line", || !log::lines_with("(short)").is_empty());
    assert!(log::lines_with("(short)")[0].ends_with(" ms, blocking: take `in_place` off it"));
}

#[test]
fn the_log_tells_what_computes_from_what_blocks() {
    log::keep();
    let label = Label::new("GET /primes (primes)");
    let runtime = runtime(1, 1);
    runtime.block_on(async move {
        spawn(labelled(label, async { compute(150) }))
            .await
            .unwrap();
    });
    eventually("a line", || !log::lines_with("(primes)").is_empty());
    let line = &log::lines_with("(primes)")[0];
    assert!(
        line.ends_with(" ms, computing: declare it `fn`, with `cpu`"),
        "{line}"
    );
    let held = runtime.block_on(async { held() });
    let [held] = &held[..] else {
        panic!("{held:?}")
    };
    assert_eq!(
        (held.label, held.times, held.computing),
        (Some(label), 1, 1)
    );
    assert!(held.longest == held.total && held.total > Duration::from_millis(24));
}

#[test]
fn the_log_tells_where_every_worker_is_held() {
    log::keep();
    let runtime = runtime(1, 2);
    let handle = runtime.handle().clone();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Arc::new(std::sync::Mutex::new(released));
    let waiting = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let (released, waiting) = (released.clone(), waiting.clone());
            handle.spawn(watch(async move {
                waiting.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                released.lock().unwrap().recv_timeout(LONG).unwrap();
            }))
        })
        .collect();
    eventually("a line", || !log::lines_with("all 3 workers").is_empty());
    assert_eq!(waiting.load(std::sync::atomic::Ordering::SeqCst), 3);
    for _ in 0..3 {
        release.send(()).unwrap();
    }
    runtime.block_on(async move {
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn the_log_tells_while_it_goes_on() {
    log::keep();
    let label = Label::new("GET /forever (forever)");
    let runtime = runtime(1, 1);
    let (release, released) = std::sync::mpsc::channel::<()>();
    let blocked = runtime
        .handle()
        .spawn(labelled(label, async move { released.recv_timeout(LONG) }));
    eventually("a line", || !log::lines_with("(forever)").is_empty());
    let lines = log::lines_with("(forever)");
    assert!(
        lines[0].starts_with("GET /forever (forever) has held the event loop for 1."),
        "{lines:?}"
    );
    assert!(
        lines[0].ends_with(" s and still does, blocking: declare it `fn`"),
        "{lines:?}"
    );
    release.send(()).unwrap();
    runtime.block_on(blocked).unwrap().unwrap();
}

#[test]
fn of_many_the_log_has_one_line_and_then_their_number() {
    log::keep();
    let label = Label::new("GET /often (often)");
    let runtime = runtime(1, 1);
    runtime.block_on(async move {
        for _ in 0..4 {
            spawn(labelled(label, async { block(40) })).await.unwrap();
        }
    });
    eventually("the number", || log::lines_with("(often)").len() > 1);
    let lines = log::lines_with("(often)");
    assert!(lines[0].contains(" held the event loop for "), "{lines:?}");
    assert!(lines[1].contains(" times more, for up to "), "{lines:?}");
}

#[test]
fn the_log_keeps_apart_what_one_poll_runs() {
    log::keep();
    let (first, second) = (Label::new("(apart, first)"), Label::new("(apart, second)"));
    let runtime = runtime(1, 1);
    runtime.block_on(async move {
        spawn(async move {
            labelled(first, async { block(50) }).await;
            labelled(second, async { block(50) }).await;
        })
        .await
        .unwrap();
    });
    for label in ["(apart, first)", "(apart, second)"] {
        eventually("a line", || log::lines_with(label).len() == 1);
    }
}

#[test]
fn the_log_is_silent_about_what_behaves() {
    log::keep();
    let (good, in_thread, main) = (
        Label::new("(good)"),
        Label::new("(in a thread)"),
        Label::new("(in place)"),
    );
    let runtime = runtime(1, 2);
    runtime.block_on(async move {
        block(50); // What `main` does before it serves is its own business.
        let lane = twinlane_lanes::ThreadLane::new(1);
        let calls = labelled(in_thread, lane.run(|| block(100)));
        let waits = labelled(good, tokio::time::sleep(Duration::from_millis(100)));
        let moved = labelled(main, async { tokio::task::block_in_place(|| block(100)) });
        let (calls, waits, moved) = (spawn(calls), spawn(waits), spawn(moved));
        calls.await.unwrap().unwrap();
        waits.await.unwrap();
        moved.await.unwrap();
    });
    drop(runtime);
    for label in ["(good)", "(in a thread)", "(in place)"] {
        assert_eq!(log::lines_with(label), Vec::<String>::new());
    }
}

#[test]
fn the_watchdog_sleeps_while_nothing_runs_and_wakes_when_something_does() {
    let runtime = runtime(2, 2);
    for _ in 0..20 {
        let mut last = runtime.watchdog_wakeups();
        eventually("sleep", || {
            thread::sleep(Duration::from_millis(50));
            std::mem::replace(&mut last, runtime.watchdog_wakeups()) == runtime.watchdog_wakeups()
        });
        let asleep = runtime.watchdog_wakeups();
        // What it would sleep through if a wake-up could be lost.
        let (release, released) = std::sync::mpsc::channel();
        let blocked = runtime
            .handle()
            .spawn(watch(async move { released.recv_timeout(LONG).unwrap() }));
        eventually("awake", || runtime.watchdog_wakeups() > asleep);
        release.send(()).unwrap();
        runtime.block_on(blocked).unwrap();
    }
}
