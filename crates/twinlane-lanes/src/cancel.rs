//! Cancellation of a function in a thread: the function asks if anybody still waits for it.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    /// The token of the function that the thread runs.
    static CURRENT: RefCell<Option<Token>> = const { RefCell::new(None) };
}

/// True if nobody waits any more for the function that runs in this thread.
///
/// These are the cases:
///
/// - the function works for a request whose client has disconnected, if that [cancels](crate::until_given_up) the request,
/// - the future that waited for it was dropped, for example because it lost a `select!`,
/// - its [group](crate::group()) has ended.
///
/// A thread cannot be stopped from outside, so a long loop should check this and return. `false` outside the threads of the
/// lanes. An `async fn` need not check: it is dropped at its next `.await`.
pub fn is_cancelled() -> bool {
    CURRENT.with_borrow(|current| current.as_ref().is_some_and(Token::is_cancelled))
}

/// Returns an error if [`is_cancelled`], for use with `?`: `AnyIO`'s `from_thread.check_cancelled()`.
///
/// ```
/// # use twinlane_lanes::{Cancelled, check_cancelled};
/// fn search(pages: &[String], word: &str) -> Result<usize, Cancelled> {
///     let mut found = 0;
///     for page in pages {
///         check_cancelled()?;
///         found += page.matches(word).count();
///     }
///     Ok(found)
/// }
/// # assert_eq!(search(&["a b".to_owned()], "b"), Ok(1));
/// ```
///
/// # Errors
///
/// Nobody waits for the function any more.
pub fn check_cancelled() -> Result<(), Cancelled> {
    if is_cancelled() {
        Err(Cancelled)
    } else {
        Ok(())
    }
}

/// The error of [`check_cancelled`]: nobody waits any more for the function that runs in this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say")]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled: nobody waits for the result any more")
    }
}

impl std::error::Error for Cancelled {}

/// Shared by a function in a thread and what waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Token(Arc<AtomicBool>);

impl Token {
    /// Runs the function with this as its token.
    pub(crate) fn enter<T>(self, function: impl FnOnce() -> T) -> T {
        let before = CURRENT.replace(Some(self));
        let _reset = Reset(before);
        function()
    }

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Puts back what was there before, also when the function panics.
struct Reset(Option<Token>);

impl Drop for Reset {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The caller that waits for the function. Its drop cancels the function, which changes nothing for one that has ended.
#[derive(Debug)]
pub(crate) struct Waits(Token);

impl Waits {
    pub(crate) fn new(token: &Token) -> Self {
        Self(token.clone())
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
