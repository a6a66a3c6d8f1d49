"""Checks of parameters, values that may be left out and are not `null`, an example beside the schema, in every place."""

from typing import Annotated, Any

from fastapi import Body, Cookie, FastAPI, File, Form, Header, Path, Query, UploadFile
from pydantic import AfterValidator, BaseModel, Field, Json

app = FastAPI(title="Checks")


def even(number: int) -> int:
    if number % 2:
        raise ValueError("the number is odd")
    return number


def short(numbers: list[int]) -> list[int]:
    assert len(numbers) < 3, "there are too many"
    return numbers


class Filter(BaseModel):
    low: int = 0
    high: int = 10


def in_order(filter: Filter) -> Filter:
    if filter.low > filter.high:
        raise ValueError("low is above high")
    return filter


def tiny(content: bytes) -> bytes:
    if len(content) > 3:
        raise ValueError("the content is too large")
    return content


def few(contents: list[bytes]) -> list[bytes]:
    if sum(len(content) for content in contents) > 3:
        raise ValueError("the contents are too large")
    return contents


class Low(BaseModel):
    low: int


class High(BaseModel):
    high: int = Field(le=9)


def positive(bound: Low | High) -> Low | High:
    if (bound.low if isinstance(bound, Low) else bound.high) < 0:
        raise ValueError("the bound is below zero")
    return bound


class Loose(BaseModel):
    x: int = Field(None, ge=1)
    numbers: list[int] = Field(None, max_length=2)
    inner: "Loose" = Field(None)
    j: Json[list[int]] = Field(None)


class Query1(BaseModel):
    x: int = Field(None)
    numbers: list[int] = Field(None)
    j: Json[list[int]] = Field(None)


@app.get("/checked/{p}")
async def checked(
    p: Annotated[int, Path(le=100), AfterValidator(even)],
    q: Annotated[int, Query(), AfterValidator(even)] = 1,
    l: Annotated[list[int], Query(), AfterValidator(short)] = [],
    h: Annotated[int | None, Header(), AfterValidator(lambda n: n if n is None else even(n))] = None,
    c: Annotated[int, Cookie(validation_alias="cc"), AfterValidator(even)] = 2,
):
    return [p, q, l, h, c]


@app.get("/checked-float/{p:int}")
async def checked_int(p: Annotated[int, Path(), AfterValidator(even)]):
    return p


@app.get("/checked-group")
async def checked_group(f: Annotated[Filter, Query(), AfterValidator(in_order)]):
    return f


@app.get("/checked-headers")
async def checked_headers(f: Annotated[Filter, Header(), AfterValidator(in_order)]):
    return f.low


@app.post("/checked-form")
async def checked_form(
    n: Annotated[int, Form(), AfterValidator(even)],
    l: Annotated[list[int], Form(), AfterValidator(short)] = [],
):
    return [n, l]


@app.post("/checked-form-model")
async def checked_form_model(f: Annotated[Filter, Form(), AfterValidator(in_order)]):
    return f


@app.post("/checked-body")
async def checked_body(f: Annotated[Filter, Body(), AfterValidator(in_order)]):
    return f


@app.post("/checked-scalar")
async def checked_scalar(n: Annotated[int, Body(), AfterValidator(even)]):
    return n


@app.post("/checked-keys")
async def checked_keys(
    f: Annotated[Filter, Body(), AfterValidator(in_order)],
    n: Annotated[int, Body(ge=2), AfterValidator(even)] = 3,
):
    return [f, n]


@app.post("/checked-bytes")
async def checked_bytes(f: Annotated[bytes, File(), AfterValidator(tiny)]):
    return len(f)


@app.post("/checked-files")
async def checked_files(f: Annotated[list[bytes], File(), AfterValidator(few)]):
    return [len(content) for content in f]


@app.post("/checked-form-union")
async def checked_form_union(b: Annotated[Low | High, Form(), AfterValidator(positive)]):
    return b


@app.get("/loose")
async def loose_query(
    q: Annotated[list[int], Query()] = None,
    j: Annotated[Json[list[int]], Query()] = None,
    h: Annotated[int, Header()] = None,
    c: Annotated[int, Cookie()] = None,
):
    return [q, j, h, c]


@app.get("/loose-group")
async def loose_group(g: Annotated[Query1, Query()]):
    return [g.x, g.numbers, g.j]


@app.post("/loose-form")
async def loose_form(
    x: Annotated[int, Form()] = None,
    l: Annotated[list[int], Form()] = None,
    j: Annotated[Json[list[int]], Form()] = None,
):
    return [x, l, j]


@app.post("/loose-files")
async def loose_files(
    a: Annotated[UploadFile, File()] = None,
    b: Annotated[list[UploadFile], File()] = None,
    c: Annotated[bytes, File()] = None,
):
    return [a is None, b is None, c is None]


@app.post("/loose-body")
async def loose_body(x: Annotated[list[int], Body()] = None):
    return x


@app.post("/loose-model")
async def loose_model(m: Annotated[Loose, Body()] = None):
    return None if m is None else m.model_dump(exclude_unset=True)


@app.post("/loose-required")
async def loose_required(m: Loose):
    return m.model_dump(exclude_unset=True)


@app.post("/loose-keys")
async def loose_keys(
    x: Annotated[int, Body(), AfterValidator(even)] = None, m: Annotated[Loose, Body()] = None
):
    return [x, m is None]


@app.post("/loose-embedded")
async def loose_embedded(x: Annotated[int, Body(embed=True)] = None):
    return x


@app.get("/example/{p}")
async def example(
    p: Annotated[int, Path(example=1)],
    q: Annotated[int, Query(example=2, examples=[4])],
    h: Annotated[int, Header(example=3, openapi_examples={"a": {"value": 1}})],
    c: Annotated[Any, Cookie(example={"a": [1]})] = 1,
):
    return [p, q, h]


@app.post("/example-body")
async def example_body(a: Annotated[Filter, Body(example={"low": 1}, examples=[{"low": 2}])]):
    return a


@app.post("/example-scalar")
async def example_scalar(a: Annotated[int, Body(example=1)]):
    return a


@app.post("/example-form")
async def example_form(a: Annotated[Filter, Form(example={"low": 3})]):
    return a
