"""Names that values are read by: `validation_alias`, choices that several share, paths into the input, in every place."""

from typing import Annotated

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field

app = FastAPI(title="Aliases")


class Paths(BaseModel):
    first: int = Field(validation_alias=AliasPath("l", 0))
    second: int = Field(7, alias="al", validation_alias=AliasChoices("x", AliasPath("l", 1), "y"))
    some_one: int = Field(8, validation_alias=AliasPath("x_list", 0))
    numbers: list[int] = Field([], validation_alias=AliasPath("n"))


class Deep(BaseModel):
    key: str = Field(validation_alias=AliasPath("a", "b", 1, "c"))
    last: int | None = Field(None, validation_alias=AliasPath("l", -1), ge=3)
    either: int = Field(1, validation_alias=AliasChoices(AliasPath("a", "z"), AliasPath("l", 0)))
    plain: int = 2


class Forbids(BaseModel):
    model_config = ConfigDict(extra="forbid")
    first: int = Field(validation_alias=AliasPath("l", 0))
    other: int = Field(1, validation_alias=AliasChoices("x", AliasPath("d", "k")))


class Keeps(BaseModel):
    model_config = ConfigDict(extra="allow")
    first: int = Field(validation_alias=AliasPath("l", 0))


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first: int = Field(validation_alias=AliasPath("l", 0))
    other_one: int = Field(1, validation_alias=AliasChoices("x", AliasPath("d", "k")))


class Shared(BaseModel):
    a: int = Field(validation_alias=AliasChoices("x", "a"))
    b: str = Field(validation_alias=AliasChoices("x", "b_c"))
    x: int = 3


class Choices(BaseModel):
    a_b: int = Field(validation_alias=AliasChoices("a_b", "b"))
    c: int = 3


class Holder(BaseModel):
    deep: Deep = Field(validation_alias=AliasPath("w", "deep"))
    all: list[Shared] = []
    maybe: Shared | None = None


class Cat(BaseModel):
    lives: int = Field(validation_alias=AliasPath("l", 0))


class Dog(BaseModel):
    name: str = Field(validation_alias=AliasChoices("n", "m"))
    second: str = Field("none", validation_alias=AliasChoices("n", "o"))


@app.get("/paths")
async def paths_query(g: Annotated[Paths, Query()]) -> Paths:
    return g


@app.get("/paths-header")
async def paths_header(g: Annotated[Paths, Header()]) -> Paths:
    return g


@app.get("/paths-cookie")
async def paths_cookie(g: Annotated[Paths, Cookie()]) -> Paths:
    return g


@app.post("/paths-form")
async def paths_form(g: Annotated[Paths, Form()]) -> Paths:
    return g


@app.post("/paths-form-and-field")
async def paths_form_and_field(g: Annotated[Paths, Form()], z: Annotated[int, Form()] = 1) -> Paths:
    return g


@app.post("/paths-body")
async def paths_body(g: Paths) -> Paths:
    return g


@app.post("/deep")
async def deep(g: Deep) -> Deep:
    return g


@app.post("/deep-key")
async def deep_key(g: Deep, n: Annotated[int, Body()] = 1) -> Deep:
    return g


@app.post("/forbids")
async def forbids(g: Forbids) -> Forbids:
    return g


@app.get("/forbids-query")
async def forbids_query(g: Annotated[Forbids, Query()]) -> Forbids:
    return g


@app.post("/keeps")
async def keeps(g: Keeps) -> Keeps:
    return g


@app.post("/named")
async def named(g: Named) -> Named:
    return g


@app.get("/named-header")
async def named_header(g: Annotated[Named, Header()]) -> Named:
    return g


@app.post("/holder")
async def holder(g: Holder) -> Holder:
    return g


@app.post("/pet")
async def pet(g: Cat | Dog) -> Cat | Dog:
    return g


@app.get("/shared")
async def shared_query(s: Annotated[Shared, Query()]) -> Shared:
    return s


@app.get("/shared-header")
async def shared_header(s: Annotated[Shared, Header()]) -> Shared:
    return s


@app.get("/shared-cookie")
async def shared_cookie(s: Annotated[Shared, Cookie()]) -> Shared:
    return s


@app.post("/shared-form")
async def shared_form(s: Annotated[Shared, Form()]) -> Shared:
    return s


@app.post("/shared-body")
async def shared_body(s: Shared) -> Shared:
    return s


@app.get("/choices-header")
async def choices_header(s: Annotated[Choices, Header()]) -> Choices:
    return s


@app.post("/forms")
async def forms(
    s: Annotated[Shared, Form()],
    r: Annotated[Choices, Form(title="T", description="D")],
    z: Annotated[int, Form(validation_alias=AliasChoices("x", "zz"))],
    z2: Annotated[int, Form(validation_alias=AliasChoices("x", "zzz"))],
):
    return [s, r, z, z2]


@app.post("/optional-form")
async def optional_form(form: Annotated[Choices | None, Form()] = None):
    return form


@app.get("/one")
async def one(
    a: Annotated[int, Query(validation_alias=AliasChoices("x", "a_b"))],
    b: Annotated[str, Query(validation_alias=AliasChoices("x", "b"))],
    h_h: Annotated[str, Header(validation_alias=AliasChoices("x_h", "h2"))],
    n: Annotated[list[int], Header(validation_alias="l_l")] = [],
    c: Annotated[int, Cookie(validation_alias=AliasChoices("c1", "c2"))] = 1,
    s: Annotated[list[int], Query(validation_alias=AliasChoices("s1", "s2"))] = [],
):
    return [a, b, h_h, n, c, s]


@app.post("/form")
async def form(
    a: Annotated[int, Form(validation_alias=AliasChoices("x", "a_b"))],
    b: Annotated[str, Form(validation_alias=AliasChoices("x", "b"))] = "q",
    s: Annotated[list[int], Form(validation_alias=AliasChoices("l1", "l2"))] = [],
):
    return [a, b, s]


@app.post("/file")
async def file(
    f: Annotated[bytes, File(validation_alias=AliasChoices("f1", "f2"))],
    g: Annotated[list[bytes], File(validation_alias=AliasChoices("g1", "g2"))] = [],
):
    return [len(f), len(g)]


@app.post("/keys")
async def keys(
    a: Annotated[int, Body(validation_alias=AliasChoices("x", "a_b"))],
    b: Annotated[str, Body(validation_alias=AliasChoices("x", "b"))] = "q",
):
    return [a, b]


@app.post("/embedded")
async def embedded(a: Annotated[int, Body(embed=True, validation_alias=AliasChoices("x", "a_b"))]):
    return a


async def number(n: Annotated[int, Path(validation_alias=AliasChoices("item_id", "user_id"))]) -> int:
    return n


@app.get("/items/{item_id}")
async def item(n: Annotated[int, Depends(number)]):
    return n


@app.get("/users/{user_id}")
async def user(n: Annotated[int, Depends(number)]):
    return n
