//! The texts that Pydantic takes for numbers and truth values.

use crate::{JsonValue, error::Kind};

/// A whole number: `-7`, ` 1_000 `, `1.0`. The result is an `Int` or a `BigInt`.
///
/// Like Pydantic it takes any run of zeros and underscores behind a first zero for leading zeros, and a minus sign
/// behind those for the sign: `0-1` is -1.
pub(crate) fn whole_number(text: &str) -> Result<JsonValue, Kind> {
    if is_too_long(text) {
        return Err(Kind::IntParsingSize);
    }
    let text = text.trim();
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let significant = without_leading_zeros(unsigned).ok_or(Kind::IntParsing)?;
    let significant = without_zero_fraction(significant).ok_or(Kind::IntParsing)?;
    let spelt = without_underscores(significant).ok_or(Kind::IntParsing)?;
    let (sign, digits) = match spelt.strip_prefix('-') {
        Some(rest) if sign.is_empty() => ("-", rest),
        _ => (sign, spelt.as_str()),
    };
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if digits.is_empty() || digits.len() > MOST_DIGITS || !is_number {
        return Err(Kind::IntParsing);
    }
    let spelt = format!("{sign}{digits}");
    Ok(spelt
        .parse()
        .map_or_else(|_| JsonValue::BigInt(spelt.into()), JsonValue::Int))
}

/// A number: `1.5`, ` 1e3 `, `1_000`, `inf`, `NaN`. Like Pydantic it takes spaces or underscores, not both.
pub(crate) fn number(text: &str) -> Result<f64, Kind> {
    let spelt = text.trim().parse().ok();
    spelt
        .or_else(|| without_underscores(text)?.parse().ok())
        .ok_or(Kind::FloatParsing)
}

/// A truth value, in any case but without spaces.
pub(crate) fn truth(text: &str) -> Result<bool, Kind> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["1", "true", "t", "yes", "y", "on"].iter().any(is) {
        Ok(true)
    } else if ["0", "false", "f", "no", "n", "off"].iter().any(is) {
        Ok(false)
    } else {
        Err(Kind::BoolParsing)
    }
}

/// `sys.get_int_max_str_digits()`
const MOST_DIGITS: usize = 4300;

/// True if it begins with too many digits. Pydantic says so only of texts that are spelt as in JSON up to there.
fn is_too_long(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    digits > MOST_DIGITS && !unsigned.starts_with('0')
}

/// The text without its leading zeros and underscores. One zero stays if no other digit would be left.
fn without_leading_zeros(text: &str) -> Option<&str> {
    if !text.starts_with('0') {
        return text
            .starts_with(|first: char| first.is_ascii_digit())
            .then_some(text);
    }
    let rest = text.trim_start_matches(['0', '_']);
    match rest.chars().next() {
        Some('1'..='9' | '-') => Some(rest),
        None | Some('.') => Some(&text[text.len() - rest.len() - 1..]),
        Some(_) => None,
    }
}

/// The text before `.0`, `.00` and so on; all of it if there is no point.
fn without_zero_fraction(text: &str) -> Option<&str> {
    match text.split_once('.') {
        None => Some(text),
        Some((whole, zeros)) => {
            (!zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0')).then_some(whole)
        }
    }
}

/// `None` if an underscore stands first, last or beside another.
fn without_underscores(text: &str) -> Option<String> {
    let misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!misplaced).then(|| text.replace('_', ""))
}
