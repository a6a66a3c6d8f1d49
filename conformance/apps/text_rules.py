"""Rules of texts on the types that make something of a text, bytes in Pydantic's modes, and schemas of newtypes."""

from enum import Enum
from typing import Annotated, Literal

from fastapi import Body, Cookie, FastAPI, Form, Header, Query
from pydantic import (
    AnyUrl,
    Base64Bytes,
    Base64Str,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    FileUrl,
    HttpUrl,
    Json,
    StringConstraints,
)

app = FastAPI(title="Text rules")


class Color(str, Enum):
    red = "red"
    green = "green"


Level = Literal["low", "high"]


class User(BaseModel):
    email: EmailStr = Field(min_length=8, max_length=20)
    other: EmailStr | None = Field(None, max_length=12)
    site: HttpUrl = Field(max_length=24)
    any: AnyUrl | None = Field(None, min_length=16, max_length=20)
    file: FileUrl | None = Field(None, max_length=20)
    color: Color = Field(Color.red, max_length=3)
    maybe: Color | None = Field(None, min_length=4)
    level: Level = Field("low", max_length=3)
    data: Base64Bytes | None = Field(None, min_length=2, max_length=4)
    text: Base64Str | None = Field(None, min_length=2, max_length=4)


@app.post("/user")
async def user(user: User) -> User:
    return user


class Patterns(BaseModel):
    email: EmailStr = Field(max_length=20, pattern="^[a-z]+@")
    lower: Annotated[EmailStr, StringConstraints(to_lower=True, max_length=20, pattern="^[a-z@.]+$")]
    maybe: Annotated[EmailStr, StringConstraints(strip_whitespace=True, to_lower=True)] | None = None
    color: Color | None = Field(None, pattern="e{2}")
    level: Level | None = Field(None, pattern="o")


@app.post("/patterns")
async def patterns(patterns: Patterns) -> Patterns:
    return patterns


Short = Annotated[EmailStr, Field(max_length=14)]
Described = Annotated[str, Field(title="A name", description="What it is called.", examples=["Ada"], json_schema_extra={"x-a": 1})]
Marked = Annotated[int, Field(json_schema_extra={"x-b": [True]})]


class Newtypes(BaseModel):
    emails: list[Short] = []
    named: dict[Short, int] = {}
    name: Described
    mark: Marked = 3
    maybe: Annotated[int, Field(json_schema_extra={"x-b": [True]})] | None = None
    all: list[Marked] = []
    deeper: list[Annotated[int, Field(json_schema_extra={"x-b": [True]})] | None] = []


@app.post("/newtypes")
async def newtypes(newtypes: Newtypes) -> Newtypes:
    return newtypes


@app.post("/union")
async def union(either: Annotated[EmailStr, Field(pattern="^z")] | int) -> int:
    return 1


@app.get("/query")
async def query(
    email: Annotated[EmailStr, Query(max_length=14)],
    site: Annotated[HttpUrl | None, Query(max_length=20)] = None,
    color: Annotated[Color, Query(max_length=3)] = Color.red,
    emails: Annotated[list[Short], Query(max_length=2)] = [],
    lower: Annotated[EmailStr | None, Query(pattern="^a")] = None,
):
    return [email, site, color, emails, lower]


@app.get("/path/{email}/{color}")
async def path(email: Short, color: Annotated[Color, Field(min_length=4)]):
    return [email, color]


@app.get("/header")
async def header(x_email: Annotated[EmailStr, Header(max_length=14)], x_color: Annotated[Color | None, Header(pattern="^r")] = None):
    return [x_email, x_color]


@app.get("/cookie")
async def cookie(email: Annotated[EmailStr, Cookie(min_length=10)]):
    return email


@app.post("/form")
async def form(email: Annotated[EmailStr, Form(max_length=14)], data: Annotated[Base64Bytes | None, Form(max_length=3)] = None):
    return [email, data]


@app.post("/body")
async def body(email: Annotated[EmailStr, Body(max_length=14)]):
    return email


class Filters(BaseModel):
    email: EmailStr = Field(max_length=14)
    color: Color | None = Field(None, pattern="^r")


@app.get("/filters")
async def filters(filters: Annotated[Filters, Query()]) -> Filters:
    return filters


class Documents(BaseModel):
    text: Json[str] | None = Field(None, max_length=2)
    numbers: Json[list[int]] | None = Field(None, min_length=2, max_length=3)


@app.post("/documents")
async def documents(documents: Documents) -> int:
    return len(documents.text or "") + len(documents.numbers or [])


class InBase64(BaseModel):
    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    data: bytes = Field(min_length=1, max_length=4)
    maybe: bytes | None = None
    all: list[bytes] = []


@app.post("/base64")
async def base64(body: InBase64) -> InBase64:
    return body


@app.get("/base64", include_in_schema=False)
async def get_base64(body: Annotated[InBase64, Query()]) -> InBase64:
    return body


class InHex(BaseModel):
    model_config = ConfigDict(val_json_bytes="hex", ser_json_bytes="hex")

    data: bytes = Field(max_length=2)


@app.post("/hex")
async def hex(body: InHex) -> InHex:
    return body
