//! How much of its thread's stack a document has used.
//!
//! A type that contains itself is read by functions that call themselves, and how much each call takes is up to the type: a bound on
//! the depth alone would be too low for small models, or too high for large ones.

use std::cell::Cell;

thread_local! {
    /// Where the stack was when the reading began; 0 where nothing is being read.
    static BEGAN: Cell<usize> = const { Cell::new(0) };

    /// What has been looked at in unions within unions of what is being read; `None` where nothing is.
    static WALKED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Tokio's threads have 2 MiB. What was called before and what one more model takes needs the rest.
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

/// Reads, with one count for all that is looked at in unions within unions. The fast pass asks the slow one about each union, and so
/// does a foreign type: only here is the whole document known.
pub(crate) fn counted<T>(read: impl FnOnce() -> T) -> T {
    if WALKED.get().is_some() {
        return read();
    }
    WALKED.set(Some(0));
    let _ended = EndedCount;
    read()
}

/// Whether something is being read.
pub(crate) fn is_within() -> bool {
    BEGAN.get() != 0
}

/// Whether what is being read has used its part up.
#[inline]
pub(crate) fn is_used_up() -> bool {
    let began = BEGAN.get();
    began != 0 && began.abs_diff(here()) > MOST
}

/// Counts what is looked at in unions within unions.
pub(crate) fn count(weight: usize) {
    let walked = WALKED.get();
    WALKED.set(walked.map(|walked| walked.saturating_add(weight)));
}

/// What has been counted.
pub(crate) fn walked() -> usize {
    WALKED.get().unwrap_or_default()
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
        WALKED.set(None);
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
            counted(|| count(2));
            bounded(|| count(3));
            walked()
        };
        assert_eq!(counted(within), 5);
        assert_eq!(bounded(within), 5);
        assert_eq!(walked(), 0);
    }
}
