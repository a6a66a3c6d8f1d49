//! Dates, times and durations, as Pydantic reads them: texts, and numbers of seconds.
//!
//! The grammar and the words are those of `speedate`, the crate that Pydantic itself uses.

use speedate::{
    Date, DateConfig, DateTime, DateTimeConfig, Duration, MicrosecondsPrecisionOverflowBehavior,
    ParseError, Time, TimeConfig,
};
use strum::EnumMessage;

/// Why a text or number is no moment, in `speedate`'s words.
pub(crate) type Failure = &'static str;

/// `2024-01-02`, or the seconds since 1970 of a midnight.
pub(crate) fn date(text: &str) -> Result<Date, Failure> {
    Date::parse_str_with_config(text, &DateConfig::default()).map_err(|error| words(&error))
}

/// `2024-01-02` alone.
pub(crate) fn date_rfc3339(text: &str) -> Option<Date> {
    Date::parse_str_rfc3339(text).ok()
}

/// `2024-01-02T03:04:05Z`, or seconds or milliseconds since 1970.
pub(crate) fn datetime(text: &str) -> Result<DateTime, Failure> {
    DateTime::parse_str_with_config(text, &datetime_config()).map_err(|error| words(&error))
}

/// A moment in the usual spelling: no number, no date alone.
pub(crate) fn datetime_rfc3339(text: &str) -> Option<DateTime> {
    DateTime::parse_bytes_rfc3339_with_config(text.as_bytes(), &time_config()).ok()
}

/// Whole seconds or milliseconds since 1970.
pub(crate) fn datetime_of_int(timestamp: i64) -> Result<DateTime, Failure> {
    DateTime::from_timestamp_with_config(timestamp, 0, &datetime_config())
        .map_err(|error| words(&error))
}

/// Seconds or milliseconds since 1970.
pub(crate) fn datetime_of_float(timestamp: f64) -> Result<DateTime, Failure> {
    number(timestamp)?;
    DateTime::from_float_with_config(timestamp, &datetime_config()).map_err(|error| words(&error))
}

/// `03:04`, `03:04:05.5Z`.
pub(crate) fn time(text: &str) -> Result<Time, Failure> {
    Time::parse_bytes_with_config(text.as_bytes(), &time_config()).map_err(|error| words(&error))
}

/// Whole seconds since midnight.
pub(crate) fn time_of_int(seconds: i64) -> Result<Time, Failure> {
    time_of_parts(seconds, 0)
}

/// Seconds since midnight.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is out of range becomes the nearest end, which is refused"
)]
pub(crate) fn time_of_float(seconds: f64) -> Result<Time, Failure> {
    number(seconds)?;
    let microseconds = (seconds.fract().abs() * 1_000_000.0).round() as u32;
    time_of_parts(seconds.floor() as i64, microseconds)
}

/// `P1DT2H`, `1 day, 02:00:00`, `02:00`.
pub(crate) fn duration(text: &str) -> Result<Duration, Failure> {
    Duration::parse_bytes_with_config(text.as_bytes(), &time_config())
        .map_err(|error| words(&error))
}

/// Whole seconds.
pub(crate) fn duration_of_int(seconds: i64) -> Result<Duration, Failure> {
    duration_of_parts(seconds >= 0, seconds.unsigned_abs(), 0)
}

/// Seconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is out of range becomes the nearest end, which is refused"
)]
pub(crate) fn duration_of_float(seconds: f64) -> Result<Duration, Failure> {
    number(seconds)?;
    let size = seconds.abs();
    let microseconds = (size.fract() * 1_000_000.0).round() as u32;
    duration_of_parts(seconds >= 0.0, size.trunc() as u64, microseconds)
}

/// The duration in the words of a bound's error: `1 day and 2 hours`. As in Python only days are negative.
pub(crate) fn duration_in_words(duration: &Duration) -> String {
    let total = total_microseconds(duration);
    let rest = total.rem_euclid(DAY);
    let parts = [
        (total.div_euclid(DAY), "day"),
        (rest / 3_600_000_000, "hour"),
        (rest / 60_000_000 % 60, "minute"),
        (rest / 1_000_000 % 60, "second"),
        (rest % 1_000_000, "microsecond"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count != 0)
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() {
        "0 seconds".to_owned()
    } else {
        words.join(" and ")
    }
}

const DAY: i128 = 86_400_000_000;

fn total_microseconds(duration: &Duration) -> i128 {
    let size = i128::from(duration.day) * DAY
        + i128::from(duration.second) * 1_000_000
        + i128::from(duration.microsecond);
    if duration.positive { size } else { -size }
}

/// The duration in seconds.
pub(crate) fn total_seconds(duration: &Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "Python divides these, too")]
    let seconds = total_microseconds(duration) as f64 / 1e6;
    seconds
}

fn time_of_parts(seconds: i64, microseconds: u32) -> Result<Time, Failure> {
    let Ok(positive) = u64::try_from(seconds) else {
        return Err("time in seconds should be positive");
    };
    let seconds = u32::try_from(positive).unwrap_or(u32::MAX);
    Time::from_timestamp_with_config(seconds, microseconds, &time_config())
        .map_err(|error| words(&error))
}

fn duration_of_parts(positive: bool, seconds: u64, microseconds: u32) -> Result<Duration, Failure> {
    let days = u32::try_from(seconds / 86_400).unwrap_or(u32::MAX);
    let rest = u32::try_from(seconds % 86_400).unwrap_or(0);
    Duration::new(positive, days, rest, microseconds).map_err(|error| words(&error))
}

fn number(number: f64) -> Result<(), Failure> {
    if number.is_nan() {
        Err("NaN values not permitted")
    } else {
        Ok(())
    }
}

fn datetime_config() -> DateTimeConfig {
    DateTimeConfig::builder().time_config(time_config()).build()
}

/// Digits beyond microseconds are cut off, and numbers mean UTC.
fn time_config() -> TimeConfig {
    TimeConfig::builder()
        .microseconds_precision_overflow_behavior(MicrosecondsPrecisionOverflowBehavior::Truncate)
        .unix_timestamp_offset(Some(0))
        .build()
}

fn words(error: &ParseError) -> Failure {
    error.get_documentation().unwrap_or("")
}
