//! The cost of the calls of a site.

use std::thread;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use twinlane_lanes::{Label, Site, ThreadLane, Timeline, Usage};

use crate::runtime;

const LEAST: Duration = Duration::from_millis(20);

fn compute() {
    let begun = Instant::now();
    let mut sum = 0_u64;
    while begun.elapsed() < LEAST {
        sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(1));
    }
}

fn recorded(name: &str) -> (Site, Timeline) {
    let timeline = Timeline::new();
    let site = Site::new(Label::new(name)).recorded(&timeline);
    (site, timeline)
}

fn usage(site: &Site) -> Usage {
    site.usage().unwrap()
}

#[test]
fn a_site_that_is_not_recorded_has_none() {
    assert_eq!(Site::new(Label::new("GET / (none)")).usage(), None);
}

#[test]
fn a_function_in_a_thread_waits_for_its_place_and_works_in_it() {
    let (site, timeline) = recorded("GET /thread (thread)");
    let same = site.clone();
    runtime(2, 1).block_on(async move {
        let lane = ThreadLane::new(1);
        let calls = (0..3).map(|_| {
            let (site, lane) = (same.clone(), lane.clone());
            tokio::spawn(async move { site.run_in_thread(&lane, || thread::sleep(LEAST)).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
    });
    let usage = usage(&site);
    assert_eq!((usage.calls, usage.label), (3, site.label()));
    assert!(usage.working.total >= 3 * LEAST, "{usage:?}");
    assert!(usage.waiting.longest >= 2 * LEAST, "{usage:?}");
    assert!(usage.working.longest >= LEAST && usage.working.longest <= usage.working.total);
    assert!(
        usage
            .processor
            .is_none_or(|time| time < usage.working.total / 2),
        "{usage:?}"
    );
    assert_eq!(timeline.now(), (0, 0));
}

#[test]
fn what_computes_has_had_a_processor() {
    let (site, _) = recorded("GET /cpu (core)");
    let same = site.clone();
    runtime(2, 1)
        .block_on(async move { same.run_on_a_core(compute).await })
        .unwrap();
    let usage = usage(&site);
    assert!(usage.working.total >= LEAST, "{usage:?}");
    // On a machine with other work it may have had to share.
    assert!(
        usage.processor.is_none_or(|time| time > LEAST / 10),
        "{usage:?}"
    );
}

#[test]
fn a_future_works_while_it_is_polled_and_waits_otherwise() {
    let (site, timeline) = recorded("GET /loop (on_loop)");
    let same = site.clone();
    runtime(2, 1)
        .block_on(async move {
            let future = async {
                sleep(LEAST).await;
                thread::sleep(LEAST / 4);
                sleep(LEAST).await;
            };
            same.run_async(future).await
        })
        .unwrap();
    let usage = usage(&site);
    assert_eq!(usage.calls, 1);
    assert!(
        usage.waiting.total + Duration::from_millis(2) >= 2 * LEAST,
        "{usage:?}"
    );
    assert!(usage.working.total >= LEAST / 4, "{usage:?}");
    assert_eq!(timeline.now(), (0, 0));
}

#[test]
fn a_call_that_is_given_up_or_panics_leaves_nothing_on_the_timeline() {
    let (site, timeline) = recorded("GET /gone (gone)");
    let same = site.clone();
    runtime(2, 1).block_on(async move {
        let gone = tokio::spawn({
            let site = same.clone();
            async move { site.run_async(sleep(crate::LONG)).await }
        });
        sleep(Duration::from_millis(1)).await;
        gone.abort();
        assert!(gone.await.is_err());
        let panicked: Result<(), _> = same.run_in_place(|| panic!("no"));
        assert!(panicked.is_err());
    });
    assert_eq!((timeline.now(), usage(&site).calls), ((0, 0), 2));
}

#[test]
fn the_timeline_shows_what_was_at_work() {
    let (site, timeline) = recorded("GET /shown (shown)");
    let same = site.clone();
    let long = 3 * Timeline::STEP;
    runtime(2, 1)
        .block_on(async move {
            let lane = ThreadLane::default();
            same.run_in_thread(&lane, move || thread::sleep(long)).await
        })
        .unwrap();
    let steps = timeline.steps();
    let whole = steps.iter().filter(|step| step.working > 0.99);
    assert!(whole.count() >= 1, "{steps:?}");
    let worked: f64 = steps.iter().map(|step| step.working).sum();
    assert!(
        worked > 1. && steps.iter().all(|step| step.working < 1.01),
        "{steps:?}"
    );
}
