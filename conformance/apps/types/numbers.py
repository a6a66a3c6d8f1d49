"""Decimal numbers, and numbers that are not coerced."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

router = APIRouter()


class DecimalField(BaseModel):
    v: Decimal


@router.post("/decimal")
def post_decimal(body: DecimalField) -> DecimalField:
    return body


@router.get("/decimal")
def get_decimal(v: Annotated[Decimal, Query()]) -> DecimalField:
    return DecimalField(v=v)


class DecimalBoundsField(BaseModel):
    v: Decimal = Field(gt=0, lt=Decimal("10.50"))


@router.post("/decimal_bounds")
def post_decimal_bounds(body: DecimalBoundsField) -> DecimalBoundsField:
    return body


@router.get("/decimal_bounds")
def get_decimal_bounds(v: Annotated[Decimal, Query(gt=0, lt=Decimal("10.50"))]) -> DecimalBoundsField:
    return DecimalBoundsField(v=v)


class DecimalEndsField(BaseModel):
    v: Decimal = Field(ge=1, le=2.5)


@router.post("/decimal_ends")
def post_decimal_ends(body: DecimalEndsField) -> DecimalEndsField:
    return body


@router.get("/decimal_ends")
def get_decimal_ends(v: Annotated[Decimal, Query(ge=1, le=2.5)]) -> DecimalEndsField:
    return DecimalEndsField(v=v)


class DecimalStepField(BaseModel):
    v: Decimal = Field(multiple_of=Decimal("0.5"))


@router.post("/decimal_step")
def post_decimal_step(body: DecimalStepField) -> DecimalStepField:
    return body


@router.get("/decimal_step")
def get_decimal_step(v: Annotated[Decimal, Query(multiple_of=Decimal("0.5"))]) -> DecimalStepField:
    return DecimalStepField(v=v)


class PriceField(BaseModel):
    v: Decimal = Field(max_digits=6, decimal_places=2)


@router.post("/price")
def post_price(body: PriceField) -> PriceField:
    return body


@router.get("/price")
def get_price(v: Annotated[Decimal, Query(max_digits=6, decimal_places=2)]) -> PriceField:
    return PriceField(v=v)


class DecimalDigitsField(BaseModel):
    v: Decimal = Field(max_digits=3)


@router.post("/decimal_digits")
def post_decimal_digits(body: DecimalDigitsField) -> DecimalDigitsField:
    return body


@router.get("/decimal_digits")
def get_decimal_digits(v: Annotated[Decimal, Query(max_digits=3)]) -> DecimalDigitsField:
    return DecimalDigitsField(v=v)


class DecimalPlacesField(BaseModel):
    v: Decimal = Field(decimal_places=1)


@router.post("/decimal_places")
def post_decimal_places(body: DecimalPlacesField) -> DecimalPlacesField:
    return body


@router.get("/decimal_places")
def get_decimal_places(v: Annotated[Decimal, Query(decimal_places=1)]) -> DecimalPlacesField:
    return DecimalPlacesField(v=v)


class FiniteField(BaseModel):
    v: float = Field(allow_inf_nan=False)


@router.post("/finite")
def post_finite(body: FiniteField) -> FiniteField:
    return body


@router.get("/finite")
def get_finite(v: Annotated[float, Query(allow_inf_nan=False)]) -> FiniteField:
    return FiniteField(v=v)


class StrictIntField(BaseModel):
    v: int = Field(strict=True)


@router.post("/strict_int")
def post_strict_int(body: StrictIntField) -> StrictIntField:
    return body


@router.get("/strict_int")
def get_strict_int(v: Annotated[int, Query(strict=True)]) -> StrictIntField:
    return StrictIntField(v=v)


class StrictFloatField(BaseModel):
    v: float = Field(strict=True)


@router.post("/strict_float")
def post_strict_float(body: StrictFloatField) -> StrictFloatField:
    return body


@router.get("/strict_float")
def get_strict_float(v: Annotated[float, Query(strict=True)]) -> StrictFloatField:
    return StrictFloatField(v=v)


class StrictBoolField(BaseModel):
    v: bool = Field(strict=True)


@router.post("/strict_bool")
def post_strict_bool(body: StrictBoolField) -> StrictBoolField:
    return body


@router.get("/strict_bool")
def get_strict_bool(v: Annotated[bool, Query(strict=True)]) -> StrictBoolField:
    return StrictBoolField(v=v)


class StrictStrField(BaseModel):
    v: str = Field(strict=True)


@router.post("/strict_str")
def post_strict_str(body: StrictStrField) -> StrictStrField:
    return body


@router.get("/strict_str")
def get_strict_str(v: Annotated[str, Query(strict=True)]) -> StrictStrField:
    return StrictStrField(v=v)
