//! State that the parts of one connection share: its socket, its requests and its task.

use std::sync::Arc;
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
    #[cfg(feature = "http2")]
    http2: AtomicBool,
}

impl ConnectionState {
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

    /// The client has begun with the preface of HTTP/2.
    #[cfg(feature = "http2")]
    pub(crate) fn note_http2(&self) {
        self.0.http2.store(true, Ordering::Relaxed);
    }

    #[cfg(feature = "http2")]
    pub(crate) fn is_http2(&self) -> bool {
        self.0.http2.load(Ordering::Relaxed)
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
    }
}
