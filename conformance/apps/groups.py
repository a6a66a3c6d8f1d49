"""Models as groups of parameters, and bodies of several values."""

from enum import Enum
from typing import Annotated, Any, Literal

from fastapi import Body, Cookie, FastAPI, Header, Query
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

app = FastAPI(title="Groups")


class Order(str, Enum):
    created = "created"
    updated = "updated"


class Filter(BaseModel):
    """The filter of a search."""

    limit: Annotated[int, Field(gt=0, le=100, description="How many")] = 100
    offset: Annotated[int, Field(ge=0, title="From where", examples=[10])] = 0
    order_by: Order | None = None
    tags: list[str] = []


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int
    q: Annotated[str | None, Field(deprecated=True)] = None


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int


class Renamed(BaseModel):
    item_id: Annotated[int, Field(alias="item-id")]
    kind: Annotated[str, Field(validation_alias=AliasChoices("kind", "sort"))] = "none"


class Headers(BaseModel):
    host: str
    save_data: bool
    if_modified_since: str | None = None
    traceparent: str | None = None
    x_tag: list[str] = []


class StrictHeaders(BaseModel):
    model_config = ConfigDict(extra="forbid")

    x_token: str


class Cookies(BaseModel):
    session_id: str
    fatebook_tracker: int | None = None


class StrictCookies(BaseModel):
    model_config = ConfigDict(extra="forbid")

    session_id: str


@app.get("/query")
def query(found: Annotated[Filter, Query()]):
    return found


@app.get("/query/strict")
def query_strict(found: Annotated[Strict, Query()]):
    return found


@app.get("/query/loose")
def query_loose(found: Annotated[Loose, Query()]):
    return found


@app.get("/query/renamed")
def query_renamed(found: Annotated[Renamed, Query()]):
    return found


@app.get("/query/optional")
def query_optional(found: Annotated[Strict | None, Query()] = None):
    return found


@app.get("/query/loose/optional")
def query_loose_optional(found: Annotated[Loose | None, Query()] = None):
    return found


@app.get("/query/beside")
def query_beside(found: Annotated[Filter, Query()], one: Annotated[Loose, Query()], limit: int = 7, z: int = 0):
    return {"found": found, "one": one, "limit": limit, "z": z}


@app.get("/header")
def header(headers: Annotated[Headers, Header()]):
    return headers


@app.get("/header/strict")
def header_strict(headers: Annotated[StrictHeaders, Header()]):
    return headers


@app.get("/header/underscores")
def header_underscores(headers: Annotated[Headers, Header(convert_underscores=False)]):
    return headers


@app.get("/header/underscores/strict")
def header_underscores_strict(headers: Annotated[StrictHeaders, Header(convert_underscores=False)]):
    return headers


@app.get("/header/underscores/optional")
def header_underscores_optional(
    headers: Annotated[Headers | None, Header(convert_underscores=False)] = None,
):
    return headers


@app.get("/header/underscores/both")
def header_underscores_both(
    kept: Annotated[Headers, Header(convert_underscores=False)],
    converted: Annotated[Headers, Header()],
):
    return {"kept": kept, "converted": converted}


@app.get("/header/optional")
def header_optional(headers: Annotated[Headers | None, Header()] = None):
    return headers


@app.get("/cookie")
def cookie(cookies: Annotated[Cookies, Cookie()]):
    return cookies


@app.get("/cookie/strict")
def cookie_strict(cookies: Annotated[StrictCookies, Cookie()]):
    return cookies


@app.get("/all/{item_id}")
def all_places(
    item_id: int,
    found: Annotated[Filter, Query()],
    headers: Annotated[StrictHeaders | None, Header()] = None,
    cookies: Annotated[Cookies | None, Cookie()] = None,
):
    return {"item_id": item_id, "found": found, "headers": headers, "cookies": cookies}


class Item(BaseModel):
    name: str
    price: Annotated[float, Field(gt=0)]
    tags: list[str] = []


class User(BaseModel):
    username: str
    full_name: str | None = None


@app.put("/body/two/{item_id}")
def body_two(item_id: int, item: Item, user: User, importance: Annotated[int, Body(gt=0)], q: str | None = None):
    return {"item_id": item_id, "item": item, "user": user, "importance": importance, "q": q}


@app.post("/body/optional")
def body_optional(item: Item | None = None, user: User | None = None):
    return {"item": item, "user": user}


@app.post("/body/embed")
def body_embed(item: Annotated[Item, Body(embed=True)]):
    return item


@app.post("/body/embed/optional")
def body_embed_optional(item: Annotated[Item | None, Body(embed=True)] = None):
    return item


@app.post("/body/scalar")
def body_scalar(importance: Annotated[int, Body(ge=1, description="How much")]):
    return importance


@app.post("/body/scalars")
def body_scalars(
    a: Annotated[int, Body(ge=1, title="The A", description="An A")],
    b: Annotated[list[float], Body(alias="the-b", max_length=3)],
    c: Annotated[dict[str, bool], Body()] = {},
    d: Annotated[Literal["x", "y"], Body()] = "x",
    e: Annotated[Any, Body()] = None,
):
    return {"a": a, "b": b, "c": c, "d": d, "e": e}


@app.post("/body/text")
def body_text(text: Annotated[str, Body(min_length=2)]):
    return text


@app.post("/body/bytes")
def body_bytes(data: Annotated[bytes, Body(max_length=8)]):
    return len(data)


@app.get("/body/get")
def body_get(item: Item | None = None, user: User | None = None):
    return {"item": item, "user": user}
