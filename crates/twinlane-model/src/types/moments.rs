//! Dates, times and durations.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use super::datetime::{of_any, of_aware, of_date, of_time};
use super::text::text_type;
use super::{DateTime, Time};
use crate::JsonValue;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::measure::{Measure, Moment, MomentKind};
use crate::refusal::{Refusal, Scanned};
use crate::schema::of_format;
use crate::shape::{MomentRule, Ruled, Scalar, ZoneRule, nothing_more};
use crate::spelling::moment;

pub(super) const DATE: Scalar = scalar("date", MomentRule::Date, (read_date, in_years));
const TIME: Scalar = scalar(
    "time",
    MomentRule::Time(ZoneRule::Either),
    (read_time, nothing_more),
);
pub(super) const NAIVE_TIME: Scalar = scalar(
    "time",
    MomentRule::Time(ZoneRule::Without),
    (read_time_as_naive, without_zone),
);
const DATETIME: Scalar = scalar(
    "datetime",
    MomentRule::DateTime(ZoneRule::Either),
    (read_datetime, in_years),
);
pub(super) const AWARE: Scalar = scalar(
    "datetime",
    MomentRule::DateTime(ZoneRule::With),
    (read_datetime, with_zone),
);
pub(super) const NAIVE: Scalar = scalar(
    "datetime",
    MomentRule::DateTime(ZoneRule::Without),
    (read_datetime, without_zone),
);
pub(super) const DURATION: Scalar = scalar(
    "timedelta",
    MomentRule::Duration { negative: true },
    (read_duration, nothing_more),
);
const POSITIVE_DURATION: Scalar = scalar(
    "timedelta",
    MomentRule::Duration { negative: false },
    (read_duration, not_negative),
);

type Read = for<'v> fn(&'v JsonValue, bool) -> Result<Scanned<'v>, Refusal>;
type Last = fn(&Measure<'_>) -> Result<(), Refusal>;

const fn scalar(label: &'static str, moment: MomentRule, (read, last): (Read, Last)) -> Scalar {
    Scalar {
        label,
        read,
        last,
        schema: match moment {
            MomentRule::Date => |_| of_format("date"),
            MomentRule::Time(_) => |_| of_format("time"),
            MomentRule::DateTime(_) => |_| of_format("date-time"),
            MomentRule::Duration { .. } => |_| of_format("duration"),
        },
        ruled: Ruled::AsMoment(moment),
    }
}

text_type!(
    NaiveDate,
    DATE,
    |text| to_date(moment::date_rfc3339(text)?),
    |date: &NaiveDate| of_date(*date),
    |date: &NaiveDate| measured(MomentKind::Date(of_date(*date)))
);
text_type!(
    Time,
    TIME,
    to_any_time,
    |time: &Time| *time,
    |time: &Time| measured(MomentKind::Time(of_time(time.time, time.offset)))
);
text_type!(
    NaiveTime,
    NAIVE_TIME,
    |text| {
        to_any_time(text)
            .filter(|time| time.offset.is_none())
            .map(|time| time.time)
    },
    |time: &NaiveTime| of_time(*time, None),
    |time: &NaiveTime| measured(MomentKind::Time(of_time(*time, None)))
);
text_type!(
    DateTime,
    DATETIME,
    to_any_datetime,
    |moment: &DateTime| *moment,
    |moment: &DateTime| { measured(MomentKind::DateTime(of_any(moment))) }
);
text_type!(
    chrono::DateTime<FixedOffset>,
    AWARE,
    to_aware,
    of_aware,
    |moment| measured(MomentKind::DateTime(of_aware(moment)))
);
text_type!(
    chrono::DateTime<Utc>,
    AWARE,
    |text| { to_aware(text).map(|moment| moment.with_timezone(&Utc)) },
    of_aware,
    |moment| measured(MomentKind::DateTime(of_aware(moment)))
);
text_type!(
    NaiveDateTime,
    NAIVE,
    |text| match to_any_datetime(text)? {
        DateTime::Naive(moment) => Some(moment),
        DateTime::Aware(_) => None,
    },
    |moment: &NaiveDateTime| of_any(&DateTime::Naive(*moment)),
    |moment: &NaiveDateTime| { measured(MomentKind::DateTime(of_any(&DateTime::Naive(*moment)))) }
);
text_type!(
    TimeDelta,
    DURATION,
    |text| {
        let duration = moment::duration(text).ok()?;
        let size = to_std(&duration);
        let size = Self::from_std(size).ok()?;
        Some(if duration.positive { size } else { -size })
    },
    of_delta,
    |delta| measured(MomentKind::Duration(of_delta(delta)))
);
text_type!(
    std::time::Duration,
    POSITIVE_DURATION,
    |text| {
        let duration = moment::duration(text).ok()?;
        let size = to_std(&duration);
        (duration.positive || size.is_zero()).then_some(size)
    },
    |duration: &std::time::Duration| of_std(*duration, true),
    |duration: &std::time::Duration| { measured(MomentKind::Duration(of_std(*duration, true))) }
);

pub(super) fn measured(moment: MomentKind) -> Measure<'static> {
    Measure::Moment(Moment(moment))
}

fn scanned(moment: MomentKind) -> Scanned<'static> {
    let text = match &moment {
        MomentKind::Date(date) => date.to_string(),
        MomentKind::Time(time) => time.to_string(),
        MomentKind::DateTime(datetime) => datetime.to_string(),
        MomentKind::Duration(duration) => duration.to_string(),
    };
    Scanned::new(Coerced::text(text), measured(moment))
}

/// A date; or a moment, as a text or a number, that is a midnight.
fn read_date(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    if strict {
        return Err(Kind::DateType.into());
    }
    if let JsonValue::Str(text) = value
        && let Ok(date) = moment::date(text)
    {
        return Ok(scanned(MomentKind::Date(date)));
    }
    let datetime = match any_datetime(value) {
        None => return Err(Kind::DateType.into()),
        Some(Err(error)) => {
            return Err(Refusal::because(
                Kind::DateFromDatetimeParsing,
                "error",
                error,
            ));
        }
        Some(Ok(datetime)) => datetime,
    };
    let time = &datetime.time;
    if (time.hour, time.minute, time.second, time.microsecond) != (0, 0, 0, 0) {
        return Err(Kind::DateFromDatetimeInexact.into());
    }
    Ok(scanned(MomentKind::Date(datetime.date)))
}

/// Python's years begin with 1.
fn in_years(measure: &Measure<'_>) -> Result<(), Refusal> {
    let (year, kind) = match measure {
        Measure::Moment(Moment(MomentKind::Date(date))) => (date.year, Kind::DateParsing),
        Measure::Moment(Moment(MomentKind::DateTime(datetime))) => {
            (datetime.date.year, Kind::DatetimeParsing)
        }
        _ => return Ok(()),
    };
    if year == 0 {
        return Err(Refusal::because(kind, "error", "year 0 is out of range"));
    }
    Ok(())
}

fn with_zone(measure: &Measure<'_>) -> Result<(), Refusal> {
    if zone(measure).is_none() {
        return Err(Kind::TimezoneAware.into());
    }
    in_years(measure)
}

fn without_zone(measure: &Measure<'_>) -> Result<(), Refusal> {
    if zone(measure).is_some() {
        return Err(Kind::TimezoneNaive.into());
    }
    in_years(measure)
}

fn zone(measure: &Measure<'_>) -> Option<i32> {
    match measure {
        Measure::Moment(Moment(MomentKind::DateTime(datetime))) => datetime.time.tz_offset,
        Measure::Moment(Moment(MomentKind::Time(time))) => time.tz_offset,
        _ => None,
    }
}

/// Rust's own durations have no sign.
fn not_negative(measure: &Measure<'_>) -> Result<(), Refusal> {
    match measure {
        Measure::Moment(Moment(MomentKind::Duration(duration)))
            if !duration.positive && !to_std(duration).is_zero() =>
        {
            let bound = vec![("ge", JsonValue::from("0 seconds"))];
            Err(Refusal::new(Kind::GreaterThanEqual, bound))
        }
        _ => Ok(()),
    }
}

fn read_time(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    time(value, strict).map(|time| scanned(MomentKind::Time(time)))
}

/// A number means UTC; here it means no zone.
fn read_time_as_naive(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    let mut time = time(value, strict)?;
    if !matches!(value, JsonValue::Str(_)) {
        time.tz_offset = None;
    }
    Ok(scanned(MomentKind::Time(time)))
}

fn time(value: &JsonValue, strict: bool) -> Result<speedate::Time, Refusal> {
    let time = match value {
        JsonValue::Str(text) if !strict => moment::time(text),
        JsonValue::Int(seconds) if !strict => moment::time_of_int(saturated(*seconds)),
        JsonValue::Float(seconds) if !strict => moment::time_of_float(*seconds),
        _ => return Err(Kind::TimeType.into()),
    };
    time.map_err(|error| Refusal::because(Kind::TimeParsing, "error", error))
}

fn read_datetime(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    datetime(value, strict).map(|datetime| scanned(MomentKind::DateTime(datetime)))
}

/// A moment; or the text of a date, which is its midnight.
fn datetime(value: &JsonValue, strict: bool) -> Result<speedate::DateTime, Refusal> {
    let failure = match any_datetime(value).filter(|_| !strict) {
        None => return Err(Kind::DatetimeType.into()),
        Some(Ok(datetime)) => return Ok(datetime),
        Some(Err(failure)) => failure,
    };
    let JsonValue::Str(text) = value else {
        return Err(Refusal::because(Kind::DatetimeParsing, "error", failure));
    };
    let date = moment::date(text)
        .map_err(|error| Refusal::because(Kind::DatetimeFromDateParsing, "error", error))?;
    let time = speedate::Time {
        hour: 0,
        minute: 0,
        second: 0,
        microsecond: 0,
        tz_offset: None,
    };
    Ok(speedate::DateTime { date, time })
}

/// `None`: no text and no number.
fn any_datetime(value: &JsonValue) -> Option<Result<speedate::DateTime, moment::Failure>> {
    Some(match value {
        JsonValue::Str(text) => moment::datetime(text),
        JsonValue::Int(number) => moment::datetime_of_int(saturated(*number)),
        JsonValue::Float(number) => moment::datetime_of_float(*number),
        _ => return None,
    })
}

fn read_duration(value: &JsonValue, strict: bool) -> Result<Scanned<'_>, Refusal> {
    duration(value, strict).map(|duration| scanned(MomentKind::Duration(duration)))
}

fn duration(value: &JsonValue, strict: bool) -> Result<speedate::Duration, Refusal> {
    let duration = match value {
        JsonValue::Str(text) if !strict => moment::duration(text),
        JsonValue::Int(seconds) if !strict => moment::duration_of_int(saturated(*seconds)),
        JsonValue::Float(seconds) if !strict => moment::duration_of_float(*seconds),
        JsonValue::Bool(one) if !strict => moment::duration_of_int(i64::from(*one)),
        _ => return Err(Kind::TimeDeltaType.into()),
    };
    duration.map_err(|error| Refusal::because(Kind::TimeDeltaParsing, "error", error))
}

/// A number that 64 bits do not hold is out of every range.
fn saturated(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number > 0 { i64::MAX } else { i64::MIN })
}

fn to_date(date: speedate::Date) -> Option<NaiveDate> {
    let year = Some(date.year).filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(year.into(), date.month.into(), date.day.into())
}

fn to_time(time: &speedate::Time) -> Option<NaiveTime> {
    NaiveTime::from_hms_micro_opt(
        time.hour.into(),
        time.minute.into(),
        time.second.into(),
        time.microsecond,
    )
}

fn to_any_time(text: &str) -> Option<Time> {
    let time = moment::time(text).ok()?;
    let offset = match time.tz_offset {
        None => None,
        Some(seconds) => Some(FixedOffset::east_opt(seconds)?),
    };
    Some(Time {
        offset,
        time: to_time(&time)?,
    })
}

fn to_any_datetime(text: &str) -> Option<DateTime> {
    let datetime = moment::datetime_rfc3339(text)?;
    let naive = to_date(datetime.date)?.and_time(to_time(&datetime.time)?);
    Some(match datetime.time.tz_offset {
        None => DateTime::Naive(naive),
        Some(seconds) => {
            let offset = FixedOffset::east_opt(seconds)?;
            DateTime::Aware(offset.from_local_datetime(&naive).single()?)
        }
    })
}

fn to_aware(text: &str) -> Option<chrono::DateTime<FixedOffset>> {
    match to_any_datetime(text)? {
        DateTime::Aware(moment) => Some(moment),
        DateTime::Naive(_) => None,
    }
}

pub(super) fn to_std(duration: &speedate::Duration) -> std::time::Duration {
    let seconds = u64::from(duration.day) * 86_400 + u64::from(duration.second);
    std::time::Duration::new(seconds, duration.microsecond * 1_000)
}

fn of_delta(delta: &TimeDelta) -> speedate::Duration {
    let positive = *delta >= TimeDelta::zero();
    of_std(delta.abs().to_std().unwrap_or_default(), positive)
}

/// Durations longer than Python's become its longest.
pub(super) fn of_std(duration: std::time::Duration, positive: bool) -> speedate::Duration {
    let days = u32::try_from(duration.as_secs() / 86_400).unwrap_or(u32::MAX);
    speedate::Duration {
        positive,
        day: days.min(999_999_999),
        second: u32::try_from(duration.as_secs() % 86_400).unwrap_or(0),
        microsecond: duration.subsec_micros(),
    }
}
