"""Options that are constants, defaults made by a function, and values without a type, in every place."""

from typing import Annotated, Any

from fastapi import Body, Cookie, FastAPI, Form, Header, Path, Query, status
from pydantic import BaseModel, Field

app = FastAPI(title="Declarations")

ITEMS = "items"
OLD = "old"
MOST = 10
LEAST = 0.5
LONGEST = 4
LETTERS = "^[a-z]+$"


class Item(BaseModel):
    """An item."""

    name: str = Field(max_length=LONGEST, pattern=LETTERS)
    count: int = Field(le=MOST, ge=MOST - 9, title=ITEMS)
    price: float = Field(ge=LEAST)
    seconds: int = Field(lt=60 * 60, default=10)
    tags: list[str] = ["a", "b"]
    sizes: set[int] = {1}
    none: list[int] = []


class Made(BaseModel):
    tags: list[str] = Field(default_factory=lambda: ["made"])
    size: int = Field(default_factory=lambda: 3)


class Untyped(BaseModel):
    q: Any
    r: list[Any] = []


@app.post("/items", tags=[ITEMS, "all"], status_code=status.HTTP_201_CREATED, summary=ITEMS, operation_id=OLD)
async def create(item: Item) -> Item:
    return item


@app.get("/constants/{size}", tags=[OLD])
async def constants(
    size: Annotated[int, Path(le=MOST)],
    h: Annotated[str, Header(max_length=LONGEST)],
    c: Annotated[float, Cookie(ge=LEAST)] = 0.5,
    q: Annotated[str, Query(pattern=LETTERS, description=ITEMS)] = "a",
    limit: int = 10,
    names: Annotated[list[str], Query(max_length=LONGEST)] = ["a"],
    numbers: Annotated[list[int], Query()] = [1, 2],
):
    return [size, h, c, q, limit, names, numbers]


@app.post("/form-constants")
async def form_constants(
    size: Annotated[int, Form(multiple_of=MOST)],
    names: Annotated[list[str], Form(min_length=1)] = ["a"],
):
    return [size, names]


@app.post("/body-constants")
async def body_constants(
    size: Annotated[int, Body(lt=MOST)],
    names: Annotated[list[str], Body()] = ["a"],
):
    return [size, names]


@app.get("/made")
async def made(
    q: Annotated[list[str], Query(default_factory=lambda: ["a"])],
    n: Annotated[int, Query(default_factory=lambda: 3)],
    h: Annotated[int, Header(default_factory=lambda: 4)],
    c: Annotated[int, Cookie(default_factory=lambda: 5)],
):
    return [q, n, h, c]


@app.get("/made-group")
async def made_group(group: Annotated[Made, Query()]):
    return group


@app.post("/made-form")
async def made_form(x: Annotated[int, Form(default_factory=lambda: 7)]) -> int:
    return x


@app.post("/made-form-model")
async def made_form_model(x: Annotated[Made, Form()]) -> Made:
    return x


@app.post("/made-body")
async def made_body(x: Annotated[int, Body(default_factory=lambda: 7)]) -> int:
    return x


@app.post("/made-model")
async def made_model(x: Made) -> Made:
    return x


@app.post("/made-keys")
async def made_keys(
    x: Annotated[int, Body(default_factory=lambda: 7)],
    y: Annotated[list[int], Body(default_factory=list)],
):
    return [x, y]


@app.get("/untyped/{item_id}")
async def untyped(item_id, q, r: Annotated[list, Query()] = []):
    return [item_id, q, r]


@app.get("/untyped-headers")
async def untyped_headers(
    h: Annotated[Any, Header()], c: Annotated[Any, Cookie()], hs: Annotated[list, Header()] = []
):
    return [h, c, hs]


@app.post("/untyped-form")
async def untyped_form(f: Annotated[Any, Form()], g: Annotated[list, Form()] = []):
    return [f, g]


@app.get("/untyped-group")
async def untyped_group(group: Annotated[Untyped, Query()]):
    return group
