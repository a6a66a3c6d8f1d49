//! State that the parts of one connection share: its socket, its requests and its task.

use std::sync::Arc;

use crate::extras::Extras;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Shared by all of them. Only the connection's own task writes, but for what the body of a request
/// notes, so that plain stores will do.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionState(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    reads: AtomicU32,
    unsent: AtomicBool,
    requests: AtomicU32,
    framing_lost: AtomicBool,
    unread: AtomicBool,
    upgraded: AtomicBool,
    /// A request has begun since this was taken.
    begun: AtomicBool,
    /// Bytes have arrived since this was taken, and since the last request that is known to have ended.
    arrived: AtomicBool,
    closing: AtomicBool,
    /// `None`: none is set.
    extras: Option<Arc<Extras>>,
}

/// Events of a connection since they were asked for last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changes {
    /// A request has begun.
    pub(crate) has_begun: bool,
    /// Bytes have arrived.
    pub(crate) has_arrived: bool,
}

impl ConnectionState {
    pub(crate) fn new(extras: Option<Arc<Extras>>) -> Self {
        Self(Arc::new(Shared {
            extras,
            ..Shared::default()
        }))
    }

    pub(crate) fn extras(&self) -> Option<&Arc<Extras>> {
        self.0.extras.as_ref()
    }

    pub(crate) fn take_changes(&self) -> Changes {
        // Only the connection's task writes them.
        let take = |flag: &AtomicBool| {
            let was = flag.load(Ordering::Relaxed);
            flag.store(false, Ordering::Relaxed);
            was
        };
        Changes {
            has_begun: take(&self.0.begun),
            has_arrived: take(&self.0.arrived),
        }
    }

    /// The bytes that have arrived are a request's, whole: those that arrive from here on are the next one's.
    pub(crate) fn note_end_of_request(&self) {
        self.0.arrived.store(false, Ordering::Relaxed);
    }

    /// Hyper closes the connection.
    pub(crate) fn note_closing(&self) {
        self.0.closing.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.0.closing.load(Ordering::Relaxed)
    }

    /// The number of reads that have brought bytes since the last that had to wait.
    ///
    /// Hyper reads if it has nothing left of what it has read, so that 0 says: no request is waiting to be begun.
    pub(crate) fn reads_since_waiting(&self) -> u32 {
        self.0.reads.load(Ordering::Relaxed)
    }

    pub(crate) fn note_read(&self, waits: bool) {
        let reads = if waits {
            0
        } else {
            self.0.arrived.store(true, Ordering::Relaxed);
            self.reads_since_waiting().wrapping_add(1)
        };
        self.0.reads.store(reads, Ordering::Relaxed);
    }

    /// Notes whether hyper has bytes that the socket does not take.
    pub(crate) fn note_write(&self, waits: bool) {
        self.0.unsent.store(waits, Ordering::Relaxed);
    }

    /// A request's body was dropped before its end: hyper closes the connection, and the client may still be sending.
    pub(crate) fn note_unread(&self) {
        self.0.unread.store(true, Ordering::Release);
    }

    pub(crate) fn is_unread(&self) -> bool {
        self.0.unread.load(Ordering::Acquire)
    }

    /// From here on the connection may speak another protocol, and outlive its task.
    pub(crate) fn note_upgrade(&self) {
        self.0.upgraded.store(true, Ordering::Release);
    }

    pub(crate) fn is_upgraded(&self) -> bool {
        self.0.upgraded.load(Ordering::Acquire)
    }

    /// Sets the number of requests that are being answered, for a connection that counts them itself.
    #[cfg(feature = "http2")]
    pub(crate) fn set_requests(&self, requests: usize) {
        let requests = u32::try_from(requests).unwrap_or(u32::MAX);
        self.0.requests.store(requests, Ordering::Relaxed);
    }

    /// Counts a request until its response has been handed to the socket.
    pub(crate) fn begin_request(&self) -> RequestGuard {
        let requests = self.0.requests.load(Ordering::Relaxed);
        self.0.requests.store(requests + 1, Ordering::Relaxed);
        self.0.begun.store(true, Ordering::Relaxed);
        self.note_end_of_request();
        // Hyper has found the end of the body before, if it begins another request.
        self.0.unread.store(false, Ordering::Relaxed);
        RequestGuard(self.clone())
    }

    /// Hyper has all of every response.
    pub(crate) fn is_answered(&self) -> bool {
        self.0.requests.load(Ordering::Relaxed) == 0
    }

    /// No request is being answered, and nothing of a response is left to send.
    pub(crate) fn is_idle(&self) -> bool {
        self.is_answered() && !self.is_unsent()
    }

    /// The socket does not take what is written.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.unsent.load(Ordering::Relaxed)
    }

    /// Until the end of a chunked body has been seen, nobody can say where the next request of this connection begins.
    pub(crate) fn lose_framing(&self) {
        self.0.framing_lost.store(true, Ordering::Release);
    }

    pub(crate) fn find_framing(&self) {
        self.0.framing_lost.store(false, Ordering::Release);
    }

    pub(crate) fn is_framing_lost(&self) -> bool {
        self.0.framing_lost.load(Ordering::Acquire)
    }
}

/// A request that is being answered, until this is dropped.
#[derive(Debug)]
pub(crate) struct RequestGuard(ConnectionState);

impl RequestGuard {
    pub(crate) fn connection(&self) -> &ConnectionState {
        &self.0
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        let requests = &self.0.0.requests;
        requests.store(requests.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
        if let Some(extras) = &self.0.0.extras {
            extras.end();
        }
    }
}
