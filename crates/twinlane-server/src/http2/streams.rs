//! The state that the streams of one connection share.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

use http::HeaderMap;
use twinlane_lanes::Guard;

use crate::extras::Extras;
use crate::http2::idle::Activity;
use crate::pace::PaceLimits;

/// The streams of one connection. Each runs in a task of its own.
#[derive(Debug)]
pub(crate) struct Streams {
    begun: AtomicUsize,
    in_flight: AtomicUsize,
    /// The moves of the socket.
    moves: AtomicUsize,
    credit: Credit,
    /// The connection takes no request any more.
    refuses: AtomicBool,
    /// The stream that hyper has called the service for, and not spawned yet.
    called: Mutex<Option<StreamGuard>>,
    /// Wakes the task of the connection.
    task: Mutex<Option<Waker>>,
    /// The limits of the responses.
    pub(crate) writes: PaceLimits,
    /// The requests of all connections.
    all: Arc<AtomicUsize>,
    most: usize,
    /// Counts the connection as open until its last stream has ended.
    _open: Arc<Guard>,
}

impl Streams {
    /// `all` counts the requests of all connections, of which there may be `most`.
    pub(crate) fn new(
        writes: PaceLimits,
        (all, most): (Arc<AtomicUsize>, usize),
        open: Arc<Guard>,
    ) -> Arc<Self> {
        Arc::new(Self {
            begun: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            moves: AtomicUsize::new(0),
            credit: Credit::new(),
            refuses: AtomicBool::new(false),
            called: Mutex::new(None),
            task: Mutex::new(None),
            writes,
            all,
            most,
            _open: open,
        })
    }

    /// The waker of the connection's task, which is woken when a stream gives it a reason to end.
    pub(crate) fn set_task(&self, waker: Waker) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker);
    }

    /// Counts a request, whose stream is spawned next. `false`: it is one too many.
    pub(crate) fn begin(self: &Arc<Self>, progress: Arc<Progress>) -> bool {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let others = self.all.fetch_add(1, Ordering::Relaxed);
        let guard = StreamGuard {
            streams: Arc::clone(self),
            progress,
        };
        *self.called.lock().unwrap_or_else(PoisonError::into_inner) = Some(guard);
        others < self.most && !self.refuses.load(Ordering::Relaxed)
    }

    /// The stream that has begun.
    pub(crate) fn take_called(&self) -> Option<StreamGuard> {
        let mut called = self.called.lock().unwrap_or_else(PoisonError::into_inner);
        called.take()
    }

    /// From here on no request is served.
    pub(crate) fn refuse(&self) {
        self.refuses.store(true, Ordering::Relaxed);
    }

    /// The client has given up too many requests.
    pub(crate) fn is_abused(&self) -> bool {
        self.credit.is_used_up()
    }

    /// The socket has been read or written.
    pub(crate) fn note_move(&self) {
        let moves = self.moves.load(Ordering::Relaxed);
        self.moves.store(moves.wrapping_add(1), Ordering::Relaxed);
    }

    /// The number of requests so far.
    pub(crate) fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    pub(crate) fn activity(&self, is_blocked: bool) -> Activity {
        Activity {
            begun: self.begun(),
            in_flight: self.in_flight(),
            moves: self.moves.load(Ordering::Relaxed),
            is_blocked,
        }
    }

    fn end(&self, is_done: bool) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.all.fetch_sub(1, Ordering::Relaxed);
        if is_done {
            self.credit.earn();
        } else if self.credit.spend() {
            let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(task) = &*task {
                task.wake_by_ref();
            }
        }
    }
}

/// A stream that is counted until this is dropped.
#[derive(Debug)]
pub(crate) struct StreamGuard {
    pub(crate) streams: Arc<Streams>,
    pub(crate) progress: Arc<Progress>,
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        self.streams.end(self.progress.has_ended());
        if let Some(extras) = self.progress.counted() {
            extras.end();
        }
    }
}

/// The number of requests that a client may still give up: begun and cancelled, they cost us much and the client nothing.
#[derive(Debug)]
struct Credit(AtomicUsize);

impl Credit {
    fn new() -> Self {
        Self(AtomicUsize::new(MOST_CREDIT))
    }

    fn earn(&self) {
        // A race gives or takes one.
        let credit = self.0.load(Ordering::Relaxed);
        if credit > 0 && credit < MOST_CREDIT {
            self.0.store(credit + 1, Ordering::Relaxed);
        }
    }

    /// True if that was the last.
    fn spend(&self) -> bool {
        let less = |credit: usize| credit.checked_sub(1);
        let before = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        before == Ok(1)
    }

    fn is_used_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

/// Two times the streams that a connection has at a time by default.
const MOST_CREDIT: usize = 200;

/// The progress of a response: what its body and the task of its stream know of each other.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Hyper has been given a piece, and has not asked for another: the client has to make room.
    waits_for_client: AtomicBool,
    /// Hyper has been given the end.
    has_ended: AtomicBool,
    /// The number of bytes that hyper has been given since it was asked last.
    sent: AtomicUsize,
    /// `None`: none is set.
    extras: Option<Arc<Extras>>,
    /// The extras count the request.
    is_counted: bool,
}

impl Progress {
    pub(crate) fn new(extras: Option<Arc<Extras>>, is_counted: bool) -> Self {
        Self {
            extras,
            is_counted,
            ..Self::default()
        }
    }

    /// Puts the server's headers in front of those of the response.
    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) {
        if let Some(extras) = &self.extras {
            extras.add_headers(headers);
        }
    }

    fn counted(&self) -> Option<&Arc<Extras>> {
        self.extras.as_ref().filter(|_| self.is_counted)
    }

    /// Hyper has been given a piece.
    pub(crate) fn note_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes, Ordering::Relaxed);
        self.waits_for_client.store(true, Ordering::Relaxed);
    }

    /// Hyper asks for the next piece.
    pub(crate) fn note_asked(&self) {
        self.waits_for_client.store(false, Ordering::Relaxed);
    }

    /// Hyper has been given the end. A response that fails has one, too: the client has not given it up.
    pub(crate) fn note_end(&self) {
        self.has_ended.store(true, Ordering::Relaxed);
    }

    pub(crate) fn waits_for_client(&self) -> bool {
        self.waits_for_client.load(Ordering::Relaxed)
    }

    fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Relaxed)
    }

    pub(crate) fn take_sent(&self) -> usize {
        self.sent.swap(0, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_up_no_more_than_it_takes_may_go_on() {
        let credit = Credit::new();
        for _ in 0..10 * MOST_CREDIT {
            credit.spend();
            credit.earn();
        }
        assert!(!credit.is_used_up());
    }

    #[test]
    fn the_last_of_the_credit_is_told_once_and_is_not_earned_again() {
        let credit = Credit::new();
        let told: Vec<_> = (0..MOST_CREDIT + 9).filter(|_| credit.spend()).collect();
        assert_eq!(told, [MOST_CREDIT - 1]);
        credit.earn();
        assert!(credit.is_used_up());
    }
}
