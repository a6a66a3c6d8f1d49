//! Writes that the socket does not take: when the client is asked to have read something, and when it is given up.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::pace::{Pace, PaceLimits};

/// The waits of one connection for a client that does not read.
///
/// The system tells of room only when a third of its buffer is free, which may be megabytes, so that it is asked before a
/// client is given up: one that reads steadily but slowly takes minutes for them. The room that it then has says nothing of
/// the client if the buffer was not full when the wait began. So it is filled first, as soon as a wait is no usual one.
#[derive(Debug)]
pub(crate) struct Stall {
    pace: Pin<Box<Pace>>,
    room: Room,
    /// The time after which the client's system has acknowledged everything that it has received.
    settling: Duration,
    /// True if our buffer was full before, so that the client has taken as many bytes as are written later.
    is_measured: bool,
}

/// The room in our system's buffer.
#[derive(Debug, Clone, Copy)]
enum Room {
    /// Too little for the system to tell of.
    Unknown,
    /// There was some when it was asked last.
    Some,
    /// There was none: later room is made by the client.
    None,
}

impl Stall {
    pub(crate) fn new(limits: PaceLimits) -> Self {
        Self {
            pace: Box::pin(Pace::new(limits)),
            room: Room::Unknown,
            settling: (limits.idle / 10).min(LONGEST_SETTLING),
            is_measured: false,
        }
    }

    /// The system told of room, and took so many bytes.
    pub(crate) fn end(&mut self, bytes: usize) {
        self.room = Room::Unknown;
        self.pace.as_mut().moved(bytes);
    }

    /// The response has been written; the next one owes nothing.
    pub(crate) fn start_anew(&mut self) {
        self.room = Room::Unknown;
        self.is_measured = false;
        self.pace.as_mut().start_anew();
    }

    /// Waits for the client, which the system is to tell the task of, and writes what there is room for in the end.
    ///
    /// `write` asks the system itself. `WouldBlock`: it has no room.
    pub(crate) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        mut write: impl FnMut() -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let is_overdue = match self.room {
                Room::Unknown => {
                    ready!(self.pace.as_mut().poll_up_to(cx, self.settling));
                    false
                }
                Room::Some => false,
                Room::None => {
                    ready!(self.pace.as_mut().poll_wait(cx));
                    true
                }
            };
            match write() {
                Ok(bytes) => {
                    self.room = Room::Some;
                    self.pace.as_mut().moved(bytes);
                    let is_used_up = self.pace.is_used_up();
                    return Poll::Ready(if is_used_up { Err(unread()) } else { Ok(bytes) });
                }
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => {
                    return Poll::Ready(Err(error));
                }
                Err(_) if is_overdue => return Poll::Ready(Err(unread())),
                Err(_) => self.note_full(),
            }
        }
    }

    /// Notes that there is no room. The first time, the bytes until now have only filled the buffers of the two systems.
    fn note_full(&mut self) {
        self.room = Room::None;
        if !self.is_measured && !self.pace.is_used_up() {
            self.is_measured = true;
            self.pace.as_mut().measure_anew();
        }
    }
}

fn unread() -> io::Error {
    io::Error::new(
        io::ErrorKind::TimedOut,
        "the client does not read its response",
    )
}

/// No network takes longer to say that something has arrived.
const LONGEST_SETTLING: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::rc::Rc;

    use tokio::task::{LocalSet, spawn_local};
    use tokio::time::{Instant, sleep};

    use super::*;

    const IDLE: Duration = Duration::from_mins(1);
    /// The bytes that hyper writes at once.
    const PIECE: usize = 1 << 16;

    /// A buffer of the system that never tells of room.
    #[derive(Clone, Default)]
    struct Buffer(Rc<Cell<usize>>);

    impl Buffer {
        fn with_room(bytes: usize) -> Self {
            Self(Rc::new(Cell::new(bytes)))
        }

        fn make_room(&self, bytes: usize) {
            self.0.set(self.0.get() + bytes);
        }

        fn write(&self) -> io::Result<usize> {
            let bytes = self.0.get().min(PIECE);
            self.0.set(self.0.get() - bytes);
            match bytes {
                0 => Err(io::ErrorKind::WouldBlock.into()),
                some => Ok(some),
            }
        }

        /// A client that takes so many bytes each time.
        fn drain(&self, bytes: usize, every: Duration) {
            let buffer = self.clone();
            spawn_local(async move {
                loop {
                    sleep(every).await;
                    buffer.make_room(bytes);
                }
            });
        }
    }

    fn stall(min_rate: usize) -> Stall {
        Stall::new(PaceLimits {
            idle: IDLE,
            min_rate,
        })
    }

    /// Writes until the client is given up, or so many bytes are written. The time that it took.
    async fn write(stall: &mut Stall, buffer: &Buffer, mut left: usize) -> (Duration, bool) {
        let begun = Instant::now();
        while left > 0 {
            match poll_fn(|cx| stall.poll_write(cx, || buffer.write())).await {
                Ok(bytes) => left = left.saturating_sub(bytes),
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                    return (begun.elapsed(), true);
                }
            }
        }
        (begun.elapsed(), false)
    }

    /// The time is that of a paused clock.
    async fn locally<T>(test: impl Future<Output = T>) -> T {
        LocalSet::new().run_until(test).await
    }

    #[tokio::test(start_paused = true)]
    async fn room_of_our_own_gives_a_client_that_reads_nothing_no_time() {
        for pieces in [0, 1, 8, 100] {
            let buffer = Buffer::with_room(pieces * PIECE);
            for min_rate in [0, 1024] {
                let (time, given_up) = write(&mut stall(min_rate), &buffer, usize::MAX).await;
                assert!(given_up && time >= IDLE, "{pieces}: {time:?}");
                assert!(
                    time <= IDLE + LONGEST_SETTLING + Duration::from_millis(10),
                    "{pieces}: {time:?}"
                );
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_deadline_is_kept_too() {
        let idle = Duration::from_secs(2);
        let mut stall = Stall::new(PaceLimits { idle, min_rate: 0 });
        let buffer = Buffer::with_room(100 * PIECE);
        let (time, _) = write(&mut stall, &buffer, usize::MAX).await;
        assert!(time < idle * 3 / 2, "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_something_in_time_is_not_given_up() {
        locally(async {
            let buffer = Buffer::with_room(8 * PIECE);
            buffer.drain(1, IDLE * 9 / 10);
            let (time, given_up) = write(&mut stall(0), &buffer, 8 * PIECE + 100).await;
            assert!(!given_up, "{time:?}");
        })
        .await;
    }

    /// Only bytes that are taken after our buffer was full are the client's doing.
    #[tokio::test(start_paused = true)]
    async fn what_fills_our_buffer_is_no_pace() {
        locally(async {
            // Ten hours at this rate.
            let buffer = Buffer::with_room(36_000 * 1024);
            buffer.drain(1024 / 10 * 30, Duration::from_secs(30));
            let (time, given_up) = write(&mut stall(1024), &buffer, usize::MAX).await;
            assert!(given_up && time < 3 * IDLE, "{time:?}");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_of_the_least_rate_is_not_given_up() {
        locally(async {
            let buffer = Buffer::with_room(8 * PIECE);
            buffer.drain(1024 * 30, Duration::from_secs(30));
            let (time, given_up) = write(&mut stall(1024), &buffer, 100 * PIECE).await;
            assert!(!given_up && time > 50 * IDLE, "{time:?}");
        })
        .await;
    }

    /// The first time only: a client that never catches up gains nothing by letting the buffer fill again.
    #[tokio::test(start_paused = true)]
    async fn a_full_buffer_is_no_new_beginning_twice() {
        locally(async {
            let buffer = Buffer::with_room(0);
            let mut stall = stall(1024);
            buffer.drain(512 * 50, Duration::from_secs(50));
            let mut waits = 0;
            while waits < 10 {
                match poll_fn(|cx| stall.poll_write(cx, || buffer.write())).await {
                    // The system tells of it, too.
                    Ok(_) => stall.end(0),
                    Err(_) => break,
                }
                waits += 1;
            }
            assert!(waits < 5, "{waits}");
        })
        .await;
    }
}
