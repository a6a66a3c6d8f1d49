//! Which keyword would serve an operation better than its own, by what its calls have cost.

use std::time::Duration;

use twinlane_lanes::{Held, Usage};

use crate::lane_rules::Lane;

/// The figures of an operation's calls.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    calls: u64,
    /// The mean time at work of a call.
    mean: Duration,
    longest: Duration,
    /// The share of the time at work in which a processor ran.
    share: Option<f64>,
    /// The number of times that the watchdog saw it hold the event loop; then the number of those computing or blocking, if known.
    holds: u64,
    computing: u64,
    blocking: u64,
    longest_hold: Duration,
}

/// A better keyword.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Advice {
    /// The way that the operation is written then: `fn`, `fn, cpu`, `fn, in_place`; or the function that its part is sent to.
    pub(super) keyword: &'static str,
    pub(super) why: String,
}

/// The number of calls that show how an operation usually behaves.
const ENOUGH_CALLS: u64 = 100;
/// A shorter call is too little work for a lane of its own.
const MICROSECONDS: Duration = Duration::from_micros(20);
/// An operation whose calls were all shorter has not blocked.
const HOLDS: Duration = Duration::from_millis(25);
/// The mean time from which a call counts as heavy work.
const BURNS: Duration = Duration::from_millis(2);

impl Evidence {
    pub(super) fn of(usage: &Usage, held: Option<&Held>) -> Self {
        let calls = u32::try_from(usage.calls).unwrap_or(u32::MAX);
        let worked = usage.working.total;
        let share = |processor: Duration| processor.as_secs_f64() / worked.as_secs_f64();
        Self {
            calls: usage.calls,
            mean: worked.checked_div(calls).unwrap_or_default(),
            longest: usage.working.longest,
            share: usage.processor.filter(|_| !worked.is_zero()).map(share),
            holds: held.map_or(0, |held| held.times),
            computing: held.map_or(0, |held| held.computing),
            blocking: held.map_or(0, |held| held.blocking),
            longest_hold: held.map_or(Duration::ZERO, |held| held.longest),
        }
    }

    /// True if its time at work is a processor's more than not.
    fn computes(self) -> bool {
        self.share.is_some_and(|share| share > 0.5)
    }

    /// True if the watchdog knows whether a hold computed or blocked. Each such hold is worth a line in the log.
    fn is_told(self) -> bool {
        self.computing + self.blocking > 0
    }

    /// True if it usually holds the event loop. A single long call proves nothing: its thread may have been given no processor, or it may
    /// have panicked and printed a backtrace.
    fn usually_holds(self) -> bool {
        self.calls >= ENOUGH_CALLS && self.mean >= BURNS
    }
}

/// `None`: the keyword is as good as any, or not enough is known.
pub(super) fn advice(lane: Lane, evidence: Evidence) -> Option<Advice> {
    match lane {
        Lane::Loop => on_the_loop(evidence),
        Lane::InPlace => in_place(evidence),
        Lane::Thread => in_a_thread(evidence),
        Lane::Cpu => on_a_core(evidence),
    }
}

/// Advice for an operation of WebSockets. It is always an `async fn`, so only a part of it can be sent elsewhere.
pub(super) fn of_websocket(evidence: Evidence) -> Option<Advice> {
    let Advice { keyword, why } = on_the_loop(evidence)?;
    let keyword = match keyword {
        "fn, cpu" => "lanes::cpu",
        _ => "lanes::threads",
    };
    Some(Advice { keyword, why })
}

fn on_the_loop(evidence: Evidence) -> Option<Advice> {
    let is_told = evidence.is_told();
    let longest = if is_told {
        evidence.longest_hold
    } else {
        evidence.longest
    };
    if longest < HOLDS || !is_told && !evidence.usually_holds() {
        return None;
    }
    let computes = if is_told {
        evidence.computing > evidence.blocking
    } else {
        evidence.computes()
    };
    let often = match evidence.holds {
        0 | 1 => String::new(),
        holds => format!(" {holds} times,"),
    };
    let (keyword, how) = if computes {
        ("fn, cpu", "computing: the cpu lane has a core for it")
    } else {
        ("fn", "blocking: in the thread lane it may")
    };
    let longest = length(longest);
    let why = format!("it has held the event loop{often} for up to {longest}, {how}");
    Some(Advice { keyword, why })
}

fn in_place(evidence: Evidence) -> Option<Advice> {
    if !evidence.is_told() && !evidence.usually_holds() {
        return None;
    }
    let (mean, longest) = (length(evidence.mean), length(evidence.longest));
    Some(Advice {
        keyword: if evidence.computes() { "fn, cpu" } else { "fn" },
        why: format!(
            "it takes {mean} on average and up to {longest}, and holds the event loop meanwhile"
        ),
    })
}

fn in_a_thread(evidence: Evidence) -> Option<Advice> {
    let mean = evidence.mean;
    if evidence.calls < ENOUGH_CALLS {
        return None;
    }
    let burns = evidence.share.is_some_and(|share| share > 0.8);
    let (keyword, why) = if mean >= BURNS && burns {
        let why = "a core is busy with it for {}, and more at a time than there are cores only take turns";
        ("fn, cpu", why)
    } else if mean < MICROSECONDS && evidence.longest < HOLDS {
        let why = "it takes {} and has never blocked: run where it is, it waits for no place";
        ("fn, in_place", why)
    } else {
        return None;
    };
    let mean = format!("{} on average", length(mean));
    Some(Advice {
        keyword,
        why: why.replacen("{}", &mean, 1),
    })
}

fn on_a_core(evidence: Evidence) -> Option<Advice> {
    if evidence.calls < ENOUGH_CALLS {
        return None;
    }
    if evidence.mean < MICROSECONDS {
        let mean = length(evidence.mean);
        return Some(Advice {
            keyword: "fn, in_place",
            why: format!("it takes {mean} on average: no work for a core"),
        });
    }
    let waits = evidence.share.is_some_and(|share| share < 0.3);
    waits.then(|| Advice {
        keyword: "fn",
        why: "most of its time it waits rather than computes, and a core's place with it"
            .to_owned(),
    })
}

/// As people write it: `12 µs`, `3.4 ms`, `1.2 s`.
fn length(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1e3 => format!("{micros:.0} µs"),
        ..1e6 => format!("{:.1} ms", micros / 1e3),
        _ => format!("{:.1} s", micros / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls that took as many microseconds each, and had a processor for such a share of it.
    fn calls(calls: u64, micros: u64, share: f64) -> Evidence {
        Evidence {
            calls,
            mean: Duration::from_micros(micros),
            longest: Duration::from_micros(micros),
            share: Some(share),
            ..Evidence::default()
        }
    }

    fn keyword(lane: Lane, evidence: Evidence) -> Option<&'static str> {
        advice(lane, evidence).map(|advice| advice.keyword)
    }

    #[test]
    fn what_blocks_the_loop_is_a_plain_fn_and_what_computes_there_is_for_a_core() {
        assert_eq!(keyword(Lane::Loop, calls(100, 5_000, 1.)), None);
        assert_eq!(keyword(Lane::Loop, calls(100, 100_000, 0.01)), Some("fn"));
        assert_eq!(
            keyword(Lane::Loop, calls(100, 100_000, 0.99)),
            Some("fn, cpu")
        );
    }

    /// Its thread may have been given no processor; or it has panicked, and has printed a backtrace.
    #[test]
    fn a_single_call_that_took_long_is_no_reason() {
        for share in [0.01, 0.99] {
            for lane in [Lane::Loop, Lane::InPlace] {
                assert_eq!(keyword(lane, calls(1, 100_000, share)), None);
                let one_of_many = Evidence {
                    longest: Duration::from_millis(100),
                    ..calls(1_000, 10, share)
                };
                assert_eq!(keyword(lane, one_of_many), None);
            }
        }
        // Nor is a hold that the operating system does not explain.
        let untold = Evidence {
            holds: 1,
            longest_hold: Duration::from_millis(100),
            ..calls(1_000, 10, 0.5)
        };
        assert_eq!(keyword(Lane::Loop, untold), None);
    }

    #[test]
    fn what_the_watchdog_has_seen_counts_for_more() {
        let held = |computing| Evidence {
            holds: 7,
            computing,
            blocking: 7 - computing,
            longest_hold: Duration::from_millis(118),
            ..calls(1_000, 10, 0.)
        };
        let blocking = Advice {
            keyword: "fn",
            why: "it has held the event loop 7 times, for up to 118.0 ms, blocking: in the thread lane it may".to_owned(),
        };
        assert_eq!(advice(Lane::Loop, held(0)), Some(blocking));
        assert_eq!(keyword(Lane::Loop, held(7)), Some("fn, cpu"));
    }

    #[test]
    fn a_plain_fn_that_burns_a_core_is_told_of_the_cpu_lane_and_a_tiny_one_of_in_place() {
        assert_eq!(keyword(Lane::Thread, calls(99, 5, 1.)), None, "too early");
        assert_eq!(
            keyword(Lane::Thread, calls(100, 5, 1.)),
            Some("fn, in_place")
        );
        assert_eq!(
            keyword(Lane::Thread, calls(100, 50_000, 0.9)),
            Some("fn, cpu")
        );
        assert_eq!(
            keyword(Lane::Thread, calls(100, 50_000, 0.1)),
            None,
            "as it should be"
        );
        assert_eq!(
            keyword(Lane::Thread, calls(100, 500, 1.)),
            None,
            "neither long nor short"
        );
    }

    #[test]
    fn a_core_is_for_what_computes() {
        assert_eq!(keyword(Lane::Cpu, calls(100, 50_000, 0.9)), None);
        assert_eq!(keyword(Lane::Cpu, calls(100, 50_000, 0.1)), Some("fn"));
        assert_eq!(keyword(Lane::Cpu, calls(100, 5, 1.)), Some("fn, in_place"));
    }

    #[test]
    fn in_place_is_for_what_is_short() {
        assert_eq!(keyword(Lane::InPlace, calls(100, 100, 1.)), None);
        assert_eq!(keyword(Lane::InPlace, calls(100, 3_000, 0.1)), Some("fn"));
        assert_eq!(
            keyword(Lane::InPlace, calls(100, 3_000, 1.)),
            Some("fn, cpu")
        );
        assert_eq!(keyword(Lane::InPlace, Evidence::default()), None);
    }
}
