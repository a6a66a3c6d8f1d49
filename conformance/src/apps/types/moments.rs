//! Dates, times and durations.

use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::Time;
use twinlane::types::chrono::{self, FixedOffset, NaiveDateTime, TimeDelta};

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_date,
        get_date,
        post_datetime,
        get_datetime,
        post_aware,
        get_aware,
        post_naive,
        get_naive,
        post_time,
        get_time,
        post_duration,
        get_duration,
        post_past_date,
        get_past_date,
        post_future_date,
        get_future_date,
        post_past,
        get_past,
        post_future,
        get_future,
        post_date_bounds,
        get_date_bounds,
        post_datetime_bounds,
        get_datetime_bounds,
        post_aware_bounds,
        get_aware_bounds,
        post_time_bounds,
        get_time_bounds,
        post_duration_bounds,
        get_duration_bounds,
        post_strict_date,
        get_strict_date,
    ])
}

#[model]
struct DateField {
    v: Date,
}

#[post("/date")]
async fn post_date(body: DateField) -> DateField {
    body
}

#[get("/date")]
async fn get_date(v: Date) -> DateField {
    DateField { v }
}

#[model]
struct DatetimeField {
    v: DateTime,
}

#[post("/datetime")]
async fn post_datetime(body: DatetimeField) -> DatetimeField {
    body
}

#[get("/datetime")]
async fn get_datetime(v: DateTime) -> DatetimeField {
    DatetimeField { v }
}

#[model]
struct AwareField {
    v: chrono::DateTime<FixedOffset>,
}

#[post("/aware")]
async fn post_aware(body: AwareField) -> AwareField {
    body
}

#[get("/aware")]
async fn get_aware(v: chrono::DateTime<FixedOffset>) -> AwareField {
    AwareField { v }
}

#[model]
struct NaiveField {
    v: NaiveDateTime,
}

#[post("/naive")]
async fn post_naive(body: NaiveField) -> NaiveField {
    body
}

#[get("/naive")]
async fn get_naive(v: NaiveDateTime) -> NaiveField {
    NaiveField { v }
}

#[model]
struct TimeField {
    v: Time,
}

#[post("/time")]
async fn post_time(body: TimeField) -> TimeField {
    body
}

#[get("/time")]
async fn get_time(v: Time) -> TimeField {
    TimeField { v }
}

#[model]
struct DurationField {
    v: TimeDelta,
}

#[post("/duration")]
async fn post_duration(body: DurationField) -> DurationField {
    body
}

#[get("/duration")]
async fn get_duration(v: TimeDelta) -> DurationField {
    DurationField { v }
}

#[model]
struct PastDateField {
    #[field(past)]
    v: Date,
}

#[post("/past_date")]
async fn post_past_date(body: PastDateField) -> PastDateField {
    body
}

#[get("/past_date")]
async fn get_past_date(#[query(past)] v: Date) -> PastDateField {
    PastDateField { v }
}

#[model]
struct FutureDateField {
    #[field(future)]
    v: Date,
}

#[post("/future_date")]
async fn post_future_date(body: FutureDateField) -> FutureDateField {
    body
}

#[get("/future_date")]
async fn get_future_date(#[query(future)] v: Date) -> FutureDateField {
    FutureDateField { v }
}

#[model]
struct PastField {
    #[field(past)]
    v: DateTime,
}

#[post("/past")]
async fn post_past(body: PastField) -> PastField {
    body
}

#[get("/past")]
async fn get_past(#[query(past)] v: DateTime) -> PastField {
    PastField { v }
}

#[model]
struct FutureField {
    #[field(future)]
    v: DateTime,
}

#[post("/future")]
async fn post_future(body: FutureField) -> FutureField {
    body
}

#[get("/future")]
async fn get_future(#[query(future)] v: DateTime) -> FutureField {
    FutureField { v }
}

#[model]
struct DateBoundsField {
    #[field(ge = "2024-01-01", lt = "2025-01-01")]
    v: Date,
}

#[post("/date_bounds")]
async fn post_date_bounds(body: DateBoundsField) -> DateBoundsField {
    body
}

#[get("/date_bounds")]
async fn get_date_bounds(
    #[query(ge = "2024-01-01", lt = "2025-01-01")] v: Date,
) -> DateBoundsField {
    DateBoundsField { v }
}

#[model]
struct DatetimeBoundsField {
    #[field(gt = "2024-01-01T00:00:00", le = "2024-12-31T12:00:00")]
    v: DateTime,
}

#[post("/datetime_bounds")]
async fn post_datetime_bounds(body: DatetimeBoundsField) -> DatetimeBoundsField {
    body
}

#[get("/datetime_bounds")]
async fn get_datetime_bounds(
    #[query(gt = "2024-01-01T00:00:00", le = "2024-12-31T12:00:00")] v: DateTime,
) -> DatetimeBoundsField {
    DatetimeBoundsField { v }
}

#[model]
struct AwareBoundsField {
    #[field(gt = "2024-01-01T00:00:00Z")]
    v: chrono::DateTime<FixedOffset>,
}

#[post("/aware_bounds")]
async fn post_aware_bounds(body: AwareBoundsField) -> AwareBoundsField {
    body
}

#[get("/aware_bounds")]
async fn get_aware_bounds(
    #[query(gt = "2024-01-01T00:00:00Z")] v: chrono::DateTime<FixedOffset>,
) -> AwareBoundsField {
    AwareBoundsField { v }
}

#[model]
struct TimeBoundsField {
    #[field(gt = "01:00", lt = "12:00:00.5")]
    v: Time,
}

#[post("/time_bounds")]
async fn post_time_bounds(body: TimeBoundsField) -> TimeBoundsField {
    body
}

#[get("/time_bounds")]
async fn get_time_bounds(#[query(gt = "01:00", lt = "12:00:00.5")] v: Time) -> TimeBoundsField {
    TimeBoundsField { v }
}

#[model]
struct DurationBoundsField {
    #[field(le = "PT1H", gt = "-PT5S")]
    v: TimeDelta,
}

#[post("/duration_bounds")]
async fn post_duration_bounds(body: DurationBoundsField) -> DurationBoundsField {
    body
}

#[get("/duration_bounds")]
async fn get_duration_bounds(
    #[query(le = "PT1H", gt = "-PT5S")] v: TimeDelta,
) -> DurationBoundsField {
    DurationBoundsField { v }
}

#[model]
struct StrictDateField {
    #[field(strict)]
    v: Date,
}

#[post("/strict_date")]
async fn post_strict_date(body: StrictDateField) -> StrictDateField {
    body
}

#[get("/strict_date")]
async fn get_strict_date(#[query(strict)] v: Date) -> StrictDateField {
    StrictDateField { v }
}
