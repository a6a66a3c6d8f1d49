//! The log lines of the watchdog.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::warn;

use crate::label::Holder;
use crate::os_thread::HoldKind;
use crate::worker_pool::WorkerPool;

/// Logs what held a worker: at most one line a second for each label, which tells the number of those left out.
#[derive(Debug)]
pub(crate) struct Report {
    pool: Arc<WorkerPool>,
    recent: HashMap<Holder, Recent>,
    /// The time of the last line that every worker is held.
    all_held: Option<Instant>,
}

/// The log of one label within the last second: its line, and the holds that were left out.
#[derive(Debug)]
struct Recent {
    last_line: Instant,
    left_out: u32,
    longest: Duration,
    kind: HoldKind,
}

/// The time that something has held a worker by its own work, and the kind of that work.
type Share = (Duration, HoldKind);

/// The least time between two lines of one label.
const LINE_EVERY: Duration = Duration::from_secs(1);

impl Report {
    pub(crate) fn new(pool: &Arc<WorkerPool>) -> Self {
        Self {
            pool: Arc::clone(pool),
            recent: HashMap::new(),
            all_held: None,
        }
    }

    /// `holder` has held a worker and no longer does. If that was told while it went on, this line follows in any case.
    pub(crate) fn was_held(&mut self, holder: Holder, held: Share, is_told: bool, now: Instant) {
        self.pool.held.note(holder, held.0, held.1);
        if self.admits(holder, now) || is_told {
            let length = Length(held.0);
            let what = format_args!("held the event loop for {length}");
            say(holder, held.1, &what);
        } else {
            self.leave_out(holder, held);
        }
    }

    /// `holder` holds a worker, and goes on doing so. `false`: there was a line of it a moment ago.
    ///
    /// The line has no advice: the hold may be a panic that prints its backtrace, which is known only at its end.
    pub(crate) fn still_held(&mut self, holder: Holder, held: Share, now: Instant) -> bool {
        let is_admitted = self.admits(holder, now);
        if is_admitted {
            let (length, why) = (Length(held.0), why(held.1));
            let name = Name(holder);
            warn!(target: TARGET, "{name} has held the event loop for {length} and still does{why}");
        }
        is_admitted
    }

    /// Every worker is held.
    pub(crate) fn all_held(&mut self, workers: usize, now: Instant) {
        let said = |said: Instant| now.duration_since(said) < LINE_EVERY;
        if !self.all_held.is_some_and(said) {
            self.all_held = Some(now);
            warn!(
                target: TARGET,
                "all {workers} workers of the event loop are held, the spare ones too: nothing else runs until one of them returns"
            );
        }
    }

    /// Logs the holds that were left out, if their second is over.
    pub(crate) fn settle(&mut self, now: Instant) {
        self.recent.retain(|&holder, recent| {
            let over = now.duration_since(recent.last_line) >= LINE_EVERY;
            if over && recent.left_out > 0 {
                let (left_out, longest) = (recent.left_out, Length(recent.longest));
                let what = match left_out {
                    1 => format!("held the event loop once more, for {longest}"),
                    _ => format!("held the event loop {left_out} times more, for up to {longest}"),
                };
                say(holder, recent.kind, &format_args!("{what}"));
                *recent = Recent::new(now);
                return true;
            }
            !over
        });
    }

    /// True if something was left out that is to be logged when the second is over.
    pub(crate) fn owes_a_line(&self) -> bool {
        self.recent.values().any(|recent| recent.left_out > 0)
    }

    /// True if a line may be written of it now.
    fn admits(&mut self, holder: Holder, now: Instant) -> bool {
        // Setting up may block, and so may what the thread lane runs.
        if matches!(holder, Holder::Excused | Holder::SteppedOut(_)) {
            return false;
        }
        self.settle(now);
        let is_new = !self.recent.contains_key(&holder);
        if is_new {
            self.recent.insert(holder, Recent::new(now));
        }
        is_new
    }

    fn leave_out(&mut self, holder: Holder, (held, kind): Share) {
        if let Some(recent) = self.recent.get_mut(&holder) {
            recent.left_out += 1;
            if held >= recent.longest {
                (recent.longest, recent.kind) = (held, kind);
            }
        }
    }
}

impl Recent {
    fn new(now: Instant) -> Self {
        Self {
            last_line: now,
            left_out: 0,
            longest: Duration::ZERO,
            kind: HoldKind::Unknown,
        }
    }
}

/// One line, with what to do about it if that is known.
fn say(holder: Holder, kind: HoldKind, what: &fmt::Arguments<'_>) {
    let (name, why) = (Name(holder), why(kind));
    let Some(instead) = instead(holder, kind) else {
        warn!(
            target: TARGET,
            "{name} {what}; this operating system does not tell whether it blocked, computed or waited for a processor"
        );
        return;
    };
    warn!(target: TARGET, "{name} {what}{why}: {instead}");
}

fn why(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Blocking => ", blocking",
        HoldKind::Computing => ", computing",
        HoldKind::Unknown => "",
    }
}

fn instead(holder: Holder, kind: HoldKind) -> Option<&'static str> {
    if kind == HoldKind::Unknown {
        return None;
    }
    let computes = kind == HoldKind::Computing;
    let instead = match holder {
        Holder::Future(_) if computes => "declare it `fn`, with `cpu`",
        Holder::Future(_) => "declare it `fn`",
        Holder::InPlace(_) | Holder::SteppedOut(_) if computes => {
            "write `cpu` instead of `in_place`"
        }
        Holder::InPlace(_) | Holder::SteppedOut(_) => "take `in_place` off it",
        Holder::Unlabelled | Holder::Excused if computes => {
            "run what computes with `twinlane::lanes::cpu`"
        }
        Holder::Unlabelled | Holder::Excused => "run what blocks with `twinlane::lanes::threads`",
    };
    let remedy = match holder {
        Holder::Future(label) | Holder::InPlace(label) | Holder::SteppedOut(label) => {
            label.remedy()
        }
        Holder::Unlabelled | Holder::Excused => None,
    };
    Some(remedy.unwrap_or(instead))
}

/// As the log names it.
struct Name(Holder);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Holder::Future(label) | Holder::InPlace(label) | Holder::SteppedOut(label) => {
                label.fmt(f)
            }
            Holder::Unlabelled | Holder::Excused => f.write_str("a task"),
        }
    }
}

const TARGET: &str = "twinlane::lanes";

/// A duration as the log writes it: `118 ms`, `2.3 s`.
struct Length(Duration);

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis @ ..1000 => write!(f, "{millis} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}
