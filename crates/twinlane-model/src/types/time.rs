//! Dates, times and durations of the `time` crate.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

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
    PrimitiveDateTime,
    NAIVE,
    |text| {
        let datetime = moment::datetime_rfc3339(text).filter(|it| it.time.tz_offset.is_none())?;
        to_datetime(&datetime)
    },
    |datetime: &PrimitiveDateTime| of_datetime(datetime.date(), datetime.time(), None),
    |datetime: &PrimitiveDateTime| measured(MomentKind::DateTime(of_datetime(
        datetime.date(),
        datetime.time(),
        None
    )))
);
text_type!(
    OffsetDateTime,
    AWARE,
    |text| {
        let datetime = moment::datetime_rfc3339(text)?;
        let offset = UtcOffset::from_whole_seconds(datetime.time.tz_offset?).ok()?;
        Some(to_datetime(&datetime)?.assume_offset(offset))
    },
    of_offset_datetime,
    |datetime| measured(MomentKind::DateTime(of_offset_datetime(datetime)))
);
text_type!(
    Duration,
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
    let year = Some(date.year).filter(|year| *year > 0)?;
    let month = Month::try_from(date.month).ok()?;
    Date::from_calendar_date(year.into(), month, date.day).ok()
}

fn to_time(time: &speedate::Time) -> Option<Time> {
    Time::from_hms_micro(time.hour, time.minute, time.second, time.microsecond).ok()
}

fn to_datetime(datetime: &speedate::DateTime) -> Option<PrimitiveDateTime> {
    let time = to_time(&datetime.time)?;
    Some(PrimitiveDateTime::new(to_date(datetime.date)?, time))
}

/// Years beyond those of Python become its first or last.
fn of_date(date: Date) -> speedate::Date {
    speedate::Date {
        year: u16::try_from(date.year().clamp(1, 9999)).unwrap_or(1),
        month: date.month().into(),
        day: date.day(),
    }
}

fn of_time(time: Time, tz_offset: Option<i32>) -> speedate::Time {
    speedate::Time {
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        microsecond: time.microsecond(),
        tz_offset,
    }
}

fn of_datetime(date: Date, time: Time, tz_offset: Option<i32>) -> speedate::DateTime {
    speedate::DateTime {
        date: of_date(date),
        time: of_time(time, tz_offset),
    }
}

fn of_offset_datetime(datetime: &OffsetDateTime) -> speedate::DateTime {
    let offset = datetime.offset().whole_seconds();
    of_datetime(datetime.date(), datetime.time(), Some(offset))
}

fn of_duration(duration: &Duration) -> speedate::Duration {
    super::moments::of_std(duration.unsigned_abs(), !duration.is_negative())
}
