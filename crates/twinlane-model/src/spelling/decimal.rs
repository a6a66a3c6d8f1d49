//! Decimal numbers as Python's `Decimal` holds them: every digit, and the exponent as it was given.

use std::cmp::Ordering;

/// A decimal number: `digits` times ten to the `exponent`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decimal {
    negative: bool,
    /// ASCII digits without leading zeros; `0` for zero.
    digits: String,
    exponent: i64,
}

/// Why a text is no decimal number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Refusal {
    Parsing,
    NotFinite,
}

/// Which rule about places is broken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PlacesRule {
    MaxDigits,
    MaxPlaces,
    /// With the number of digits that may stand before the point.
    WholeDigits(u32),
}

impl Default for Decimal {
    fn default() -> Self {
        Self::new(false, "0", 0)
    }
}

impl Decimal {
    fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let digits = digits.trim_start_matches('0');
        Self {
            negative,
            digits: if digits.is_empty() { "0" } else { digits }.to_owned(),
            exponent,
        }
    }

    /// Python's reading of a text: spaces around it and underscores in it do not count.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let text: String = text.trim().chars().filter(|c| *c != '_').collect();
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text.as_str()),
        };
        if is_not_finite(unsigned) {
            return Err(Refusal::NotFinite);
        }
        let (number, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((number, exponent)) => {
                let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
                let is_signed_twice = exponent.starts_with('+');
                let exponent = exponent.parse::<i64>().ok().filter(|_| !is_signed_twice);
                (number, exponent.ok_or(Refusal::Parsing)?)
            }
            None => (unsigned, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::Parsing);
        }
        let places = i64::try_from(fraction.len()).map_err(|_| Refusal::Parsing)?;
        let exponent = exponent
            .checked_sub(places)
            .filter(|it| it.abs() < MOST_EXPONENT);
        Ok(Self::new(
            negative,
            &digits,
            exponent.ok_or(Refusal::Parsing)?,
        ))
    }

    pub(crate) fn from_i128(number: i128) -> Self {
        Self::new(number < 0, &number.unsigned_abs().to_string(), 0)
    }

    /// The number of these parts: the digits as a whole number, and the number of digits behind the point.
    pub(crate) fn from_parts(negative: bool, digits: u128, places: u32) -> Self {
        Self::new(negative, &digits.to_string(), -i64::from(places))
    }

    /// As Python's `str` writes it: `1.10`, `1E+3`, `-0`.
    pub(crate) fn to_text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let digits = &self.digits;
        let adjusted = self.adjusted();
        if self.exponent > 0 || adjusted < -6 {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            return format!("{sign}{first}{point}{rest}E{adjusted:+}");
        }
        let places = usize::try_from(-self.exponent).unwrap_or(0);
        if places == 0 {
            return format!("{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        format!("{sign}{whole}.{fraction}")
    }

    /// By value: `1.0` equals `1`.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (0, 0) => Ordering::Equal,
            (own, others) if own != others => own.cmp(&others),
            (sign, _) => {
                let by_size = self.compare_size(other);
                if sign < 0 { by_size.reverse() } else { by_size }
            }
        }
    }

    /// True if Python's `number % factor` is zero. False if the quotient has more than 28 digits: then Python's `%` fails.
    pub(crate) fn is_multiple_of(&self, factor: &Self) -> bool {
        let (number, factor) = (self.normalized(), factor.normalized());
        if number.is_zero() || factor.is_zero() {
            return number.is_zero();
        }
        if number.adjusted() - factor.adjusted() > 28 || number.exponent < factor.exponent {
            return false;
        }
        let Ok(divisor) = factor.digits.parse::<u128>() else {
            return false;
        };
        let zeros = usize::try_from(number.exponent - factor.exponent).unwrap_or(0);
        let digits = number
            .digits
            .bytes()
            .chain(std::iter::repeat_n(b'0', zeros));
        let rest = digits
            .map(|digit| u128::from(digit - b'0'))
            .try_fold(0_u128, |rest, digit| {
                Some(rest.checked_mul(10)?.checked_add(digit)? % divisor)
            });
        rest == Some(0)
    }

    /// The first broken rule of the number of digits, in Pydantic's order. Zeros at the end do not count.
    pub(crate) fn broken_places(
        &self,
        max_digits: Option<u32>,
        decimal_places: Option<u32>,
    ) -> Option<PlacesRule> {
        let number = self.normalized();
        let digits = i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
        let (digits, places) = if number.exponent >= 0 {
            (digits.saturating_add(number.exponent), 0)
        } else {
            (digits.max(-number.exponent), -number.exponent)
        };
        if max_digits.is_some_and(|most| digits > i64::from(most)) {
            return Some(PlacesRule::MaxDigits);
        }
        let most_places = decimal_places?;
        if places > i64::from(most_places) {
            return Some(PlacesRule::MaxPlaces);
        }
        let most_whole = max_digits?.saturating_sub(most_places);
        (digits - places > i64::from(most_whole)).then_some(PlacesRule::WholeDigits(most_whole))
    }

    fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    fn sign(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The exponent of the first digit.
    fn adjusted(&self) -> i64 {
        let behind = i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - 1;
        self.exponent.saturating_add(behind)
    }

    /// The number without zeros at the end.
    fn normalized(&self) -> Self {
        if self.is_zero() {
            return Self::default();
        }
        let digits = self.digits.trim_end_matches('0');
        let zeros = i64::try_from(self.digits.len() - digits.len()).unwrap_or(0);
        Self::new(self.negative, digits, self.exponent.saturating_add(zeros))
    }

    /// Without the sign; neither is zero.
    fn compare_size(&self, other: &Self) -> Ordering {
        let by_digits = || {
            let [own, others] = [self, other].map(|number| number.digits.trim_end_matches('0'));
            own.cmp(others)
        };
        self.adjusted().cmp(&other.adjusted()).then_with(by_digits)
    }
}

/// Python's own limit.
const MOST_EXPONENT: i64 = 1_000_000_000_000_000_000;

/// `nan`, `sNaN12`, `Infinity`, in any case.
fn is_not_finite(unsigned: &str) -> bool {
    let lower = unsigned.to_ascii_lowercase();
    let payload = lower
        .strip_prefix('s')
        .unwrap_or(&lower)
        .strip_prefix("nan");
    lower == "inf"
        || lower == "infinity"
        || payload.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn texts_are_read_and_written_as_python_does() {
        for (text, expected) in [
            ("1.10", "1.10"),
            (" 1_000 ", "1000"),
            ("1e3", "1E+3"),
            ("1E-7", "1E-7"),
            ("12.5e-10", "1.25E-9"),
            ("0.000001", "0.000001"),
            ("-0", "-0"),
            ("0.00", "0.00"),
            ("+.5", "0.5"),
            ("5.", "5"),
            ("000.10", "0.10"),
        ] {
            assert_eq!(decimal(text).to_text(), expected, "{text}");
        }
        for text in ["", "abc", "0x1", "1e", "1e++1", ".", "1.2.3", "--1"] {
            assert_eq!(Decimal::parse(text), Err(Refusal::Parsing), "{text}");
        }
        for text in ["nan", "-Infinity", "sNaN12", "inf"] {
            assert_eq!(Decimal::parse(text), Err(Refusal::NotFinite), "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let sorted = [
            "-1e9",
            "-2",
            "-1.5",
            "0",
            "1e-9",
            "1",
            "1.5",
            "15e-1",
            "1e1000000000",
        ];
        for pair in sorted.windows(2) {
            assert_ne!(
                decimal(pair[0]).compare(&decimal(pair[1])),
                Ordering::Greater
            );
        }
        assert_eq!(decimal("1.50").compare(&decimal("15e-1")), Ordering::Equal);
        assert_eq!(decimal("-0").compare(&decimal("0.00")), Ordering::Equal);
    }

    #[test]
    fn multiples_are_pythons() {
        for (number, factor, expected) in [
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("1e20", "0.1", true),
            ("1e30", "0.1", false),
            ("1e-30", "0.1", false),
            ("5", "2.5", true),
            ("0", "3", true),
        ] {
            let is_multiple = decimal(number).is_multiple_of(&decimal(factor));
            assert_eq!(is_multiple, expected, "{number} of {factor}");
        }
    }

    #[test]
    fn places_are_counted_as_pydantic_counts_them() {
        for (text, expected) in [
            ("123.45", Some(PlacesRule::MaxDigits)),
            ("1234", Some(PlacesRule::WholeDigits(2))),
            ("0.001", Some(PlacesRule::MaxPlaces)),
            ("0.00001", Some(PlacesRule::MaxDigits)),
            ("1E+3", Some(PlacesRule::WholeDigits(2))),
            ("1.000", None),
            ("-99.99", None),
            ("0.0000", None),
        ] {
            assert_eq!(
                decimal(text).broken_places(Some(4), Some(2)),
                expected,
                "{text}"
            );
        }
    }
}
