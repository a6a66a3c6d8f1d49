"""Texts with rules, bytes and paths."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import (
    Base64Bytes,
    Base64Str,
    Base64UrlBytes,
    Base64UrlStr,
    BaseModel,
    Field,
    StringConstraints,
)

router = APIRouter()


class PatternField(BaseModel):
    v: str = Field(pattern="^[a-z]+-[0-9]{2,}$")


@router.post("/pattern")
def post_pattern(body: PatternField) -> PatternField:
    return body


@router.get("/pattern")
def get_pattern(v: Annotated[str, Query(pattern="^[a-z]+-[0-9]{2,}$")]) -> PatternField:
    return PatternField(v=v)


class PartField(BaseModel):
    v: str = Field(pattern="[0-9]{3}")


@router.post("/part")
def post_part(body: PartField) -> PartField:
    return body


@router.get("/part")
def get_part(v: Annotated[str, Query(pattern="[0-9]{3}")]) -> PartField:
    return PartField(v=v)


class LettersField(BaseModel):
    v: str = Field(pattern=r"^\p{L}+$", max_length=4)


@router.post("/letters")
def post_letters(body: LettersField) -> LettersField:
    return body


@router.get("/letters")
def get_letters(v: Annotated[str, Query(pattern=r"^\p{L}+$", max_length=4)]) -> LettersField:
    return LettersField(v=v)


class CharField(BaseModel):
    v: str = Field(min_length=1, max_length=1)


@router.post("/char")
def post_char(body: CharField) -> CharField:
    return body


@router.get("/char")
def get_char(v: Annotated[str, Query(min_length=1, max_length=1)]) -> CharField:
    return CharField(v=v)


class BytesField(BaseModel):
    v: bytes


@router.post("/bytes")
def post_bytes(body: BytesField) -> BytesField:
    return body


@router.get("/bytes")
def get_bytes(v: Annotated[bytes, Query()]) -> BytesField:
    return BytesField(v=v)


class BytesLengthsField(BaseModel):
    v: bytes = Field(min_length=2, max_length=4)


@router.post("/bytes_lengths")
def post_bytes_lengths(body: BytesLengthsField) -> BytesLengthsField:
    return body


@router.get("/bytes_lengths")
def get_bytes_lengths(v: Annotated[bytes, Query(min_length=2, max_length=4)]) -> BytesLengthsField:
    return BytesLengthsField(v=v)


class Base64Field(BaseModel):
    v: Base64Bytes


@router.post("/base64")
def post_base64(body: Base64Field) -> Base64Field:
    return body



class Base64TextField(BaseModel):
    v: Base64Str


@router.post("/base64_text")
def post_base64_text(body: Base64TextField) -> Base64TextField:
    return body



class Base64UrlField(BaseModel):
    v: Base64UrlBytes


@router.post("/base64_url")
def post_base64_url(body: Base64UrlField) -> Base64UrlField:
    return body



class Base64UrlTextField(BaseModel):
    v: Base64UrlStr


@router.post("/base64_url_text")
def post_base64_url_text(body: Base64UrlTextField) -> Base64UrlTextField:
    return body



class PathField(BaseModel):
    v: Path


@router.post("/path")
def post_path(body: PathField) -> PathField:
    return body


@router.get("/path")
def get_path(v: Annotated[Path, Query()]) -> PathField:
    return PathField(v=v)


class StrippedField(BaseModel):
    v: Annotated[str, StringConstraints(strip_whitespace=True)]


@router.post("/stripped")
def post_stripped(body: StrippedField) -> StrippedField:
    return body


@router.get("/stripped")
def get_stripped(v: Annotated[Annotated[str, StringConstraints(strip_whitespace=True)], Query()]) -> StrippedField:
    return StrippedField(v=v)


class UpperField(BaseModel):
    v: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=4)]


@router.post("/upper")
def post_upper(body: UpperField) -> UpperField:
    return body


@router.get("/upper")
def get_upper(v: Annotated[Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=4)], Query()]) -> UpperField:
    return UpperField(v=v)


class LowerField(BaseModel):
    v: Annotated[str, StringConstraints(to_lower=True, pattern="^[A-Za-z]+$")]


@router.post("/lower")
def post_lower(body: LowerField) -> LowerField:
    return body


@router.get("/lower")
def get_lower(v: Annotated[Annotated[str, StringConstraints(to_lower=True, pattern="^[A-Za-z]+$")], Query()]) -> LowerField:
    return LowerField(v=v)
