"""Dates, times and durations."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
)

router = APIRouter()


class DateField(BaseModel):
    v: date


@router.post("/date")
def post_date(body: DateField) -> DateField:
    return body


@router.get("/date")
def get_date(v: Annotated[date, Query()]) -> DateField:
    return DateField(v=v)


class DatetimeField(BaseModel):
    v: datetime


@router.post("/datetime")
def post_datetime(body: DatetimeField) -> DatetimeField:
    return body


@router.get("/datetime")
def get_datetime(v: Annotated[datetime, Query()]) -> DatetimeField:
    return DatetimeField(v=v)


class AwareField(BaseModel):
    v: AwareDatetime


@router.post("/aware")
def post_aware(body: AwareField) -> AwareField:
    return body


@router.get("/aware")
def get_aware(v: Annotated[AwareDatetime, Query()]) -> AwareField:
    return AwareField(v=v)


class NaiveField(BaseModel):
    v: NaiveDatetime


@router.post("/naive")
def post_naive(body: NaiveField) -> NaiveField:
    return body


@router.get("/naive")
def get_naive(v: Annotated[NaiveDatetime, Query()]) -> NaiveField:
    return NaiveField(v=v)


class TimeField(BaseModel):
    v: time


@router.post("/time")
def post_time(body: TimeField) -> TimeField:
    return body


@router.get("/time")
def get_time(v: Annotated[time, Query()]) -> TimeField:
    return TimeField(v=v)


class DurationField(BaseModel):
    v: timedelta


@router.post("/duration")
def post_duration(body: DurationField) -> DurationField:
    return body


@router.get("/duration")
def get_duration(v: Annotated[timedelta, Query()]) -> DurationField:
    return DurationField(v=v)


class PastDateField(BaseModel):
    v: PastDate


@router.post("/past_date")
def post_past_date(body: PastDateField) -> PastDateField:
    return body


@router.get("/past_date")
def get_past_date(v: Annotated[PastDate, Query()]) -> PastDateField:
    return PastDateField(v=v)


class FutureDateField(BaseModel):
    v: FutureDate


@router.post("/future_date")
def post_future_date(body: FutureDateField) -> FutureDateField:
    return body


@router.get("/future_date")
def get_future_date(v: Annotated[FutureDate, Query()]) -> FutureDateField:
    return FutureDateField(v=v)


class PastField(BaseModel):
    v: PastDatetime


@router.post("/past")
def post_past(body: PastField) -> PastField:
    return body


@router.get("/past")
def get_past(v: Annotated[PastDatetime, Query()]) -> PastField:
    return PastField(v=v)


class FutureField(BaseModel):
    v: FutureDatetime


@router.post("/future")
def post_future(body: FutureField) -> FutureField:
    return body


@router.get("/future")
def get_future(v: Annotated[FutureDatetime, Query()]) -> FutureField:
    return FutureField(v=v)


class DateBoundsField(BaseModel):
    v: date = Field(ge=date(2024, 1, 1), lt=date(2025, 1, 1))


@router.post("/date_bounds")
def post_date_bounds(body: DateBoundsField) -> DateBoundsField:
    return body


@router.get("/date_bounds")
def get_date_bounds(v: Annotated[date, Query(ge=date(2024, 1, 1), lt=date(2025, 1, 1))]) -> DateBoundsField:
    return DateBoundsField(v=v)


class DatetimeBoundsField(BaseModel):
    v: datetime = Field(gt=datetime(2024, 1, 1), le=datetime(2024, 12, 31, 12))


@router.post("/datetime_bounds")
def post_datetime_bounds(body: DatetimeBoundsField) -> DatetimeBoundsField:
    return body


@router.get("/datetime_bounds")
def get_datetime_bounds(v: Annotated[datetime, Query(gt=datetime(2024, 1, 1), le=datetime(2024, 12, 31, 12))]) -> DatetimeBoundsField:
    return DatetimeBoundsField(v=v)


class AwareBoundsField(BaseModel):
    v: AwareDatetime = Field(gt=datetime(2024, 1, 1, tzinfo=timezone.utc))


@router.post("/aware_bounds")
def post_aware_bounds(body: AwareBoundsField) -> AwareBoundsField:
    return body


@router.get("/aware_bounds")
def get_aware_bounds(v: Annotated[AwareDatetime, Query(gt=datetime(2024, 1, 1, tzinfo=timezone.utc))]) -> AwareBoundsField:
    return AwareBoundsField(v=v)


class TimeBoundsField(BaseModel):
    v: time = Field(gt=time(1), lt=time(12, 0, 0, 500000))


@router.post("/time_bounds")
def post_time_bounds(body: TimeBoundsField) -> TimeBoundsField:
    return body


@router.get("/time_bounds")
def get_time_bounds(v: Annotated[time, Query(gt=time(1), lt=time(12, 0, 0, 500000))]) -> TimeBoundsField:
    return TimeBoundsField(v=v)


class DurationBoundsField(BaseModel):
    v: timedelta = Field(le=timedelta(hours=1), gt=timedelta(seconds=-5))


@router.post("/duration_bounds")
def post_duration_bounds(body: DurationBoundsField) -> DurationBoundsField:
    return body


@router.get("/duration_bounds")
def get_duration_bounds(v: Annotated[timedelta, Query(le=timedelta(hours=1), gt=timedelta(seconds=-5))]) -> DurationBoundsField:
    return DurationBoundsField(v=v)


class StrictDateField(BaseModel):
    v: date = Field(strict=True)


@router.post("/strict_date")
def post_strict_date(body: StrictDateField) -> StrictDateField:
    return body


@router.get("/strict_date")
def get_strict_date(v: Annotated[date, Query(strict=True)]) -> StrictDateField:
    return StrictDateField(v=v)
