//! The parts that the watchdog reads of a worker belong together: the number of a poll, who it is held by, and the panics until then.

use real_std::sync::Arc;

use loom::thread;

use crate::Model;
use crate::label::Holder;
use crate::pulse::{Beat, Pulse};

pub(crate) const MODELS: &[Model] = &[
    Model::of_two_threads("pulse: nobody is blamed for the poll of another", blame),
    Model::of_two_threads(
        "pulse: an inner poll gives the outer one its holder back",
        nested,
    ),
    Model::of_two_threads("pulse: who sees a poll end sees its panic", panic),
];

const NOBODY: Holder = Holder(0);
const FIRST: Holder = Holder(1);
const SECOND: Holder = Holder(2);

/// A worker polls, and the watchdog looks at it meanwhile.
fn looked_at(worker: fn(&Pulse), judge: fn(Beat)) {
    let pulse = Arc::new(Pulse::of(7));
    let watchdog = thread::spawn({
        let pulse = Arc::clone(&pulse);
        move || pulse.look().map(judge)
    });
    worker(&pulse);
    watchdog.join().expect("the judge agrees");
    judge(pulse.look().expect("nothing moves any more"));
}

fn blame() {
    let worker = |pulse: &Pulse| {
        for holder in [FIRST, SECOND] {
            let before = pulse.enter(Some(holder));
            pulse.leave(before);
        }
    };
    looked_at(worker, |beat| {
        let allowed: &[Holder] = match beat.polls {
            1 => &[NOBODY, FIRST],
            3 => &[NOBODY, SECOND],
            0 | 2 | 4 => &[NOBODY],
            _ => &[],
        };
        assert!(allowed.contains(&beat.holder), "{beat:?}");
    });
}

fn nested() {
    let worker = |pulse: &Pulse| {
        let outer = pulse.enter(Some(FIRST));
        let inner = pulse.enter(Some(SECOND));
        pulse.leave(inner);
        let beat = pulse.look().expect("only this thread moves");
        assert_eq!(beat.holder, FIRST);
        pulse.leave(outer);
    };
    looked_at(worker, |beat| {
        assert!(beat.polls <= 2, "an inner poll counts as none: {beat:?}");
        assert!(beat.is_busy() || beat.holder == NOBODY, "{beat:?}");
    });
}

fn panic() {
    let worker = |pulse: &Pulse| {
        let before = pulse.enter(Some(FIRST));
        pulse.note_panic();
        pulse.leave(before);
    };
    looked_at(worker, |beat| {
        assert!(beat.polls < 2 || beat.panics == 1, "{beat:?}");
    });
}
