//! Runs lock-free files of Twinlane in each order that its threads may run in, and with each value that a weak memory may show them.
//!
//! The files are compiled as they are. This crate is the `std` that they name: what threads share comes from loom, everything else
//! from the real one.
//!
//! Prints a line for each model: its name, the number of orders, `passed` or `failed`. A failure says before it what was not as it has to be.

#![no_std]

extern crate self as std;
#[macro_use]
extern crate std as real_std;

use loom::model::Builder;
use real_std::panic::{AssertUnwindSafe, catch_unwind};
use real_std::process::ExitCode;
use real_std::sync::Arc;
use real_std::sync::atomic::{AtomicUsize, Ordering};

mod activity_models;
mod own_wakes_models;
mod pulse_models;

#[allow(dead_code, reason = "the watchdog's thread has no model")]
#[path = "../../../crates/twinlane-lanes/src/activity.rs"]
mod activity;
#[path = "../../../crates/twinlane-server/src/own_wakes.rs"]
mod own_wakes;
#[allow(dead_code, reason = "the slots have no model")]
#[path = "../../../crates/twinlane-lanes/src/pulse.rs"]
mod pulse;

/// A stand-in for that of the lanes: a number.
mod label {
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(crate) struct Holder(pub(crate) u32);

    impl Holder {
        pub(crate) fn to_bits(self) -> u32 {
            self.0
        }

        pub(crate) fn from_bits(bits: u32) -> Self {
            Self(bits)
        }
    }
}

pub(crate) mod sync {
    // Written once, and read behind the atomics below: without a model of its own it orders less than it does.
    pub(crate) use real_std::sync::OnceLock;
    // Its count orders nothing here.
    pub(crate) use real_std::sync::Arc;

    pub(crate) use loom::sync::atomic;
}

pub(crate) mod task {
    pub(crate) use real_std::task::{Context, Poll, Wake, Waker};
}

pub(crate) mod thread {
    pub(crate) use loom::thread::*;
}

/// The models that are run in each order, by their names.
struct Model {
    name: &'static str,
    /// The number of times that a thread is stopped where it could go on. `None` is each order; three threads have too many.
    most_preemptions: Option<usize>,
    run: fn(),
}

impl Model {
    const fn of_two_threads(name: &'static str, run: fn()) -> Self {
        Self {
            name,
            most_preemptions: None,
            run,
        }
    }

    const fn of_three_threads(name: &'static str, run: fn()) -> Self {
        Self {
            name,
            most_preemptions: Some(4),
            run,
        }
    }
}

fn main() -> ExitCode {
    let models = [
        activity_models::MODELS,
        own_wakes_models::MODELS,
        pulse_models::MODELS,
    ];
    let failed = models
        .into_iter()
        .flatten()
        .filter(|model| !passes(model))
        .count();
    ExitCode::from(u8::from(failed > 0))
}

fn passes(model: &Model) -> bool {
    let mut orders = Builder::new();
    orders.preemption_bound = model.most_preemptions;
    let tried = Arc::new(AtomicUsize::new(0));
    let (run, counted) = (model.run, Arc::clone(&tried));
    let in_one_order = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        run();
    };
    let passed = catch_unwind(AssertUnwindSafe(|| orders.check(in_one_order))).is_ok();
    let outcome = if passed { "passed" } else { "failed" };
    let tried = tried.load(Ordering::Relaxed);
    println!("{}\t{tried}\t{outcome}", model.name);
    passed
}
