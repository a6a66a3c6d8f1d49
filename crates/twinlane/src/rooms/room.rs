//! One room: what somebody has still to receive, and who waits for more.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use twinlane_lanes::wake_all;

use super::Lagged;

/// A room that somebody is in. A message is kept once for all, until the last has received it.
pub(super) struct Room<T: ?Sized>(Mutex<Log<T>>);

struct Log<T: ?Sized> {
    /// The messages that somebody has still to receive, the oldest first. Who has to receive one has to receive all that come after it.
    messages: VecDeque<Kept<T>>,
    /// The number of the first of them, or of the next that comes.
    first: u64,
    /// Each subscriber's waker, if it waits.
    seats: Vec<Option<Waker>>,
    /// The seats that nobody has.
    free: Vec<usize>,
}

struct Kept<T: ?Sized> {
    news: News<T>,
    /// The number of those who have still to receive it.
    receivers: usize,
}

/// The things that all who are in a room learn, in one order.
pub(super) enum News<T: ?Sized> {
    Message(Arc<T>),
    /// Here messages of other processes are missing.
    Missing,
}

/// The place of a subscriber.
pub(super) struct Place {
    seat: usize,
    /// The number of the message that it receives next.
    next: u64,
}

/// The work that is left when the lock of a room has been given back.
#[must_use = "subscribers wait for it"]
pub(super) struct Published<T: ?Sized> {
    wakers: Vec<Waker>,
    /// The things that are dropped with it: a message's own code may run then.
    _lost: Vec<News<T>>,
}

impl<T: ?Sized> Room<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Log {
            messages: VecDeque::new(),
            first: 0,
            seats: Vec::new(),
            free: Vec::new(),
        }))
    }

    /// A place for a subscriber, who receives what is published from now on.
    pub(super) fn enter(&self) -> Place {
        let mut log = self.lock();
        let next = log.first + log.messages.len() as u64;
        let seat = log.free.pop().unwrap_or(log.seats.len());
        if seat == log.seats.len() {
            log.seats.push(None);
        }
        Place { seat, next }
    }

    /// Gives a place back.
    pub(super) fn leave(&self, place: &Place) {
        let dropped = {
            let mut log = self.lock();
            log.free.push(place.seat);
            (log.seats[place.seat].take(), log.skip_all(place.next))
        };
        drop(dropped);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().subscribers() == 0
    }

    /// Adds news, in the place of the oldest if there are `capacity` of them.
    // All receive the same order, since each message is added under the lock of its room; nobody is woken under it.
    pub(super) fn publish(&self, news: News<T>, capacity: usize) -> Published<T> {
        let mut log = self.lock();
        let receivers = log.subscribers();
        if receivers == 0 {
            return Published::nothing();
        }
        let mut lost = Vec::new();
        while log.messages.len() >= capacity {
            lost.extend(log.take_first());
        }
        log.messages.push_back(Kept { news, receivers });
        Published {
            wakers: log.seats.iter_mut().filter_map(Option::take).collect(),
            _lost: lost,
        }
    }

    /// The next message of a place. Nothing is received before it is returned.
    pub(super) fn poll(&self, place: &mut Place, cx: &Context<'_>) -> Poll<Result<Arc<T>, Lagged>> {
        let mut log = self.lock();
        let lost = log.first.saturating_sub(place.next);
        if lost > 0 {
            place.next = log.first;
            return Poll::Ready(Err(Lagged(lost)));
        }
        if let Some(news) = log.receive(place.next) {
            place.next += 1;
            return Poll::Ready(match news {
                News::Message(message) => Ok(message),
                News::Missing => Err(Lagged(0)),
            });
        }
        let seat = &mut log.seats[place.seat];
        let is_noted = seat
            .as_ref()
            .is_some_and(|waker| waker.will_wake(cx.waker()));
        if !is_noted {
            let before = seat.replace(cx.waker().clone());
            drop(log);
            drop(before);
        }
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, Log<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: ?Sized> Clone for News<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Message(message) => Self::Message(Arc::clone(message)),
            Self::Missing => Self::Missing,
        }
    }
}

impl<T: ?Sized> Log<T> {
    fn subscribers(&self) -> usize {
        self.seats.len() - self.free.len()
    }

    /// The message of this number, which one more has received then.
    fn receive(&mut self, number: u64) -> Option<News<T>> {
        let index = self.index(number);
        let kept = self.messages.get_mut(index)?;
        kept.receivers -= 1;
        if kept.receivers > 0 {
            return Some(kept.news.clone());
        }
        // It is the first: what comes before it has been received by as many at least.
        self.take_first()
    }

    /// Counts somebody who leaves as one who has received what is left; gives what nobody waits for then.
    fn skip_all(&mut self, number: u64) -> Vec<News<T>> {
        let index = self.index(number.max(self.first));
        for kept in self.messages.iter_mut().skip(index) {
            kept.receivers -= 1;
        }
        let mut unread = Vec::new();
        while self
            .messages
            .front()
            .is_some_and(|kept| kept.receivers == 0)
        {
            unread.extend(self.take_first());
        }
        unread
    }

    fn take_first(&mut self) -> Option<News<T>> {
        let kept = self.messages.pop_front()?;
        self.first += 1;
        Some(kept.news)
    }

    fn index(&self, number: u64) -> usize {
        usize::try_from(number - self.first).unwrap_or(usize::MAX)
    }
}

impl<T: ?Sized> Published<T> {
    /// Nobody is there to receive it.
    pub(super) fn nothing() -> Self {
        Self {
            wakers: Vec::new(),
            _lost: Vec::new(),
        }
    }

    /// Wakes those who wait.
    pub(super) fn wake(self) {
        wake_all(self.wakers);
    }
}

impl<T: ?Sized> fmt::Debug for Room<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room")
            .field("subscribers", &self.lock().subscribers())
            .finish_non_exhaustive()
    }
}
