//! Every error of a request, within a bound.

use super::cut::{Room, TooLarge, bounded_text};
use super::{ErrorDetail, Kind, cut};
use crate::{JsonValue, Step};

/// Limits of the size of errors, in bytes of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorLimits {
    /// The most bytes of an error's `input`, and of each text in its `loc`, `msg` and `ctx`. A larger value is cut. 64 KiB by default.
    pub max_input_size: usize,
    /// The most bytes of all errors together, in a response with the key `detail`. Reading stops at this limit. 1 MiB by default.
    pub max_response_size: usize,
}

impl ErrorLimits {
    /// 64 KiB for an input, 1 MiB for the response.
    pub const DEFAULT: Self = Self {
        max_input_size: 64 * 1024,
        max_response_size: 1024 * 1024,
    };

    /// The smallest limits. Lower limits leave no space for the note that errors were left out.
    pub const LEAST: Self = Self {
        max_input_size: 128,
        max_response_size: 1024,
    };
}

impl Default for ErrorLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// For what is around the errors, `{"detail":[]}`, and for the last element: about 200 bytes, and the first step of a location.
const RESERVED: usize = 512;

/// The most bytes of that step.
const FIRST_STEP: usize = 128;

/// The errors of a value or of a request, in the order in which they are found.
///
/// The list stays within its [`ErrorLimits`]. When the next error does not fit, the list is full: further errors are dropped,
/// and [`into_errors`](Self::into_errors) adds a last element that reports this.
#[derive(Debug, Clone, Default)]
pub struct ErrorList {
    errors: Vec<ErrorDetail>,
    limits: ErrorLimits,
    /// The bytes of the errors, each with its comma, and of earlier lists of the same request.
    used: usize,
    /// The beginning of the location of the first error that had no room.
    cut: Option<Vec<Step>>,
}

/// A mark in an error list, to forget the errors after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filled {
    count: usize,
    used: usize,
    is_cut: bool,
}

impl ErrorList {
    /// An empty list with these limits.
    pub fn new(limits: ErrorLimits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Adds an error. Values in it that are too large are cut.
    pub fn push(&mut self, detail: ErrorDetail) {
        let ErrorDetail {
            kind,
            loc,
            msg,
            input,
            ctx,
        } = detail;
        let input = cut::bounded(&input, self.limits.max_input_size);
        let rest = ErrorDetail {
            kind,
            loc: Vec::new(),
            msg,
            input,
            ctx,
        };
        self.add(&loc, |_| rest);
    }

    /// Takes the errors that were found, and leaves an empty list with the remaining space.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let used = if self.is_full() {
            self.limits.max_response_size
        } else {
            self.used
        };
        let next = Self {
            used,
            ..Self::new(self.limits)
        };
        std::mem::replace(self, next)
    }

    /// The limits of the list.
    pub fn limits(&self) -> ErrorLimits {
        self.limits
    }

    /// True if the list has no error.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty() && !self.is_full()
    }

    /// The number of errors in the list.
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// True if an error did not fit.
    pub fn is_full(&self) -> bool {
        self.cut.is_some()
    }

    /// The errors that fit.
    pub fn errors(&self) -> &[ErrorDetail] {
        &self.errors
    }

    /// The errors that fit, to change their wording. They must not grow.
    pub fn errors_mut(&mut self) -> &mut [ErrorDetail] {
        &mut self.errors
    }

    /// The errors. If some did not fit, the last element reports this.
    pub fn into_errors(self) -> Vec<ErrorDetail> {
        let Self {
            mut errors,
            limits,
            cut,
            ..
        } = self;
        errors.extend(cut.map(|loc| cut_element(loc, limits)));
        errors
    }

    /// Adds the errors of another list. Both lists are of the same request and have the same limits.
    pub fn append(&mut self, other: Self) {
        for detail in other.errors {
            let mut room = Room::new(self.left());
            if self.is_full() || take(&mut room, &detail).is_err() {
                self.cut_at(&detail.loc);
                return;
            }
            self.used += self.left() - room.left();
            self.errors.push(detail);
        }
        self.cut = self.cut.take().or(other.cut);
    }

    /// Adds the error that is made, at this location, if there is room for it. The location is not copied otherwise.
    pub(crate) fn add(&mut self, loc: &[Step], make: impl FnOnce(ErrorLimits) -> ErrorDetail) {
        if self.is_full() {
            return;
        }
        if self.try_add(loc, make).is_err() {
            self.cut_at(loc);
        }
    }

    fn cut_at(&mut self, loc: &[Step]) {
        let first = loc.first().map(|step| bounded_step(step, FIRST_STEP));
        self.cut.get_or_insert(first.into_iter().collect());
    }

    /// The bytes that are left.
    fn left(&self) -> usize {
        let all = self.limits.max_response_size.saturating_sub(RESERVED);
        all.saturating_sub(self.used)
    }

    fn try_add(
        &mut self,
        loc: &[Step],
        make: impl FnOnce(ErrorLimits) -> ErrorDetail,
    ) -> Result<(), TooLarge> {
        let most = self.limits.max_input_size;
        let left = self.left();
        if loc.iter().map(|step| least_size(step, most)).sum::<usize>() > left {
            return Err(TooLarge);
        }
        let whole = make(self.limits);
        let detail = ErrorDetail {
            loc: loc.iter().map(|step| bounded_step(step, most)).collect(),
            msg: bounded_text(whole.msg, most).into_owned(),
            ctx: bounded_context(whole.ctx, most),
            ..whole
        };
        let mut room = Room::new(left);
        take(&mut room, &detail)?;
        self.used += left - room.left();
        self.errors.push(detail);
        Ok(())
    }

    pub(crate) fn filled(&self) -> Filled {
        Filled {
            count: self.errors.len(),
            used: self.used,
            is_cut: self.is_full(),
        }
    }

    /// Forgets the errors after the mark.
    pub(crate) fn forget(&mut self, before: Filled) {
        self.errors.truncate(before.count);
        self.used = before.used;
        if !before.is_cut {
            self.cut = None;
        }
    }
}

/// Takes the JSON of an error, with a comma.
fn take(room: &mut Room, detail: &ErrorDetail) -> Result<(), TooLarge> {
    room.take(r#"{"type":,"loc":[],"msg":,"input":},"#.len())?;
    room.take_text(detail.kind)?;
    room.take(detail.loc.len().saturating_sub(1))?;
    for step in &detail.loc {
        match step {
            Step::Key(key) => room.take_text(key)?,
            Step::Index(index) => room.take(digits(*index))?,
            Step::FromEnd(index) => room.take(1 + digits(*index))?,
        }
    }
    room.take_text(&detail.msg)?;
    room.take_value(&detail.input)?;
    if !detail.ctx.is_empty() {
        room.take(r#","ctx":{}"#.len() + detail.ctx.len() - 1)?;
    }
    for (name, value) in &detail.ctx {
        room.take_key(name)?;
        room.take_value(value)?;
    }
    Ok(())
}

/// The digits of a whole number.
fn digits(number: usize) -> usize {
    1 + number.checked_ilog10().unwrap_or(0) as usize
}

/// The last error of a cut list. It stands for all errors that had no room.
fn cut_element(loc: Vec<Step>, limits: ErrorLimits) -> ErrorDetail {
    let most = i64::try_from(limits.max_response_size).unwrap_or(i64::MAX);
    let ctx = vec![("max_response_size", JsonValue::from(most))];
    let mut last = ErrorDetail::new(Kind::TooManyErrors, loc, JsonValue::Null, ctx);
    last.ctx.clear();
    last
}

/// The bytes that a step has at least, cut or not.
fn least_size(step: &Step, most: usize) -> usize {
    match step {
        Step::Key(key) if key.len() <= most => key.len() + 3,
        Step::Key(_) | Step::Index(_) | Step::FromEnd(_) => 2,
    }
}

fn bounded_step(step: &Step, most: usize) -> Step {
    match step {
        // Names of sources and fields are the program's own.
        Step::Key(std::borrow::Cow::Owned(key)) => {
            Step::from(bounded_text(key.as_str(), most).into_owned())
        }
        Step::Key(_) | Step::Index(_) | Step::FromEnd(_) => step.clone(),
    }
}

fn bounded_context(
    ctx: Vec<(&'static str, JsonValue)>,
    most: usize,
) -> Vec<(&'static str, JsonValue)> {
    let bounded = |value: JsonValue| match value {
        JsonValue::Str(text) => JsonValue::Str(bounded_text(text, most).into_owned()),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Int(_) | JsonValue::Float(_) => value,
        value => cut::bounded(&value, most),
    };
    let ctx = ctx.into_iter();
    ctx.map(|(name, value)| (name, bounded(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parse_python_json, to_python_json};

    fn limits(max_input_size: usize, max_response_size: usize) -> ErrorLimits {
        ErrorLimits {
            max_input_size,
            max_response_size,
        }
    }

    fn missing(key: &str) -> ErrorDetail {
        let loc = vec![Step::from("body"), Step::from(key.to_owned())];
        ErrorDetail::missing(loc, JsonValue::from("x".repeat(100)))
    }

    fn response_size(errors: &[ErrorDetail]) -> usize {
        to_python_json(errors).unwrap().len() + r#"{"detail":}"#.len()
    }

    #[test]
    fn the_last_element_says_that_there_are_more() {
        let mut list = ErrorList::new(limits(128, 2048));
        for number in 0..1000 {
            list.push(missing(&number.to_string()));
        }
        assert!(list.is_full());
        let errors = list.into_errors();
        assert!(response_size(&errors) <= 2048);
        assert!(response_size(&errors) > 1500, "the room is used");
        let json = to_python_json(errors.last().unwrap()).unwrap();
        assert_eq!(
            String::from_utf8(json).unwrap(),
            r#"{"type":"too_many_errors","loc":["body"],"msg":"Further errors are left out: all errors have at most 2048 bytes","input":null}"#
        );
    }

    #[test]
    fn the_bytes_of_an_error_are_those_of_its_json() {
        let ctx = vec![("a", JsonValue::Null), ("b", JsonValue::from("\"\n"))];
        for (loc, ctx) in [
            (vec![], vec![]),
            (
                vec![
                    Step::from("body"),
                    Step::Index(1_234),
                    Step::from("é\u{1}".to_owned()),
                ],
                ctx,
            ),
        ] {
            let input = parse_python_json(br#"[{"a":[1.5e-9,true]},"x"]"#).unwrap();
            let detail = ErrorDetail {
                ctx,
                ..ErrorDetail::missing(loc, input)
            };
            let size = to_python_json(&detail).unwrap().len();
            let mut room = Room::new(1_000);
            take(&mut room, &detail).unwrap();
            let taken = 1_000 - room.left();
            assert_eq!(taken, size + 1);
        }
    }

    #[test]
    fn every_part_of_an_error_is_cut() {
        let large = "y".repeat(100_000);
        let mut list = ErrorList::new(limits(128, 4096));
        let loc = vec![Step::from("body"), Step::from(large.clone())];
        list.push(ErrorDetail {
            kind: "custom",
            loc,
            msg: large.clone(),
            input: JsonValue::from(large.as_str()),
            ctx: vec![
                ("a", JsonValue::from(large.as_str())),
                ("b", JsonValue::List(vec![JsonValue::Null; 1000])),
            ],
        });
        assert!(!list.is_full());
        let json = String::from_utf8(to_python_json(list.errors()).unwrap()).unwrap();
        assert!(json.len() < 900, "{json}");
        assert_eq!(json.matches("yyy... (100000 bytes in all)").count(), 4);
        assert!(json.contains("<a list of 1000 items: over 128 bytes, not shown>"));
    }

    #[test]
    fn the_largest_first_step_leaves_room_for_the_last_element() {
        for step in ["k", "\u{1}", "\"", "é"] {
            let mut list = ErrorList::new(ErrorLimits::LEAST);
            let key = Step::from(step.repeat(5_000));
            for _ in 0..100 {
                let loc = vec![key.clone(); 20];
                list.push(ErrorDetail::missing(loc, JsonValue::Null));
            }
            assert!(list.is_full());
            assert!(response_size(&list.into_errors()) <= 1024);
        }
    }

    #[test]
    fn lists_of_one_request_share_the_room() {
        let mut list = ErrorList::new(limits(128, 2048));
        list.push(missing("a"));
        let first = list.take();
        assert!(list.is_empty() && !first.is_empty());
        while !list.is_full() {
            list.push(missing("b"));
        }
        let second = list.take();
        list.push(missing("c"));
        assert!(!list.is_empty() && list.errors().is_empty());
        let mut all = ErrorList::new(limits(128, 2048));
        let kept = first.len() + second.len();
        for list in [first, second, list] {
            all.append(list);
        }
        let errors = all.into_errors();
        assert_eq!(errors.len(), kept + 1);
        assert!(response_size(&errors) <= 2048);
        let cut = errors
            .iter()
            .filter(|error| error.kind == "too_many_errors");
        assert_eq!(cut.count(), 1);
    }

    #[test]
    fn a_list_that_is_told_twice_has_no_more_room() {
        let mut list = ErrorList::new(limits(128, 2048));
        while !list.is_full() {
            list.push(missing("a"));
        }
        let mut all = list.clone();
        all.append(list.clone());
        assert_eq!(all.len(), list.len());
        assert!(response_size(&all.into_errors()) <= 2048);
    }

    #[test]
    fn what_is_forgotten_gives_its_room_back() {
        let mut list = ErrorList::new(limits(128, 2048));
        list.push(missing("a"));
        let before = list.filled();
        while !list.is_full() {
            list.push(missing("b"));
        }
        list.forget(before);
        assert!(!list.is_full());
        assert_eq!(list.len(), 1);
        list.push(missing("c"));
        assert_eq!(list.len(), 2);
    }
}
