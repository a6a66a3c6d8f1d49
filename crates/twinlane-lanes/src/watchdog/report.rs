//! What the watchdog logs.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::warn;

use super::shares::Kind;
use crate::label::Holder;
use crate::seat::Pool;

/// Logs what held a worker: at most one line a second for each label, which tells the number of those left out.
#[derive(Debug)]
pub(crate) struct Report {
    pool: Arc<Pool>,
    recent: HashMap<Holder, Recent>,
    /// When it was last said that every worker is held.
    all_held: Option<Instant>,
}

/// What was logged of one label within the last second, and what was not.
#[derive(Debug)]
struct Recent {
    last_line: Instant,
    left_out: u32,
    longest: Duration,
    kind: Kind,
}

/// How long something has held a worker by what it did itself, and what that was.
type Share = (Duration, Kind);

/// The least time between two lines of one label.
const LINE_EVERY: Duration = Duration::from_secs(1);

impl Report {
    pub(crate) fn new(pool: &Arc<Pool>) -> Self {
        Self {
            pool: Arc::clone(pool),
            recent: HashMap::new(),
            all_held: None,
        }
    }

    /// `holder` has held a worker and no longer does. Maybe that was told while it went on.
    pub(crate) fn was_held(&mut self, holder: Holder, held: Share, is_told: bool, now: Instant) {
        self.pool.held.note(holder, held.0, held.1);
        if self.admits(holder, now) {
            let length = Length(held.0);
            let what = format_args!("held the event loop for {length}");
            say(holder, held.1, &what);
        } else if !is_told {
            self.leave_out(holder, held);
        }
    }

    /// `holder` holds a worker, and goes on doing so.
    pub(crate) fn still_held(&mut self, holder: Holder, held: Share, now: Instant) {
        if self.admits(holder, now) {
            let length = Length(held.0);
            let what = format_args!("has held the event loop for {length} and still does");
            say(holder, held.1, &what);
        }
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

    /// Logs what was left out, where the second is over.
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

    /// Whether something was left out that is to be logged when the second is over.
    pub(crate) fn owes_a_line(&self) -> bool {
        self.recent.values().any(|recent| recent.left_out > 0)
    }

    /// Whether a line may be written of it now.
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
            kind: Kind::Unknown,
        }
    }
}

/// One line, with what to do about it.
fn say(holder: Holder, kind: Kind, what: &fmt::Arguments<'_>) {
    let why = match kind {
        Kind::Blocking => ", blocking",
        Kind::Computing => ", computing",
        Kind::Unknown => "",
    };
    let instead = instead(holder, kind);
    match holder {
        Holder::Future(label) | Holder::InPlace(label) | Holder::SteppedOut(label) => {
            warn!(target: TARGET, "{label} {what}{why}: {}", label.remedy().unwrap_or(instead));
        }
        Holder::Unlabelled | Holder::Excused => {
            warn!(target: TARGET, "a task {what}{why}: {instead}");
        }
    }
}

fn instead(holder: Holder, kind: Kind) -> &'static str {
    match (holder, kind) {
        (Holder::Future(_), Kind::Blocking) => "declare it `fn`",
        (Holder::Future(_), Kind::Computing) => "declare it `fn`, with `cpu`",
        (Holder::Future(_), Kind::Unknown) => "declare it `fn`, with `cpu` if it computes",
        (Holder::InPlace(_) | Holder::SteppedOut(_), Kind::Computing) => {
            "write `cpu` instead of `in_place`"
        }
        (Holder::InPlace(_) | Holder::SteppedOut(_), _) => "take `in_place` off it",
        (Holder::Unlabelled | Holder::Excused, Kind::Computing) => {
            "run what computes with `twinlane::lanes::cpu`"
        }
        (Holder::Unlabelled | Holder::Excused, _) => {
            "run what blocks with `twinlane::lanes::threads`"
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
