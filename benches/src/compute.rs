//! `/cpu`: computation of a known length, the same number of steps for every contender in Rust.

use std::env;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The variable in which the driver tells the steps of a millisecond.
const VARIABLE: &str = "BENCH_STEPS_PER_MS";

/// A loop that ends at a deadline would compute less the busier the machine is, so that the number of steps is fixed.
static STEPS_PER_MS: LazyLock<u64> = LazyLock::new(|| {
    let told = env::var(VARIABLE).ok().and_then(|steps| steps.parse().ok());
    told.unwrap_or_else(|| panic!("{VARIABLE} does not say the steps of a millisecond"))
});

const SAMPLES: u32 = 100;
const STEPS_OF_A_SAMPLE: u64 = 200_000;

/// Computes for as long as `milliseconds` take on a core that does nothing else.
///
/// # Panics
///
/// When `BENCH_STEPS_PER_MS` is not set to what [`steps_per_millisecond`] found.
pub fn compute(milliseconds: u64) {
    run(*STEPS_PER_MS * milliseconds);
}

/// The steps that this machine makes in a millisecond, by the fastest of many short samples. Other programs can only make a sample slower.
pub fn steps_per_millisecond() -> u64 {
    let fastest = (0..SAMPLES)
        .map(|_| sample())
        .fold(Duration::MAX, Duration::min);
    let nanoseconds = u64::try_from(fastest.as_nanos()).unwrap_or(u64::MAX);
    STEPS_OF_A_SAMPLE * 1_000_000 / nanoseconds.max(1)
}

fn sample() -> Duration {
    let start = Instant::now();
    run(STEPS_OF_A_SAMPLE);
    start.elapsed()
}

/// Each step needs the one before, so that every contender's code takes the same time however it was compiled.
#[inline(never)]
fn run(steps: u64) {
    let mut state = 1_u64;
    for step in 0..black_box(steps) {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(step);
    }
    black_box(state);
}
