//! Settings that are off by default and concern each request: limits of requests, and headers of responses.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderMap;
use tracing::{info, warn};
use twinlane_lanes::StopSignal;

use crate::line_pace::LinePace;
use crate::response_header;
use crate::settings::Settings;

/// They cost nothing where they are not set: a connection has none of them then.
#[derive(Debug)]
pub(crate) struct Extras {
    /// In front of each response's own.
    headers: HeaderMap,
    /// The requests in flight.
    in_flight: AtomicUsize,
    most_in_flight: Option<usize>,
    /// The requests that have been answered.
    answered: AtomicUsize,
    most_answered: Option<usize>,
    /// The most are answered.
    reached: StopSignal,
    /// Of the lines about requests that are refused.
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
        is_set.then(|| {
            Arc::new(Self {
                headers,
                in_flight: AtomicUsize::new(0),
                most_in_flight: settings.limit_concurrency,
                answered: AtomicUsize::new(0),
                most_answered,
                reached: StopSignal::new(),
                refusals: LinePace::default(),
            })
        })
    }

    /// Counts a request until [`end`](Self::end). `false`: it is one too many, and not counted.
    pub(crate) fn begin(&self) -> bool {
        let others = self.in_flight.fetch_add(1, Ordering::Relaxed);
        let is_one_too_many = self.most_in_flight.is_some_and(|most| others >= most);
        if is_one_too_many {
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
            self.log_refusal();
        }
        !is_one_too_many
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
                "requests are refused with 503: as many as may be are in flight (`--limit-concurrency`)"
            );
        }
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
        // To see one of four never in a thousand times has a chance of 10^-125.
        for _ in 0..1000 {
            let extras = Extras::new(&settings).unwrap();
            let most = (1..=8).find(|_| {
                assert!(extras.begin());
                extras.end();
                extras.reached().is_sent()
            });
            seen[most.unwrap() - 5] = true;
        }
        assert_eq!(seen, [true; 4]);
    }
}
