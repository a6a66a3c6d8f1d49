//! The stack that the reading of a document has used, and the work that it has made.
//!
//! A type that contains itself is read by functions that call themselves. The stack of each call depends on the type: a bound on the depth
//! alone would be too low for small models, or too high for large ones.

use std::cell::Cell;

thread_local! {
    /// The position of the stack when the reading began; 0 if nothing is being read.
    static BEGAN: Cell<usize> = const { Cell::new(0) };

    /// The counts for the whole of what is being read; `None` if nothing is.
    static COUNTS: Cell<Option<Counts>> = const { Cell::new(None) };
}

/// Work that may be more than the size of a document.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Values looked at in unions within unions.
    walked: usize,
    /// Values looked at once more, as those of another field.
    again: usize,
    /// Cost of compiling the patterns.
    compiled: usize,
}

/// Tokio's threads have 2 MiB. The rest is for the calls before the reading, and for one more model.
const MOST: usize = 1536 * 1024;

/// Reads, with a part of the stack for all that is read inside.
pub(crate) fn bounded<T>(read: impl FnOnce() -> T) -> T {
    if is_within() {
        return read();
    }
    counted(|| {
        BEGAN.set(here());
        let _ended = Ended;
        read()
    })
}

/// Reads, with one count of work for all that is read inside. The fast pass asks the slow one about each union, and so does
/// a foreign type: only here is the whole document known.
pub(crate) fn counted<T>(read: impl FnOnce() -> T) -> T {
    if COUNTS.get().is_some() {
        return read();
    }
    COUNTS.set(Some(Counts::default()));
    let _ended = EndedCount;
    read()
}

/// True if something is being read.
pub(crate) fn is_within() -> bool {
    BEGAN.get() != 0
}

/// True if the reading has used up its part of the stack.
#[inline]
pub(crate) fn is_used_up() -> bool {
    let began = BEGAN.get();
    began != 0 && began.abs_diff(here()) > MOST
}

/// Counts what is looked at in unions within unions.
pub(crate) fn count_walked(weight: usize) {
    if let Some(mut counts) = COUNTS.get() {
        counts.walked = counts.walked.saturating_add(weight);
        COUNTS.set(Some(counts));
    }
}

/// The work counted so far.
pub(crate) fn walked() -> usize {
    COUNTS.get().map_or(0, |counts| counts.walked)
}

/// Counts a value that is read once more, for another field.
pub(crate) fn count_again(weight: usize) {
    if let Some(mut counts) = COUNTS.get() {
        counts.again = counts.again.saturating_add(weight);
        COUNTS.set(Some(counts));
    }
}

/// The number of values that have been looked at once more.
pub(crate) fn walked_again() -> usize {
    COUNTS.get().map_or(0, |counts| counts.again)
}

/// Counts what it costs to compile a pattern; all of them so far.
pub(crate) fn count_compiled(weight: usize) -> usize {
    let mut counts = COUNTS.get().unwrap_or_default();
    counts.compiled = counts.compiled.saturating_add(weight);
    COUNTS.set(COUNTS.get().and(Some(counts)));
    counts.compiled
}

#[inline]
fn here() -> usize {
    let mark = 0_u8;
    std::ptr::from_ref(&mark).addr()
}

struct Ended;

impl Drop for Ended {
    fn drop(&mut self) {
        BEGAN.set(0);
    }
}

struct EndedCount;

impl Drop for EndedCount {
    fn drop(&mut self) {
        COUNTS.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deep(levels: usize) -> usize {
        if levels == 0 || is_used_up() {
            return levels;
        }
        let frame = std::hint::black_box([0_u8; 4096]);
        deep(levels - 1) + usize::from(frame[levels])
    }

    #[test]
    fn what_goes_too_deep_is_told() {
        assert!(!is_used_up() && !is_within());
        assert_eq!(bounded(|| deep(20)), 0);
        assert!(
            bounded(|| deep(500)) > 0,
            "500 frames of 4 KiB are more than {MOST}"
        );
        assert!(bounded(|| bounded(|| deep(500)) > 0 && is_within()));
        assert!(!is_within());
    }

    #[test]
    fn what_is_read_within_is_counted_with_the_whole() {
        let within = || {
            counted(|| count_walked(2));
            bounded(|| count_walked(3));
            walked()
        };
        assert_eq!(counted(within), 5);
        assert_eq!(bounded(within), 5);
        assert_eq!(walked(), 0);
        let within = || (bounded(|| count_compiled(2)), count_compiled(3));
        assert_eq!(counted(within), (2, 5));
        assert_eq!((count_compiled(2), count_compiled(3)), (2, 3));
    }
}
