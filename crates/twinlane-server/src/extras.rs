//! Settings that are off by default and concern each request: limits of requests, and headers of responses.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use http::{Extensions, HeaderMap, Method, Uri};
use tracing::{info, warn};
use twinlane_lanes::{LinePace, StopSignal};

use crate::response_header;
use crate::settings::Settings;

/// The settings and their counts. Unset, they cost nothing: a connection has no `Extras` then.
#[derive(Debug)]
pub(crate) struct Extras {
    /// The headers in front of each response's own.
    headers: HeaderMap,
    /// The requests in flight.
    in_flight: AtomicUsize,
    most_in_flight: Option<usize>,
    /// The requests that are served beyond the limit.
    exempt: OnceLock<Exempt>,
    /// The requests that have been answered.
    answered: AtomicUsize,
    most_answered: Option<usize>,
    /// Sent when the most requests have been answered.
    reached: StopSignal,
    /// The pace of log lines about refused requests.
    refusals: LinePace,
}

impl Extras {
    /// `None`: none is set.
    pub(crate) fn new(settings: &Settings) -> Option<Arc<Self>> {
        let headers = response_header::of_each_response(settings.server_header, &settings.headers);
        let most_answered = settings
            .limit_max_requests
            .map(|most| most.saturating_add(random_up_to(settings.limit_max_requests_jitter)));
        let is_set =
            !headers.is_empty() || settings.limit_concurrency.is_some() || most_answered.is_some();
        let limits = (settings.limit_concurrency, most_answered);
        is_set.then(|| Self::with(headers, limits))
    }

    /// The extras of a port that only redirects: the same headers, and no counts.
    #[cfg(feature = "tls")]
    pub(crate) fn of_redirects(&self) -> Option<Arc<Self>> {
        let is_set = !self.headers.is_empty();
        is_set.then(|| Self::with(self.headers.clone(), (None, None)))
    }

    fn with(
        headers: HeaderMap,
        (most_in_flight, most_answered): (Option<usize>, Option<usize>),
    ) -> Arc<Self> {
        Arc::new(Self {
            headers,
            in_flight: AtomicUsize::new(0),
            most_in_flight,
            exempt: OnceLock::new(),
            answered: AtomicUsize::new(0),
            most_answered,
            reached: StopSignal::new(),
            refusals: LinePace::default(),
        })
    }

    /// Serves these requests however many are in flight. The first who says it is heard.
    pub(crate) fn exempt(&self, exempt: Exempt) {
        let _ = self.exempt.set(exempt);
    }

    /// Counts a request until [`end`](Self::end). `false`: it is one too many, and not counted.
    pub(crate) fn begin(&self, asked: Asked<'_>) -> bool {
        let others = self.in_flight.fetch_add(1, Ordering::Relaxed);
        let is_above = self.most_in_flight.is_some_and(|most| others >= most);
        if is_above && !self.is_exempt(asked) {
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
            self.log_refusal();
            return false;
        }
        true
    }

    #[cold]
    fn is_exempt(&self, asked: Asked<'_>) -> bool {
        let exempt = self.exempt.get();
        exempt.is_some_and(|exempt| (exempt.0)(asked))
    }

    /// A request that was counted has ended.
    pub(crate) fn end(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let Some(most) = self.most_answered else {
            return;
        };
        if self.answered.fetch_add(1, Ordering::Relaxed) + 1 == most {
            info!("Maximum request limit of {most} exceeded. Terminating process.");
            self.reached.send();
        }
    }

    /// Told when as many requests are answered as may be.
    pub(crate) fn reached(&self) -> &StopSignal {
        &self.reached
    }

    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) {
        if !self.headers.is_empty() {
            response_header::put_in_front(headers, &self.headers);
        }
    }

    /// As they are written on the wire.
    pub(crate) fn header_lines(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        for (name, value) in &self.headers {
            lines.extend_from_slice(name.as_str().as_bytes());
            lines.extend_from_slice(b": ");
            lines.extend_from_slice(value.as_bytes());
            lines.extend_from_slice(b"\r\n");
        }
        lines
    }

    #[cold]
    fn log_refusal(&self) {
        if self.refusals.is_due() {
            warn!(
                "requests are refused with 503: the limit of requests in flight is reached (`--limit-concurrency`)"
            );
        }
    }
}

/// A request, as far as the limit asks.
pub(crate) type Asked<'r> = (&'r Method, &'r Uri, &'r Extensions);

/// True for the requests that no limit of requests refuses.
pub(crate) struct Exempt(pub(crate) Box<dyn Fn(Asked<'_>) -> bool + Send + Sync>);

impl fmt::Debug for Exempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exempt").finish_non_exhaustive()
    }
}

/// A number from 0 to this one.
fn random_up_to(most: usize) -> usize {
    // The standard library makes each such state of random keys.
    let random = usize::try_from(RandomState::new().hash_one(0) >> 1).unwrap_or(usize::MAX);
    most.checked_add(1).map_or(random, |count| random % count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jitter_is_added_at_random() {
        let settings = Settings::new()
            .limit_max_requests(5)
            .limit_max_requests_jitter(3);
        let mut seen = [false; 4];
        let (method, uri, extensions) = Default::default();
        // To see one of four never in a thousand times has a chance of 10^-125.
        for _ in 0..1000 {
            let extras = Extras::new(&settings).unwrap();
            let most = (1..=8).find(|_| {
                assert!(extras.begin((&method, &uri, &extensions)));
                extras.end();
                extras.reached().is_sent()
            });
            seen[most.unwrap() - 5] = true;
        }
        assert_eq!(seen, [true; 4]);
    }
}
