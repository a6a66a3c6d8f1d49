//! Dates, times and durations of the `jiff` crate.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::moments::{AWARE, DATE, DURATION, NAIVE, NAIVE_TIME, measured};
use super::text::text_type;
use crate::measure::MomentKind;
use crate::spelling::moment;

text_type!(
    Date,
    DATE,
    |text| to_date(moment::date_rfc3339(text)?),
    |date: &Date| of_date(*date),
    |date: &Date| measured(MomentKind::Date(of_date(*date)))
);
text_type!(
    Time,
    NAIVE_TIME,
    |text| moment::time(text)
        .ok()
        .filter(|time| time.tz_offset.is_none())
        .and_then(|time| to_time(&time)),
    |time: &Time| of_time(*time, None),
    |time: &Time| measured(MomentKind::Time(of_time(*time, None)))
);
text_type!(
    DateTime,
    NAIVE,
    |text| {
        let datetime = moment::datetime_rfc3339(text).filter(|it| it.time.tz_offset.is_none())?;
        to_datetime(&datetime)
    },
    |datetime: &DateTime| of_datetime(*datetime, None),
    |datetime: &DateTime| measured(MomentKind::DateTime(of_datetime(*datetime, None)))
);
text_type!(
    Timestamp,
    AWARE,
    |text| {
        let datetime = moment::datetime_rfc3339(text)?;
        let offset = jiff::tz::Offset::from_seconds(datetime.time.tz_offset?).ok()?;
        offset.to_timestamp(to_datetime(&datetime)?).ok()
    },
    of_timestamp,
    |timestamp| measured(MomentKind::DateTime(of_timestamp(timestamp)))
);
text_type!(
    SignedDuration,
    DURATION,
    |text| {
        let duration = moment::duration(text).ok()?;
        let size = Self::try_from(super::moments::to_std(&duration)).ok()?;
        Some(if duration.positive { size } else { -size })
    },
    of_duration,
    |duration| measured(MomentKind::Duration(of_duration(duration)))
);

fn to_date(date: speedate::Date) -> Option<Date> {
    let year = i16::try_from(date.year).ok().filter(|year| *year > 0)?;
    let [month, day] = [date.month, date.day].map(i8::try_from);
    Date::new(year, month.ok()?, day.ok()?).ok()
}

fn to_time(time: &speedate::Time) -> Option<Time> {
    let [hour, minute, second] = [time.hour, time.minute, time.second].map(i8::try_from);
    let nanosecond = i32::try_from(time.microsecond).ok()? * 1_000;
    Time::new(hour.ok()?, minute.ok()?, second.ok()?, nanosecond).ok()
}

fn to_datetime(datetime: &speedate::DateTime) -> Option<DateTime> {
    Some(to_date(datetime.date)?.to_datetime(to_time(&datetime.time)?))
}

/// Years beyond those of Python become its first or last.
fn of_date(date: Date) -> speedate::Date {
    let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
    speedate::Date {
        year: u16::try_from(date.year().clamp(1, 9999)).unwrap_or(1),
        month,
        day,
    }
}

fn of_time(time: Time, tz_offset: Option<i32>) -> speedate::Time {
    let [hour, minute, second] =
        [time.hour(), time.minute(), time.second()].map(|part| u8::try_from(part).unwrap_or(0));
    speedate::Time {
        hour,
        minute,
        second,
        microsecond: u32::try_from(time.subsec_nanosecond() / 1_000).unwrap_or(0),
        tz_offset,
    }
}

fn of_datetime(datetime: DateTime, tz_offset: Option<i32>) -> speedate::DateTime {
    speedate::DateTime {
        date: of_date(datetime.date()),
        time: of_time(datetime.time(), tz_offset),
    }
}

fn of_timestamp(timestamp: &Timestamp) -> speedate::DateTime {
    let datetime = jiff::tz::Offset::UTC.to_datetime(*timestamp);
    of_datetime(datetime, Some(0))
}

fn of_duration(duration: &SignedDuration) -> speedate::Duration {
    super::moments::of_std(duration.unsigned_abs(), !duration.is_negative())
}
