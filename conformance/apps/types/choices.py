"""Enums and literals."""

from enum import Enum, IntEnum
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

router = APIRouter()


class Colour(str, Enum):
    RED = "red"
    SKY_BLUE = "sky-blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 5


class ColourField(BaseModel):
    v: Colour


@router.post("/colour")
def post_colour(body: ColourField) -> ColourField:
    return body


@router.get("/colour")
def get_colour(v: Annotated[Colour, Query()]) -> ColourField:
    return ColourField(v=v)


class LevelField(BaseModel):
    v: Level


@router.post("/level")
def post_level(body: LevelField) -> LevelField:
    return body


@router.get("/level")
def get_level(v: Annotated[Level, Query()]) -> LevelField:
    return LevelField(v=v)


class MixedField(BaseModel):
    v: Literal["a", "b", 3]


@router.post("/mixed")
def post_mixed(body: MixedField) -> MixedField:
    return body


@router.get("/mixed")
def get_mixed(v: Annotated[Literal["a", "b", 3], Query()]) -> MixedField:
    return MixedField(v=v)


class OnlyField(BaseModel):
    v: Literal["only"]


@router.post("/only")
def post_only(body: OnlyField) -> OnlyField:
    return body


@router.get("/only")
def get_only(v: Annotated[Literal["only"], Query()]) -> OnlyField:
    return OnlyField(v=v)


class NumbersField(BaseModel):
    v: Literal[1, 2]


@router.post("/numbers")
def post_numbers(body: NumbersField) -> NumbersField:
    return body


@router.get("/numbers")
def get_numbers(v: Annotated[Literal[1, 2], Query()]) -> NumbersField:
    return NumbersField(v=v)
