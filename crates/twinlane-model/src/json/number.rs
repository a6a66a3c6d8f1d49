//! The numbers of a JSON document that fit 64 bits.

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Natural(u64),
    Negative(i64),
    /// It was written with a fraction or an exponent.
    Float(f64),
}

/// The number at the beginning and its length. `None`: there is none, or none of 64 bits.
pub(super) fn read(bytes: &[u8]) -> Option<(Number, usize)> {
    let is_negative = bytes.first() == Some(&b'-');
    let start = usize::from(is_negative);
    let mut digits = Digits::default();
    let mut at = digits.read(bytes, start);
    // Nothing comes behind a leading zero: a digit there is no end of a value.
    if at == start || bytes.get(start) == Some(&b'0') && at > start + 1 {
        return None;
    }
    let whole = digits;
    let mut exponent = 0;
    if bytes.get(at) == Some(&b'.') {
        let behind = digits.read(bytes, at + 1);
        exponent = -i64::try_from(behind - at - 1).ok()?;
        if exponent == 0 {
            return None;
        }
        at = behind;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let (power, behind) = power(bytes, at + 1)?;
        exponent = exponent.checked_add(power)?;
        at = behind;
    } else if exponent == 0 {
        return Some((integer(whole, is_negative)?, at));
    }
    let float = digits
        .exact(exponent)
        .map(|size| if is_negative { -size } else { size });
    let float = float.or_else(|| rounded(bytes.get(..at)?))?;
    Some((Number::Float(float), at))
}

/// Digits as a number, as long as they fit.
#[derive(Clone, Copy, Default)]
struct Digits {
    number: u64,
    overflows: bool,
}

impl Digits {
    /// Adds the digits from `at` on; the place behind them.
    #[inline]
    fn read(&mut self, bytes: &[u8], mut at: usize) -> usize {
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            let longer = self.number.checked_mul(10);
            match longer.and_then(|longer| longer.checked_add(u64::from(digit - b'0'))) {
                Some(longer) => self.number = longer,
                None => self.overflows = true,
            }
            at += 1;
        }
        at
    }

    /// Times a power of ten, where both are exact in 64 bits: then one operation rounds correctly (Clinger 1990).
    #[expect(clippy::cast_precision_loss, reason = "it has no more than 53 bits")]
    fn exact(self, exponent: i64) -> Option<f64> {
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        ];
        if self.overflows || self.number > 1 << 53 {
            return None;
        }
        let power = POWERS.get(usize::try_from(exponent.unsigned_abs()).ok()?)?;
        let number = self.number as f64;
        Some(if exponent < 0 {
            number / power
        } else {
            number * power
        })
    }
}

fn integer(digits: Digits, is_negative: bool) -> Option<Number> {
    if digits.overflows {
        return None;
    }
    if !is_negative {
        return Some(Number::Natural(digits.number));
    }
    // `-0` is a whole number to Python, and no negative one.
    let number = 0_i64.checked_sub_unsigned(digits.number)?;
    (number < 0).then_some(Number::Negative(number))
}

/// The number of an exponent, and the place behind it.
fn power(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let sign = bytes.get(at).copied();
    let start = at + usize::from(matches!(sign, Some(b'+' | b'-')));
    let mut digits = Digits::default();
    let behind = digits.read(bytes, start);
    if behind == start || digits.overflows {
        return None;
    }
    let power = i64::try_from(digits.number).ok()?;
    Some((if sign == Some(b'-') { -power } else { power }, behind))
}

/// The nearest number, if it is finite.
fn rounded(text: &[u8]) -> Option<f64> {
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alone(text: &str) -> Option<Number> {
        read(text.as_bytes())
            .filter(|(_, length)| *length == text.len())
            .map(|(number, _)| number)
    }

    #[test]
    fn numbers_are_read_by_their_spelling() {
        for (text, number) in [
            ("0", Number::Natural(0)),
            ("18446744073709551615", Number::Natural(u64::MAX)),
            ("-9223372036854775808", Number::Negative(i64::MIN)),
            ("35.4", Number::Float(35.4)),
            ("-0.0", Number::Float(-0.0)),
            ("1e2", Number::Float(100.0)),
            ("1E-2", Number::Float(0.01)),
            ("9007199254740993.0", Number::Float(9_007_199_254_740_992.0)),
            ("0.1e+23", Number::Float(1e22)),
            ("5e-324", Number::Float(5e-324)),
            ("0e99999999999", Number::Float(0.0)),
        ] {
            let read = alone(text);
            assert_eq!(format!("{read:?}"), format!("{:?}", Some(number)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_of_64_bits_is_for_the_slow_pass() {
        for text in [
            "",
            "-",
            "+1",
            "01",
            "-0",
            "1.",
            ".5",
            "1e",
            "1e+",
            "18446744073709551616",
            "-9223372036854775809",
            "1e999",
            "1e99999999999999999999",
            "NaN",
            "Infinity",
            "0x10",
        ] {
            assert_eq!(alone(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn floats_are_the_nearest_ones(text in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?") {
            let expected: f64 = text.parse().unwrap();
            if let Some(Number::Float(number)) = alone(&text) {
                prop_assert_eq!(number.to_bits(), expected.to_bits());
            } else {
                prop_assert!(expected.is_infinite() || !text.contains(['.', 'e', 'E']));
            }
        }
    }
}
