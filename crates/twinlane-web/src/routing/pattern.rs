//! Text mixed with parameters, and what a parameter may be.

use twinlane_path::{Convertor, Part, Segment};

use super::Params;

/// A piece of a path in which text and parameters follow each other. Names do not count.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Parameter(Convertor),
}

impl Pattern {
    /// The pattern of segments with the slashes between them.
    pub(super) fn of(segments: &[Segment]) -> Self {
        let mut pattern = Self::default();
        for (place, segment) in segments.iter().enumerate() {
            if place > 0 {
                pattern.push_text("/");
            }
            for part in &segment.parts {
                match part {
                    Part::Literal(text) => pattern.push_text(text),
                    Part::Parameter { convertor, .. } => {
                        pattern.0.push(Piece::Parameter(*convertor));
                    }
                }
            }
        }
        pattern
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Piece::Literal(before)) = self.0.last_mut() {
            before.push_str(text);
        } else {
            self.0.push(Piece::Literal(text.to_owned()));
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        Fitting::default().fit(&self.0, text)
    }

    /// Divides a text that matches among the parameters.
    pub(super) fn params<'p>(&self, text: &'p str) -> Params<'p> {
        let mut fitting = Fitting::default();
        fitting.fit(&self.0, text);
        fitting.params
    }
}

/// True if the convertor takes the whole text.
pub(super) fn accepts(convertor: Convertor, text: &str) -> bool {
    longest(convertor, text) == Some(text.len())
}

/// The most tries of an end for a parameter. `/{a}-{b}-{c}` and a long path of hyphens would keep a backtracking matcher busy for seconds;
/// such a path is no match.
const MOST_TRIALS: usize = 100_000;

#[derive(Default)]
struct Fitting<'p> {
    params: Params<'p>,
    trials: usize,
}

impl<'p> Fitting<'p> {
    /// Fits the pieces to the text, and adds what each parameter takes, or adds nothing.
    ///
    /// A parameter takes as much as it can, and less where the rest would not fit, as in a regular expression.
    fn fit(&mut self, pieces: &[Piece], text: &'p str) -> bool {
        match pieces {
            [] => text.is_empty(),
            [Piece::Literal(literal), rest @ ..] => text
                .strip_prefix(literal.as_str())
                .is_some_and(|text| self.fit(rest, text)),
            [Piece::Parameter(convertor)] => {
                let accepted = accepts(*convertor, text);
                if accepted {
                    self.params.push(text);
                }
                accepted
            }
            [Piece::Parameter(convertor), rest @ ..] => {
                let mut end = longest(*convertor, text);
                while let Some(length) = end
                    && self.trials < MOST_TRIALS
                {
                    self.trials += 1;
                    let before = self.params.len();
                    self.params.push(&text[..length]);
                    if self.fit(rest, &text[length..]) {
                        return true;
                    }
                    self.params.truncate(before);
                    end = shorter(*convertor, &text[..length]);
                }
                false
            }
        }
    }
}

/// The length of the longest start of a text that a convertor takes. The patterns are Starlette's.
fn longest(convertor: Convertor, text: &str) -> Option<usize> {
    let length = match convertor {
        Convertor::Str => text.find('/').unwrap_or(text.len()),
        Convertor::Path => return Some(text.find('\n').unwrap_or(text.len())),
        Convertor::Int => digits(text),
        Convertor::Float => {
            let whole = digits(text);
            match text[whole..].strip_prefix('.').map(digits) {
                Some(fraction) if whole > 0 && fraction > 0 => whole + 1 + fraction,
                _ => whole,
            }
        }
        Convertor::Uuid => uuid(text),
    };
    (length > 0).then_some(length)
}

/// The length of the next shorter start that a convertor takes, of a text that it takes.
fn shorter(convertor: Convertor, text: &str) -> Option<usize> {
    let length = text.floor_char_boundary(text.len().checked_sub(1)?);
    match convertor {
        Convertor::Path => Some(length),
        Convertor::Float if text[..length].ends_with('.') => Some(length - 1),
        Convertor::Str | Convertor::Int | Convertor::Float => (length > 0).then_some(length),
        Convertor::Uuid => None,
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The length of the UUID at the start of a text, or 0. Any of its hyphens may be missing.
fn uuid(text: &str) -> usize {
    let mut rest = text.as_bytes();
    for (place, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix(b"-").unwrap_or(rest);
        }
        match rest.split_at_checked(digits) {
            Some((group, after)) if group.iter().all(u8::is_ascii_hexdigit) => rest = after,
            _ => return 0,
        }
    }
    text.len() - rest.len()
}
