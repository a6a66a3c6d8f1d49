"""Values that must be sent and may be `null`: `x: str | None` without a default, in every place."""

from typing import Annotated, Literal

from fastapi import Body, Cookie, FastAPI, File, Form, Header, Query, UploadFile
from pydantic import BaseModel, Field

app = FastAPI(title="Nullable")


class Item(BaseModel):
    name: str | None
    size: int | None = Field(gt=1)
    tags: list[int] | None
    note: str | None = None


class Filters(BaseModel):
    x: int | None


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int | None


class Dog(BaseModel):
    kind: Literal["dog"]
    bone: str | None


@app.post("/item")
async def item(item: Item) -> Item:
    return item


@app.post("/nested")
async def nested(items: list[Item]) -> int:
    return len(items)


@app.post("/tagged")
async def tagged(pet: Annotated[Cat | Dog, Field(discriminator="kind")]) -> str:
    return pet.kind


@app.get("/query")
async def query(
    q: Annotated[str | None, Query()], size: Annotated[int | None, Query(gt=2)], tags: Annotated[list[int] | None, Query()]
):
    return [q, size, tags]


@app.get("/query-alias")
async def query_alias(q: Annotated[str | None, Query(alias="other", title="Other", description="A text.")]):
    return q


@app.get("/filters")
async def filters(filters: Annotated[Filters, Query()]) -> Filters:
    return filters


@app.get("/header")
async def header(x_a: Annotated[str | None, Header()], x_all: Annotated[list[str] | None, Header()]):
    return [x_a, x_all]


@app.get("/cookie")
async def cookie(key: Annotated[str | None, Cookie()]):
    return key


@app.post("/form")
async def form(q: Annotated[str | None, Form()], size: Annotated[int | None, Form()], tags: Annotated[list[int] | None, Form()]):
    return [q, size, tags]


@app.post("/form-model")
async def form_model(filters: Annotated[Filters, Form()]) -> Filters:
    return filters


@app.post("/file")
async def file(file: Annotated[UploadFile | None, File()], content: Annotated[bytes | None, File()]):
    return [file is None, len(content or b"")]


@app.post("/whole")
async def whole(text: Annotated[str | None, Body()]):
    return text


@app.post("/whole-model")
async def whole_model(filters: Filters | None):
    return filters


@app.post("/key")
async def key(text: Annotated[str | None, Body(embed=True)]):
    return text


@app.post("/keys")
async def keys(size: Annotated[int | None, Body()], filters: Filters | None):
    return [size, filters]


class Answer(BaseModel):
    x: int | None
    y: str | None = None


@app.get("/answer")
async def answer() -> Answer:
    return Answer(x=None)


@app.get("/answer-without-none", response_model_exclude_none=True)
async def answer_without_none() -> Answer:
    return Answer(x=None)


@app.get("/answer-without-defaults", response_model_exclude_defaults=True)
async def answer_without_defaults() -> Answer:
    return Answer(x=None)
