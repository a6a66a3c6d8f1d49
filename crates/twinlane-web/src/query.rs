//! The query string of a request.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use percent_encoding::percent_decode;

/// The number of pairs that need no allocation.
const INLINE: usize = 8;

/// The pairs of a query string, read as Starlette does: with Python's `parse_qsl(keep_blank_values=True)`.
///
/// Only `&` separates pairs. `b` means `b=`, and an empty text between two `&` is skipped. A `+` is a space. A `%` without two
/// hexadecimal digits after it stays, and bytes that are not UTF-8 become U+FFFD. Names are case-sensitive.
///
/// The string is split once, at the first access. Text without `%` and `+` is borrowed.
///
/// ```
/// use twinlane_web::query::Query;
///
/// let query = Query::new("tag=a&tag=b+c&limit=5&x");
///
/// assert_eq!(query.last("tag").as_deref(), Some("b c"));
/// assert_eq!(query.all("tag").collect::<Vec<_>>(), ["a", "b c"]);
/// assert_eq!(query.last("x").as_deref(), Some(""));
/// assert_eq!(query.last("y"), None);
/// ```
pub struct Query<'q> {
    text: &'q str,
    pairs: OnceLock<Pairs<'q>>,
}

impl<'q> Query<'q> {
    /// Takes the query of a request's target: the text after the `?`, or an empty text.
    pub fn new(text: &'q str) -> Self {
        Self {
            text,
            pairs: OnceLock::new(),
        }
    }

    /// The query string as it was sent.
    pub fn as_str(&self) -> &'q str {
        self.text
    }

    /// The last value of a name, for a parameter that takes one value.
    pub fn last(&self, name: &str) -> Option<Cow<'q, str>> {
        self.split()
            .iter()
            .rev()
            .find(|pair| pair.is_named(name))
            .map(RawPair::value)
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = Cow<'q, str>> {
        self.split()
            .iter()
            .filter(move |pair| pair.is_named(name))
            .map(RawPair::value)
    }

    /// Every pair of name and value, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (Cow<'q, str>, Cow<'q, str>)> {
        self.split()
            .iter()
            .map(|pair| (decode(pair.name), pair.value()))
    }

    fn split(&self) -> &[RawPair<'q>] {
        if self.text.is_empty() {
            return &[];
        }
        self.pairs
            .get_or_init(|| Pairs::split(self.text))
            .as_slice()
    }
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Query").field(&self.text).finish()
    }
}

#[expect(clippy::large_enum_variant, reason = "the large one is the usual one")]
enum Pairs<'q> {
    Inline {
        count: usize,
        pairs: [RawPair<'q>; INLINE],
    },
    Many(Vec<RawPair<'q>>),
}

impl<'q> Pairs<'q> {
    fn split(text: &'q str) -> Self {
        let mut pieces = text
            .split('&')
            .filter(|piece| !piece.is_empty())
            .map(RawPair::split);
        let mut pairs = [RawPair::default(); INLINE];
        let mut count = 0;
        for (place, pair) in pairs.iter_mut().zip(&mut pieces) {
            *place = pair;
            count += 1;
        }
        match pieces.next() {
            None => Self::Inline { count, pairs },
            Some(next) => Self::Many(pairs.into_iter().chain([next]).chain(pieces).collect()),
        }
    }

    fn as_slice(&self) -> &[RawPair<'q>] {
        match self {
            Self::Inline { count, pairs } => &pairs[..*count],
            Self::Many(pairs) => pairs,
        }
    }
}

/// A pair as it was sent, still encoded.
#[derive(Clone, Copy, Default)]
struct RawPair<'q> {
    name: &'q str,
    value: &'q str,
}

impl<'q> RawPair<'q> {
    fn split(piece: &'q str) -> Self {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        Self { name, value }
    }

    fn is_named(&self, name: &str) -> bool {
        self.name == name && !is_encoded(name) || is_encoded(self.name) && decode(self.name) == name
    }

    fn value(&self) -> Cow<'q, str> {
        decode(self.value)
    }
}

fn is_encoded(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'%' | b'+'))
}

fn decode(text: &str) -> Cow<'_, str> {
    if !is_encoded(text) {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    Cow::Owned(percent_decode(&spaced).decode_utf8_lossy().into_owned())
}
