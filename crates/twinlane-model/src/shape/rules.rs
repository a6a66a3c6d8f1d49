//! The rules that a value must satisfy beyond its type, as they were written.

use std::sync::OnceLock;

use regex::Regex;

/// The rules of a value, beyond those of its type. The first rule that fails is reported.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a rule that is there or not"
)]
pub struct Rules {
    /// The value is greater than this.
    pub gt: Option<Bound>,
    /// The value is greater than or equal to this.
    pub ge: Option<Bound>,
    /// The value is less than this.
    pub lt: Option<Bound>,
    /// The value is less than or equal to this.
    pub le: Option<Bound>,
    /// The number is a multiple of this.
    pub multiple_of: Option<Bound>,
    /// The text has at least this many characters, or the container this many items.
    pub min_length: Option<usize>,
    /// The text has at most this many characters, or the container this many items.
    pub max_length: Option<usize>,
    /// The text contains a match of this pattern. A function, because a constant cannot hold a compiled pattern.
    pub pattern: Option<fn() -> &'static Pattern>,
    /// The decimal number has at most this many digits.
    pub max_digits: Option<u32>,
    /// The decimal number has at most this many digits after the point.
    pub decimal_places: Option<u32>,
    /// Not-a-number and the infinities are refused.
    pub finite: bool,
    /// The date is before or after today, or the moment before or after now.
    pub tense: Option<Tense>,
    /// No item occurs twice.
    pub unique_items: bool,
    /// Spaces around the text are removed before anything is checked.
    pub strip: bool,
    /// The text is made lower or upper case before anything is checked.
    pub case: Option<Case>,
    /// Nothing is coerced: Pydantic's strict mode.
    pub strict: bool,
}

impl Rules {
    /// No rule at all.
    pub const NONE: Self = Self {
        gt: None,
        ge: None,
        lt: None,
        le: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        max_digits: None,
        decimal_places: None,
        finite: false,
        tense: None,
        unique_items: false,
        strip: false,
        case: None,
        strict: false,
    };

    /// The rules that are none of a length.
    pub(crate) fn without_lengths(&self) -> Self {
        Self {
            min_length: None,
            max_length: None,
            ..*self
        }
    }

    /// These rules, and where they say nothing those.
    pub(crate) fn and(&self, those: &Self) -> Self {
        Self {
            gt: self.gt.or(those.gt),
            ge: self.ge.or(those.ge),
            lt: self.lt.or(those.lt),
            le: self.le.or(those.le),
            multiple_of: self.multiple_of.or(those.multiple_of),
            min_length: self.min_length.or(those.min_length),
            max_length: self.max_length.or(those.max_length),
            pattern: self.pattern.or(those.pattern),
            max_digits: self.max_digits.or(those.max_digits),
            decimal_places: self.decimal_places.or(those.decimal_places),
            finite: self.finite || those.finite,
            tense: self.tense.or(those.tense),
            unique_items: self.unique_items || those.unique_items,
            strip: self.strip || those.strip,
            case: self.case.or(those.case),
            strict: self.strict || those.strict,
        }
    }
}

/// A bound as it was written: `0`, `0.5` or `"2024-01-01"`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a bound is a number, or a text that the type understands"
)]
pub enum Bound {
    /// A whole number.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
    /// A date, a time, a duration or a decimal number, in the spelling that the type reads.
    Text(&'static str),
}

/// The past or the future, for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the present is refused by both")]
pub enum Tense {
    /// Before today, or before now.
    Past,
    /// After today, or after now.
    Future,
}

/// The case into which a text is changed before it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "letters have these two cases")]
pub enum Case {
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
}

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    /// The pattern of this text.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// True if the text contains a match. Matching takes time in proportion to the length of the text.
    ///
    /// A pattern that does not compile matches nothing. The macros and the application's startup refuse such a pattern before.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled();
        compiled.as_ref().is_ok_and(|regex| regex.is_match(text))
    }

    /// The reason why the pattern does not compile, if it does not: the compiled pattern would be too large.
    pub fn why_it_does_not_compile(&self) -> Option<&str> {
        self.compiled().as_ref().err().map(String::as_str)
    }

    fn compiled(&self) -> &Result<Regex, String> {
        let compile = || Regex::new(self.text).map_err(|error| error.to_string());
        self.compiled.get_or_init(compile)
    }
}
