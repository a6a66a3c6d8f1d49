//! Files that were compressed beforehand.

use http::header::{ACCEPT_ENCODING, HeaderMap};

use crate::choices::choices;

/// The way a file beside the one that is asked for was compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
}

impl Encoding {
    /// All, the smallest files first.
    pub(super) const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The name in `Content-Encoding`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The end of the file's name.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Zstd => ".zst",
            Self::Gzip => ".gz",
        }
    }
}

/// The encodings that a client takes, what it likes best first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Accepted([Option<Encoding>; 3]);

impl Accepted {
    /// By `Accept-Encoding` (RFC 9110, section 12.5.3). What is not named is not taken, also with `*`.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut weights = Encoding::ALL.map(|encoding| (encoding, REFUSED));
        for choice in choices(headers, ACCEPT_ENCODING) {
            let named = |(encoding, _): &&mut (Encoding, _)| {
                choice.name.eq_ignore_ascii_case(encoding.name().as_bytes())
            };
            if let Some((_, weight)) = weights.iter_mut().find(named) {
                *weight = choice.weights().next().map_or(MOST, weight_of);
            }
        }
        // Stable: of those that are liked as much, the smallest is first.
        weights.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        Self(weights.map(|(encoding, weight)| (weight > 0.0).then_some(encoding)))
    }

    /// Each, what the client likes best first.
    pub(super) fn iter(self) -> impl Iterator<Item = Encoding> {
        self.0.into_iter().flatten()
    }
}

/// The weight of what says none.
const MOST: f32 = 1.0;
const REFUSED: f32 = 0.0;

/// A weight. One that is not well formed refuses, as 0 does.
fn weight_of(text: &[u8]) -> f32 {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let weight = text.parse().unwrap_or(REFUSED);
    // No number is larger than what is none.
    if weight > REFUSED {
        weight.min(MOST)
    } else {
        REFUSED
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accepted(lines: &[&'static str]) -> Vec<&'static str> {
        let line = |line: &&'static str| (ACCEPT_ENCODING, HeaderValue::from_static(line));
        let headers: HeaderMap = lines.iter().map(line).collect();
        Accepted::of(&headers).iter().map(Encoding::name).collect()
    }

    #[test]
    fn what_the_client_likes_best_is_first() {
        for (lines, names) in [
            (&[][..], &[][..]),
            (&[""], &[]),
            (&["*"], &[]),
            (&["gzip, deflate, br, zstd"], &["br", "zstd", "gzip"]),
            (&["gzip", "BR"], &["br", "gzip"]),
            (&["gzip;q=1.0, br;q=0.5"], &["gzip", "br"]),
            (&["gzip; q = 0.001 , br;q=0"], &["gzip"]),
            (&["br;q=x, gzip;level=1"], &["gzip"]),
            (&["br;q=nan, zstd;q=-1, gzip;q=9"], &["gzip"]),
        ] {
            assert_eq!(accepted(lines), names, "{lines:?}");
        }
    }
}
