//! Moments with or without a time zone, as Python's `datetime` and `time` have them.

use std::fmt;

use chrono::{
    Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc,
};

/// A moment with or without a time zone: Python's `datetime`.
///
/// To accept only one of the two, use [`chrono::DateTime`] (with a zone) or [`chrono::NaiveDateTime`] (without a zone). The other one
/// is then an error of the client.
///
/// ```
/// use twinlane_model::{DateTime, DataTypeExt, model};
///
/// #[model]
/// struct Event {
///     at: DateTime,
/// }
///
/// let event = Event::from_json(r#"{"at": "2024-01-02T03:04:05+02:00"}"#)?;
/// assert_eq!(event.at.assume_utc().to_string(), "2024-01-02 01:04:05 UTC");
/// assert_eq!(event.to_json(), r#"{"at":"2024-01-02T03:04:05+02:00"}"#);
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Timestamp))]
#[cfg_attr(feature = "diesel-postgres", diesel(sql_type = diesel::sql_types::Timestamptz))]
#[cfg_attr(feature = "diesel-sqlite", diesel(sql_type = diesel::sql_types::TimestamptzSqlite))]
#[expect(clippy::exhaustive_enums, reason = "a moment has a zone or has not")]
pub enum DateTime {
    /// With a time zone.
    Aware(chrono::DateTime<FixedOffset>),
    /// Without one.
    Naive(NaiveDateTime),
}

impl DateTime {
    /// The moment in UTC. A moment without a zone counts as UTC.
    pub fn assume_utc(&self) -> chrono::DateTime<Utc> {
        match self {
            Self::Aware(moment) => moment.with_timezone(&Utc),
            Self::Naive(moment) => moment.and_utc(),
        }
    }

    /// The date and the time, without the zone.
    pub fn naive(&self) -> NaiveDateTime {
        match self {
            Self::Aware(moment) => moment.naive_local(),
            Self::Naive(moment) => *moment,
        }
    }
}

impl<Zone: TimeZone> From<chrono::DateTime<Zone>> for DateTime {
    fn from(moment: chrono::DateTime<Zone>) -> Self {
        Self::Aware(moment.fixed_offset())
    }
}

impl From<NaiveDateTime> for DateTime {
    fn from(moment: NaiveDateTime) -> Self {
        Self::Naive(moment)
    }
}

/// As Pydantic writes it: `2024-01-02T03:04:05Z`.
impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_any(self).fmt(formatter)
    }
}

/// A time of day with or without a time zone: Python's `time`.
///
/// To accept only times without a zone, use [`chrono::NaiveTime`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Time))]
#[expect(clippy::exhaustive_structs, reason = "a time and its zone")]
pub struct Time {
    /// The time of day.
    pub time: NaiveTime,
    /// The time zone, as an offset from UTC. `None` if there is none.
    pub offset: Option<FixedOffset>,
}

impl From<NaiveTime> for Time {
    fn from(time: NaiveTime) -> Self {
        Self { time, offset: None }
    }
}

/// As Pydantic writes it: `03:04:05Z`.
impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_time(self.time, self.offset).fmt(formatter)
    }
}

/// Years beyond those of Python become its first or last.
pub(super) fn of_date(date: NaiveDate) -> speedate::Date {
    let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
    speedate::Date {
        year: u16::try_from(date.year().clamp(1, 9999)).unwrap_or(1),
        month,
        day,
    }
}

pub(super) fn of_time(time: NaiveTime, offset: Option<FixedOffset>) -> speedate::Time {
    let [hour, minute, second] =
        [time.hour(), time.minute(), time.second()].map(|part| u8::try_from(part).unwrap_or(0));
    speedate::Time {
        hour,
        minute,
        second,
        microsecond: time.nanosecond() % 1_000_000_000 / 1_000,
        tz_offset: offset.map(|offset| offset.local_minus_utc()),
    }
}

pub(super) fn of_any(moment: &DateTime) -> speedate::DateTime {
    let (naive, offset) = match moment {
        DateTime::Aware(moment) => (moment.naive_local(), Some(*moment.offset())),
        DateTime::Naive(moment) => (*moment, None),
    };
    speedate::DateTime {
        date: of_date(naive.date()),
        time: of_time(naive.time(), offset),
    }
}

pub(super) fn of_aware<Zone: TimeZone>(moment: &chrono::DateTime<Zone>) -> speedate::DateTime {
    speedate::DateTime {
        date: of_date(moment.naive_local().date()),
        time: of_time(moment.naive_local().time(), Some(moment.offset().fix())),
    }
}
