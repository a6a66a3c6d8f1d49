//! One worker, and what holds it.

use std::time::{Duration, Instant};

use super::evidence::{Evidence, Reading};
use super::report::Report;
use crate::label::Holder;
use crate::os_thread::{ThreadState, ThreadTimes};
use crate::pulse::{Beat, Pulse};

/// The watchdog's notes on a worker from one look to the next.
#[derive(Debug)]
pub(crate) struct Hold {
    beat: Beat,
    /// The time at which `beat` was first seen.
    since: Instant,
    /// The number of times that `beat` has been seen again.
    sightings: u32,
    /// The length of the hold at which a line says that it still goes on.
    tell_after: Duration,
    /// True if the thread has been found to block or to compute; otherwise it may only be waiting for a processor.
    is_real: bool,
    evidence: Option<Evidence>,
    /// True if a line has said that the hold goes on.
    is_told: bool,
}

/// Asks the operating system about a thread.
pub(super) type Read = fn(u32) -> Reading;

/// The result of one look at a worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sighting {
    /// Nothing watched is polled, and nothing was since the last look.
    Still,
    /// Another poll than at the last look.
    Moving,
    /// The same poll.
    Held {
        /// True if it was not held at the last look, or if `is_real` has changed since.
        newly: bool,
        /// True if it blocks or computes, as far as is known.
        is_real: bool,
        /// True if it is real and too long for the passing trouble of a busy machine, such as a lock whose holder waits for a processor.
        /// False for the work of a program before it serves.
        is_long: bool,
    },
}

/// The least time of a long hold. A thread rarely waits longer for another one that only waits for a processor.
const LONG: Duration = Duration::from_millis(10);
/// The least time of a hold that is worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(25);
/// The least time between two readings. A reading takes as long as many looks, and the operating system counts no finer than this.
const LOOK_INTO_EVERY: Duration = Duration::from_millis(4);
/// The processor time from which a thread is taken to compute, not to wait for a processor.
const COMPUTES: Duration = Duration::from_millis(1);
/// The length of a hold at which a line says that it still goes on; the next lines follow at twice this, and so on.
const FIRST_TELL: Duration = Duration::from_secs(1);

impl Hold {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            beat: Beat {
                polls: 0,
                holder: Holder::Unlabelled,
                panics: 0,
            },
            since: now,
            sightings: 0,
            tell_after: FIRST_TELL,
            is_real: false,
            evidence: None,
            is_told: false,
        }
    }

    /// Takes note of what the worker does now.
    pub(crate) fn look(
        &mut self,
        pulse: &Pulse,
        now: Instant,
        (read, report): (Read, &mut Report),
    ) -> Sighting {
        let Some(beat) = pulse.look() else {
            self.end(pulse, now, report);
            self.sightings = 0;
            self.is_real = false;
            self.evidence = None;
            self.is_told = false;
            return Sighting::Moving;
        };
        let same_poll = beat.polls == self.beat.polls;
        if same_poll && beat.is_busy() {
            let newly = self.see_again(pulse, beat, now, (read, report));
            return Sighting::Held {
                newly,
                is_real: self.is_real,
                is_long: self.is_real
                    && beat.holder != Holder::Excused
                    && now.duration_since(self.since) >= LONG,
            };
        }
        if same_poll {
            return Sighting::Still;
        }
        self.end(pulse, now, report);
        self.begin(beat, now);
        Sighting::Moving
    }

    /// Reports a hold that has ended, if it was long enough for a line.
    pub(crate) fn end(&self, pulse: &Pulse, now: Instant, report: &mut Report) {
        let Some(evidence) = self.evidence.filter(|_| self.beat.is_busy()) else {
            return;
        };
        // A panic took the time, to print its backtrace: there is nothing to declare otherwise.
        if pulse.panics() != self.beat.panics {
            return;
        }
        let (held, kind) = evidence.verdict();
        if held >= WORTH_A_LINE {
            report.was_held(self.beat.holder, (held, kind), self.is_told, now);
        }
    }

    fn see_again(
        &mut self,
        pulse: &Pulse,
        beat: Beat,
        now: Instant,
        (read, report): (Read, &mut Report),
    ) -> bool {
        let was_real = self.is_real;
        let first = self.sightings == 0;
        if (beat.holder, beat.panics) != (self.beat.holder, self.beat.panics) {
            // One poll may run several things: requests that a client sent in one go, arms of a `join!`. And it may go on after a panic.
            self.end(pulse, now, report);
            self.begin(beat, now);
        }
        self.sightings += 1;
        self.look_into(pulse, now, read);
        if let Some(evidence) = &self.evidence
            && let verdict @ (held, _) = evidence.verdict()
            && held >= self.tell_after
        {
            self.is_told |= report.still_held(beat.holder, verdict, now);
            self.tell_after *= 2;
        }
        first || self.is_real != was_real
    }

    /// Finds out whether the thread blocks or computes. A thread that only waits for a processor delays nobody: another thread
    /// in its place would wait for a processor, too.
    fn look_into(&mut self, pulse: &Pulse, now: Instant, read: Read) {
        let lately = |known: Evidence| now.duration_since(known.last()) < LOOK_INTO_EVERY;
        if self.evidence.is_some_and(lately) {
            return;
        }
        let reading = read(pulse.thread);
        // The reading may be about the thread's next poll.
        if pulse.look() != Some(self.beat) {
            return;
        }
        match &mut self.evidence {
            Some(evidence) => evidence.add(reading),
            None => self.evidence = Some(Evidence::new(self.since, reading)),
        }
        let computed = self
            .evidence
            .is_some_and(|known| known.computed() >= COMPUTES);
        let waits = matches!(
            reading.doing,
            Some(ThreadState::OnQueue | ThreadState::Stopped)
        );
        self.is_real |= computed || !waits;
    }

    fn begin(&mut self, beat: Beat, now: Instant) {
        self.beat = beat;
        self.since = now;
        self.sightings = 0;
        self.tell_after = FIRST_TELL;
        self.is_real = false;
        self.evidence = None;
        self.is_told = false;
    }
}

/// Asks the operating system for the present state of a thread.
pub(super) fn read(thread: u32) -> Reading {
    let (doing, counted) = (ThreadState::of(thread), ThreadTimes::of(thread));
    Reading {
        at: Instant::now(),
        doing,
        counted,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::Arc;

    use twinlane_log_lines::LogLines;

    use super::*;
    use crate::label::Label;
    use crate::os_thread::HoldKind;
    use crate::pulse::OuterPoll;
    use crate::worker_pool::WorkerPool;

    const MS: Duration = Duration::from_millis(1);

    /// A worker whose clock, thread and polls the test moves.
    struct Worker {
        hold: Hold,
        report: Report,
        pool: Arc<WorkerPool>,
        pulse: Arc<Pulse>,
        now: Instant,
        log: LogLines,
    }

    /// The next reading of the operating system, and the poll that ends meanwhile.
    #[derive(Clone)]
    struct Script {
        at: Instant,
        doing: ThreadState,
        computed: Duration,
        waited: Duration,
        meanwhile: Option<(Arc<Pulse>, OuterPoll)>,
    }

    thread_local! {
        static SCRIPT: RefCell<Option<Script>> = const { RefCell::new(None) };
    }

    fn scripted(_: u32) -> Reading {
        let script = SCRIPT.with_borrow(Clone::clone).expect("a script");
        if let Some((pulse, before)) = script.meanwhile {
            pulse.leave(before);
        }
        Reading {
            at: script.at,
            doing: Some(script.doing),
            counted: Some(ThreadTimes::new(script.computed, script.waited)),
        }
    }

    impl Worker {
        fn new() -> Self {
            let pool = Arc::new(WorkerPool::new(1, 1));
            let now = Instant::now();
            SCRIPT.set(Some(Script {
                at: now,
                doing: OnQueue,
                computed: Duration::ZERO,
                waited: Duration::ZERO,
                meanwhile: None,
            }));
            Self {
                hold: Hold::new(now),
                report: Report::new(&pool),
                pool,
                pulse: Arc::default(),
                now,
                log: LogLines::default(),
            }
        }

        fn enter(&self, label: &str) -> OuterPoll {
            let holder = Holder::Future(Label::new(label));
            self.pulse.enter(Some(holder))
        }

        /// Time passes, of which the thread computes and waits for a processor so much; then the watchdog looks.
        fn look(&mut self, after: u32, doing: ThreadState, computed: u32, waited: u32) {
            self.now += MS * after;
            SCRIPT.with_borrow_mut(|script| {
                let script = script.as_mut().expect("a script");
                script.at = self.now;
                script.doing = doing;
                script.computed += MS * computed;
                script.waited += MS * waited;
            });
            let log = self.log.clone();
            let _log = twinlane_log_lines::set_default(
                tracing_subscriber::fmt()
                    .with_ansi(false)
                    .without_time()
                    .with_level(false)
                    .with_target(false)
                    .with_writer(move || log.clone())
                    .finish(),
            );
            let eyes = (scripted as Read, &mut self.report);
            self.hold.look(&self.pulse, self.now, eyes);
        }

        /// The lines of the log, and the holds that were counted.
        fn told(&self) -> (String, Vec<(HoldKind, u128)>) {
            let held = self.pool.held.all().into_iter().map(|held| {
                let kind = match (held.computing, held.blocking) {
                    (1, 0) => HoldKind::Computing,
                    (0, 1) => HoldKind::Blocking,
                    _ => HoldKind::Unknown,
                };
                (kind, held.total.as_millis())
            });
            (self.log.text(), held.collect())
        }

        #[track_caller]
        fn assert_silent(&self) {
            assert_eq!(self.told(), (String::new(), Vec::new()));
        }
    }

    use ThreadState::{Asleep, OnQueue};

    #[test]
    fn what_blocks_is_told_once() {
        let mut worker = Worker::new();
        let poll = worker.enter("(hold, blocks)");
        for _ in 0..15 {
            worker.look(4, Asleep, 0, 0);
        }
        worker.pulse.leave(poll);
        worker.look(4, Asleep, 0, 0);
        worker.look(4, Asleep, 0, 0);
        let line = "(hold, blocks) held the event loop for 56 ms, blocking: declare it `fn`\n";
        assert_eq!(
            worker.told(),
            (line.to_owned(), vec![(HoldKind::Blocking, 56)])
        );
    }

    /// An operation awaits a sleep. Its thread is taken the processor in the middle of the poll, and the watchdog is, too.
    #[test]
    fn a_thread_that_is_given_no_processor_is_not_told_of() {
        for gaps in [
            &[4; 100][..],
            &[1_000, 1, 1, 1, 1, 1, 1],
            &[200; 6],
            &[4, 900, 4, 900],
        ] {
            let mut worker = Worker::new();
            let poll = worker.enter("(hold, sleeps)");
            worker.look(1, OnQueue, 0, 0);
            for gap in gaps {
                worker.look(*gap, OnQueue, 0, 0);
            }
            worker.pulse.leave(poll);
            // All the waiting is counted in the end.
            worker.look(4, OnQueue, 0, gaps.iter().sum());
            worker.assert_silent();
        }
    }

    /// The watchdog comes late to the end of a poll: the thread has served others since.
    #[test]
    fn the_work_of_others_is_not_told_as_that_of_a_poll_that_has_ended() {
        let mut worker = Worker::new();
        let poll = worker.enter("(hold, ended)");
        (0..4).for_each(|_| worker.look(4, OnQueue, 0, 0));
        worker.pulse.leave(poll);
        worker.enter("(hold, another)");
        worker.look(500, OnQueue, 500, 0);
        worker.assert_silent();
    }

    #[test]
    fn a_poll_that_ends_while_it_is_looked_into_is_not_told_of() {
        let mut worker = Worker::new();
        let poll = worker.enter("(hold, ends)");
        (0..6).for_each(|_| worker.look(4, OnQueue, 4, 0));
        SCRIPT.with_borrow_mut(|script| {
            let script = script.as_mut().expect("a script");
            script.meanwhile = Some((Arc::clone(&worker.pulse), poll));
        });
        worker.look(12, OnQueue, 22, 0);
        SCRIPT.with_borrow_mut(|script| script.as_mut().expect("a script").meanwhile = None);
        worker.look(4, OnQueue, 4, 0);
        worker.assert_silent();
    }

    #[test]
    fn a_panic_that_prints_its_backtrace_is_not_told_as_computing() {
        for doing in [OnQueue, Asleep] {
            let mut worker = Worker::new();
            let outer = worker.pulse.enter(None);
            let poll = worker.enter("(hold, panics)");
            for _ in 0..30 {
                worker.look(4, doing, if doing == OnQueue { 4 } else { 0 }, 0);
            }
            // As the unwinding does: first this, then that.
            worker.pulse.note_panic();
            worker.pulse.leave(poll);
            worker.look(4, OnQueue, 0, 0);
            worker.pulse.leave(outer);
            worker.look(4, OnQueue, 0, 0);
            worker.assert_silent();
        }
    }

    #[test]
    fn what_follows_a_panic_in_one_poll_is_told_of_alone() {
        let mut worker = Worker::new();
        let poll = worker.enter("(hold, goes on)");
        (0..30).for_each(|_| worker.look(4, OnQueue, 4, 0));
        worker.pulse.note_panic();
        (0..11).for_each(|_| worker.look(4, Asleep, 0, 0));
        worker.pulse.leave(poll);
        worker.look(4, Asleep, 0, 0);
        let line = "(hold, goes on) held the event loop for 40 ms, blocking: declare it `fn`\n";
        assert_eq!(
            worker.told(),
            (line.to_owned(), vec![(HoldKind::Blocking, 40)])
        );
    }

    /// The hold may be a panic that prints its backtrace, and then nothing is to be done.
    #[test]
    fn what_goes_on_is_told_without_advice() {
        for panics in [false, true] {
            let mut worker = Worker::new();
            let poll = worker.enter("(hold, goes on and on)");
            (0..300).for_each(|_| worker.look(4, OnQueue, 4, 0));
            let still = "(hold, goes on and on) has held the event loop for 1.0 s and still does, computing\n";
            assert_eq!(worker.told(), (still.to_owned(), Vec::new()));
            if panics {
                worker.pulse.note_panic();
            }
            worker.pulse.leave(poll);
            worker.look(4, OnQueue, 0, 0);
            let end = "(hold, goes on and on) held the event loop for 1.2 s, computing: declare it `fn`, with `cpu`\n";
            let end = if panics { "" } else { end };
            assert_eq!(worker.told().0, format!("{still}{end}"));
        }
    }
}
