"""One of several types."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

router = APIRouter()


class Flat(BaseModel):
    name: str
    width: float = 1.0


class Solid(BaseModel):
    name: str
    depth: float = 2.0


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str
    age: int = 1


class Fish(BaseModel):
    kind: Literal["fish"]


Pet = Annotated[Cat | Dog | Fish, Field(discriminator="kind")]


class Person(BaseModel):
    type: Literal["person"]
    pet: Pet


class Shelter(BaseModel):
    type: Literal["shelter"]
    pets: list[Pet]


Owner = Annotated[Person | Shelter, Field(discriminator="type")]


class IntOrStrField(BaseModel):
    v: int | str


@router.post("/int_or_str")
def post_int_or_str(body: IntOrStrField) -> IntOrStrField:
    return body


@router.get("/int_or_str")
def get_int_or_str(v: Annotated[int | str, Query()]) -> IntOrStrField:
    return IntOrStrField(v=v)


class StrOrIntField(BaseModel):
    v: str | int


@router.post("/str_or_int")
def post_str_or_int(body: StrOrIntField) -> StrOrIntField:
    return body


@router.get("/str_or_int")
def get_str_or_int(v: Annotated[str | int, Query()]) -> StrOrIntField:
    return StrOrIntField(v=v)


class IntOrBoolField(BaseModel):
    v: int | bool


@router.post("/int_or_bool")
def post_int_or_bool(body: IntOrBoolField) -> IntOrBoolField:
    return body


@router.get("/int_or_bool")
def get_int_or_bool(v: Annotated[int | bool, Query()]) -> IntOrBoolField:
    return IntOrBoolField(v=v)


class FloatOrIntField(BaseModel):
    v: float | int


@router.post("/float_or_int")
def post_float_or_int(body: FloatOrIntField) -> FloatOrIntField:
    return body


@router.get("/float_or_int")
def get_float_or_int(v: Annotated[float | int, Query()]) -> FloatOrIntField:
    return FloatOrIntField(v=v)


class BoolOrIntField(BaseModel):
    v: bool | int


@router.post("/bool_or_int")
def post_bool_or_int(body: BoolOrIntField) -> BoolOrIntField:
    return body


@router.get("/bool_or_int")
def get_bool_or_int(v: Annotated[bool | int, Query()]) -> BoolOrIntField:
    return BoolOrIntField(v=v)


class IntOrListField(BaseModel):
    v: int | list[int]


@router.post("/int_or_list")
def post_int_or_list(body: IntOrListField) -> IntOrListField:
    return body


class DateOrDatetimeField(BaseModel):
    v: date | datetime


@router.post("/date_or_datetime")
def post_date_or_datetime(body: DateOrDatetimeField) -> DateOrDatetimeField:
    return body


@router.get("/date_or_datetime")
def get_date_or_datetime(v: Annotated[date | datetime, Query()]) -> DateOrDatetimeField:
    return DateOrDatetimeField(v=v)


class UuidOrIntField(BaseModel):
    v: UUID | int


@router.post("/uuid_or_int")
def post_uuid_or_int(body: UuidOrIntField) -> UuidOrIntField:
    return body


@router.get("/uuid_or_int")
def get_uuid_or_int(v: Annotated[UUID | int, Query()]) -> UuidOrIntField:
    return UuidOrIntField(v=v)


class FlatOrSolidField(BaseModel):
    v: Flat | Solid


@router.post("/flat_or_solid")
def post_flat_or_solid(body: FlatOrSolidField) -> FlatOrSolidField:
    return body


class NestedField(BaseModel):
    v: Flat | Solid | list[Flat] | dict[str, int]


@router.post("/nested")
def post_nested(body: NestedField) -> NestedField:
    return body


class IntOrNoneField(BaseModel):
    v: int | None = None


@router.post("/int_or_none")
def post_int_or_none(body: IntOrNoneField) -> IntOrNoneField:
    return body


@router.get("/int_or_none")
def get_int_or_none(v: Annotated[int | None, Query()] = None) -> IntOrNoneField:
    return IntOrNoneField(v=v)


class ManyField(BaseModel):
    v: list[int | str]


@router.post("/many")
def post_many(body: ManyField) -> ManyField:
    return body


class RuledField(BaseModel):
    v: Annotated[str, Field(min_length=2)] | Annotated[int, Field(gt=5)] | None


@router.post("/ruled")
def post_ruled(body: RuledField) -> RuledField:
    return body


@router.get("/ruled")
def get_ruled(v: Annotated[Annotated[str, Field(min_length=2)] | Annotated[int, Field(gt=5)] | None, Query()]) -> RuledField:
    return RuledField(v=v)


class PetField(BaseModel):
    v: Pet


@router.post("/pet")
def post_pet(body: PetField) -> PetField:
    return body


class PetsField(BaseModel):
    v: list[Pet]


@router.post("/pets")
def post_pets(body: PetsField) -> PetsField:
    return body


class MaybePetField(BaseModel):
    v: Pet | None = None


@router.post("/maybe_pet")
def post_maybe_pet(body: MaybePetField) -> MaybePetField:
    return body


class OwnerField(BaseModel):
    v: Owner


@router.post("/owner")
def post_owner(body: OwnerField) -> OwnerField:
    return body
