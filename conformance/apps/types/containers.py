"""Arrays, sets, objects with any keys, tuples, and JSON within a text."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, Json

router = APIRouter()


class Point(BaseModel):
    x: int
    y: int = 0


class ListField(BaseModel):
    v: list[int]


@router.post("/list")
def post_list(body: ListField) -> ListField:
    return body


@router.get("/list")
def get_list(v: Annotated[list[int], Query()]) -> ListField:
    return ListField(v=v)


class ListLengthsField(BaseModel):
    v: list[int] = Field(min_length=2, max_length=3)


@router.post("/list_lengths")
def post_list_lengths(body: ListLengthsField) -> ListLengthsField:
    return body


@router.get("/list_lengths")
def get_list_lengths(v: Annotated[list[int], Query(min_length=2, max_length=3)]) -> ListLengthsField:
    return ListLengthsField(v=v)


class SetField(BaseModel):
    v: set[int]


@router.post("/set")
def post_set(body: SetField) -> SetField:
    return body


@router.get("/set")
def get_set(v: Annotated[set[int], Query()]) -> SetField:
    return SetField(v=v)


class SetLengthsField(BaseModel):
    v: set[str] = Field(min_length=2, max_length=3)


@router.post("/set_lengths")
def post_set_lengths(body: SetLengthsField) -> SetLengthsField:
    return body


@router.get("/set_lengths")
def get_set_lengths(v: Annotated[set[str], Query(min_length=2, max_length=3)]) -> SetLengthsField:
    return SetLengthsField(v=v)


class DictField(BaseModel):
    v: dict[str, int]


@router.post("/dict")
def post_dict(body: DictField) -> DictField:
    return body


class DictLengthsField(BaseModel):
    v: dict[str, int] = Field(min_length=1, max_length=2)


@router.post("/dict_lengths")
def post_dict_lengths(body: DictLengthsField) -> DictLengthsField:
    return body


class IntKeysField(BaseModel):
    v: dict[int, str]


@router.post("/int_keys")
def post_int_keys(body: IntKeysField) -> IntKeysField:
    return body


class UuidKeysField(BaseModel):
    v: dict[UUID, int]


@router.post("/uuid_keys")
def post_uuid_keys(body: UuidKeysField) -> UuidKeysField:
    return body


class DateKeysField(BaseModel):
    v: dict[date, float]


@router.post("/date_keys")
def post_date_keys(body: DateKeysField) -> DateKeysField:
    return body


class BoolKeysField(BaseModel):
    v: dict[bool, int]


@router.post("/bool_keys")
def post_bool_keys(body: BoolKeysField) -> BoolKeysField:
    return body


class DictOfModelsField(BaseModel):
    v: dict[str, Point]


@router.post("/dict_of_models")
def post_dict_of_models(body: DictOfModelsField) -> DictOfModelsField:
    return body


class DictOfAnyField(BaseModel):
    v: dict[str, Any]


@router.post("/dict_of_any")
def post_dict_of_any(body: DictOfAnyField) -> DictOfAnyField:
    return body


class PairField(BaseModel):
    v: tuple[int, str]


@router.post("/pair")
def post_pair(body: PairField) -> PairField:
    return body


class TripleField(BaseModel):
    v: tuple[int, str, bool]


@router.post("/triple")
def post_triple(body: TripleField) -> TripleField:
    return body


class LineField(BaseModel):
    v: list[tuple[float, float]]


@router.post("/line")
def post_line(body: LineField) -> LineField:
    return body


class ShortTextsField(BaseModel):
    v: list[Annotated[str, Field(min_length=2)]]


@router.post("/short_texts")
def post_short_texts(body: ShortTextsField) -> ShortTextsField:
    return body


class JsonIntField(BaseModel):
    v: Json[int]


@router.post("/json_int")
def post_json_int(body: JsonIntField) -> JsonIntField:
    return body


class JsonListField(BaseModel):
    v: Json[list[int]]


@router.post("/json_list")
def post_json_list(body: JsonListField) -> JsonListField:
    return body


class JsonModelField(BaseModel):
    v: Json[Point]


@router.post("/json_model")
def post_json_model(body: JsonModelField) -> JsonModelField:
    return body


class HolesField(BaseModel):
    v: list[int | None]


@router.post("/holes")
def post_holes(body: HolesField) -> HolesField:
    return body
