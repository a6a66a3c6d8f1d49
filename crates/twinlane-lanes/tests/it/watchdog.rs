use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use twinlane_lanes::{
    Label, Panicked, Runtime, catch_panic, held, labelled, run_labelled, spawn, watch,
};

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

/// Keeps a processor busy until the thread has had so much of it.
fn spend(time: Duration) {
    let spent = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap()
    };
    let end = spent() + time;
    while spent() < end {
        std::hint::black_box(0);
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

/// Runs it until the log has this many lines of it. A watchdog that was given no processor itself is silent.
fn lines_of<F>(
    runtime: &Runtime,
    (label, count): (&'static str, usize),
    run: impl Fn(Label) -> F,
) -> Vec<String>
where
    F: Future<Output = ()> + Send + 'static,
{
    eventually(label, || {
        let future = run(Label::new(label));
        runtime.block_on(async move { spawn(future).await.unwrap() });
        log::lines_with(label).len() >= count
    });
    log::lines_with(label)
}

#[test]
fn the_log_names_what_held_the_event_loop_and_for_how_long() {
    log::keep();
    let runtime = runtime(1, 1);
    let began = Instant::now();
    let lines = lines_of(&runtime, ("GET /reports/{id} (read_report)", 1), |label| {
        watch(labelled(label, async { block(120) }))
    });
    let millis = length(&lines[0]);
    assert_eq!(
        lines[0],
        format!(
            "GET /reports/{{id}} (read_report) held the event loop for {millis} ms, blocking: declare it `fn`"
        )
    );
    assert!(u128::from(millis) <= began.elapsed().as_millis());
}

#[test]
fn the_log_says_something_else_of_functions_that_run_in_place() {
    log::keep();
    let lines = lines_of(&runtime(1, 1), ("GET /short (short)", 1), async |label| {
        run_labelled(label, || block(60));
    });
    assert!(lines[0].ends_with(" ms, blocking: take `in_place` off it"));
}

#[test]
fn the_log_tells_what_computes_from_what_blocks() {
    log::keep();
    let runtime = runtime(1, 1);
    let lines = lines_of(&runtime, ("GET /primes (primes)", 1), |label| {
        labelled(label, async { compute(150) })
    });
    assert!(
        lines[0].ends_with(" ms, computing: declare it `fn`, with `cpu`"),
        "{lines:?}"
    );
    let held = runtime.block_on(async { held() });
    let [held] = &held[..] else {
        panic!("{held:?}")
    };
    assert_eq!(held.label, Some(Label::new("GET /primes (primes)")));
    assert!(held.times > 0 && held.computing == held.times && held.blocking == 0);
    assert!(held.longest <= held.total && held.longest > Duration::from_millis(24));
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
                waiting.fetch_add(1, Ordering::SeqCst);
                released.lock().unwrap().recv_timeout(LONG).unwrap();
            }))
        })
        .collect();
    eventually("a line", || !log::lines_with("all 3 workers").is_empty());
    assert_eq!(waiting.load(Ordering::SeqCst), 3);
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
        lines[0].ends_with(" s and still does, blocking"),
        "{lines:?}"
    );
    release.send(()).unwrap();
    runtime.block_on(blocked).unwrap().unwrap();
    eventually("what to do", || log::lines_with("(forever)").len() > 1);
    let last = log::lines_with("(forever)").pop().unwrap();
    assert!(last.ends_with(" s, blocking: declare it `fn`"), "{last}");
}

/// Has the watchdog judge all that was before: it has written of something that came later.
fn judged(runtime: &Runtime, witness: &'static str) {
    lines_of(runtime, (witness, 1), |label| {
        labelled(label, async { block(60) })
    });
}

/// A backtrace is printed before the panic unwinds, by the thread that panics: here it takes 150 ms of a processor.
#[test]
fn the_log_does_not_advise_on_a_panic_that_takes_its_time_to_print() {
    log::keep();
    let printed = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        match panic.payload().downcast_ref::<&str>() {
            Some(&"slow to print") => spend(Duration::from_millis(150)),
            _ => printed(panic),
        }
    }));
    let label = Label::new("GET /panics (panics)");
    let runtime = runtime(1, 2);
    runtime.block_on(async move {
        let panics = move || labelled(label, async { panic!("slow to print") });
        // In a task, caught by ours, in place, and outside of anything that has a name.
        assert!(spawn(panics()).await.is_err());
        let caught = spawn(async move { catch_panic(panics()).await });
        assert!(caught.await.unwrap().is_err());
        let in_place = spawn(async move {
            let run = || run_labelled(label, || panic!("slow to print"));
            Panicked::catch(run)
        });
        assert!(in_place.await.unwrap().is_err());
        let nameless = spawn(async { Panicked::catch(|| panic!("slow to print")) });
        assert!(nameless.await.unwrap().is_err());
    });
    judged(&runtime, "(after the panics)");
    assert_eq!(log::lines_with("(panics)"), Vec::<String>::new());
    let held = runtime.block_on(async { held() });
    let names: Vec<_> = held.iter().map(|held| held.label).collect();
    assert_eq!(names, [Some(Label::new("(after the panics)"))]);
}

/// More threads compute than there are processors, and all those of the runtime come last: its workers, in the middle of polls, and the
/// watchdog.
#[cfg(target_os = "linux")]
#[test]
fn the_log_is_silent_about_what_waits_for_a_processor() {
    log::keep();
    let label = Label::new("(starved)");
    let is_over = AtomicBool::new(false);
    let cores = thread::available_parallelism().unwrap().get();
    let starved = || {
        // On Linux that is of this thread, and of those that it makes.
        rustix::process::setpriority_process(None, 19).unwrap();
        runtime(2, 4).block_on(async move {
            let sleep = async || {
                for _ in 0..20 {
                    // Enough to lose the processor in the middle of it, and by far not enough to be told of.
                    spend(Duration::from_micros(300));
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            };
            let sleeps: Vec<_> = (0..4).map(|_| spawn(labelled(label, sleep()))).collect();
            for sleep in sleeps {
                sleep.await.unwrap();
            }
        });
    };
    thread::scope(|scope| {
        for _ in 0..4 * cores {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    std::hint::black_box(0);
                }
            });
        }
        let ended = scope.spawn(starved).join();
        is_over.store(true, Ordering::Relaxed);
        ended.unwrap();
    });
    assert_eq!(log::lines_with("(starved)"), Vec::<String>::new());
}

#[test]
fn of_many_the_log_has_one_line_and_then_their_number() {
    log::keep();
    let lines = lines_of(&runtime(1, 1), ("GET /often (often)", 2), |label| {
        labelled(label, async { block(40) })
    });
    assert!(lines[0].contains(" held the event loop for "), "{lines:?}");
    assert!(
        lines[1].contains(" times more, for up to ") || lines[1].contains(" once more, for "),
        "{lines:?}"
    );
}

#[test]
fn the_log_keeps_apart_what_one_poll_runs() {
    log::keep();
    let runtime = runtime(1, 1);
    let both = |_| async {
        let [first, second] = ["(apart, first)", "(apart, second)"].map(Label::new);
        labelled(first, async { block(50) }).await;
        labelled(second, async { block(50) }).await;
    };
    for label in ["(apart, first)", "(apart, second)"] {
        lines_of(&runtime, (label, 1), both);
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
        // The watchdog would sleep through this block if a wake-up could be lost.
        let (release, released) = std::sync::mpsc::channel();
        let blocked = runtime
            .handle()
            .spawn(watch(async move { released.recv_timeout(LONG).unwrap() }));
        eventually("awake", || runtime.watchdog_wakeups() > asleep);
        release.send(()).unwrap();
        runtime.block_on(blocked).unwrap();
    }
}
