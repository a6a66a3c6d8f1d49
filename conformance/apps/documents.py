"""Statements of an application on its document: ids of operations, one schema for both sides, the order of keys, descriptions, docs pages."""

from decimal import Decimal
from enum import Enum
from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, Body, FastAPI, Header, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, computed_field


def tag_and_name(route: APIRoute) -> str:
    return f"{route.tags[0] if route.tags else 'all'}-{route.name}"


app = FastAPI(
    title="Documents",
    summary="",
    description="",
    openapi_tags=[{"name": "parts", "description": "Shown \f and this."}],
    docs_url=None,
    redoc_url=None,
    generate_unique_id_function=tag_and_name,
    separate_input_output_schemas=False,
    redirect_slashes=False,
)


class Part(BaseModel):
    """A part.
    \f
    Not shown.
    """

    name: str
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    labels: set[str] = set()
    sizes: tuple[int, str] = (1, "a")
    more: dict[str, int] = {}


class Square(BaseModel):
    side: int = 1

    @computed_field
    @property
    def area(self) -> int:
        return self.side * self.side


@app.post("/parts", tags=["parts"], responses={409: {"model": Part}})
async def create_part(part: Part) -> Part:
    return part


@app.get("/parts", tags=["parts"], deprecated=True)
async def read_parts() -> list[Part]:
    """Reads them.
    \f
    Not shown.
    """
    return [Part(name="a")]


@app.get("/part", description="")
async def read_part(
    name: Annotated[str, Query(max_length=9, min_length=2)],
    size: Annotated[int, Query(title="How much", description="In grams", ge=1, le=5, deprecated=True)] = 2,
    labels: Annotated[list[str] | None, Query(max_length=3, min_length=1, description="")] = None,
    x_token: Annotated[str | None, Header()] = None,
) -> Part:
    """From the docstring."""
    return Part(name=name)


@app.get("/square", operation_id="square")
async def square() -> Square:
    return Square(side=3)


class Price(BaseModel):
    amount: Decimal


class Plain(BaseModel):
    price: Price


class Priced(BaseModel):
    price: Price
    squares: dict[str, tuple[int, Square]] = {}


class Shelf(BaseModel):
    name: str = "a"
    rows: list["Shelf"] = []
    best: Priced | Plain | None = None


class Total(BaseModel):
    amount: Decimal


class Bill(BaseModel):
    name: str

    @computed_field
    @property
    def total(self) -> Total:
        return Total(amount=Decimal("1.5"))


@app.post("/plain", responses={404: {"model": Price}, 409: {"model": Priced}})
async def plain(price: Plain) -> Plain:
    return price


@app.post("/priced")
async def priced(price: Priced) -> Priced:
    return price


@app.post("/shelves")
async def shelves(shelves: list[Shelf]) -> dict[str, Shelf]:
    return {shelf.name: shelf for shelf in shelves}


@app.post("/bill")
async def bill(bill: Bill, again: Annotated[int, Query()] = 1) -> list[Bill]:
    return [bill] * again


@app.put("/two-prices")
async def two_prices(one: Annotated[Price, Body()], two: Annotated[Square, Body()]) -> tuple[Price, Square]:
    return one, two


class Color(Enum):
    """Colors.
    \f
    Not shown.
    """

    red = "red"
    blue = "blue"


class Told(BaseModel):
    """A told thing.\f Not shown."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    color: Color
    """Shown \f and this."""
    size: Annotated[int, Field(description="")]
    """Not shown."""
    weight: Annotated[int, Field(description="Shown \f and this.")] = 1


class Name(BaseModel):
    """A name.\n\f"""

    name: str = "a"


events = APIRouter()


@events.post("{$callback_url}/a", description="")
def event_a():
    """From the docstring.\f Not shown."""


@events.post("{$callback_url}/b", description=" Said.\f Not shown.")
def event_b():
    """Not shown."""


@app.post("/things", callbacks=events.routes, response_description="Shown \f and this.")
async def create_thing(thing: Told, more: Annotated[Name, Body(description="")]) -> Told:
    """
    Makes it.

        Further in.
    \f
    Not shown.
    """
    return thing


@app.put("/things", description="  \f Not shown.", summary="")
async def put_thing() -> Color:
    """Not shown."""
    return Color.red


@app.patch("/things", description=" ")
async def patch_thing() -> Name:
    """Not shown."""
    return Name()


@app.delete("/things")
async def delete_thing() -> list[Color]:
    """\f Shown: spaces at the beginning are taken away first."""
    return [Color.red, Color.blue]


EMPTY = ""
SAID = "By a constant."


@app.get("/things", description=EMPTY)
async def read_things() -> int:
    """From the docstring."""
    return 1


@app.get("/thing", description=SAID)
async def read_thing() -> int:
    """Not shown."""
    return 1


@app.webhooks.post("told", description="")
def told_hook():
    """From the docstring.\f Not shown."""


@app.get("/told", openapi_extra={"externalDocs": {"url": "https://example.com/"}, "x-rate": 1})
async def told() -> int:
    return 1


@app.get("/typed", openapi_extra={"x-rate": 1, "servers": [{"url": "/v1"}]})
async def typed() -> dict[str, list[int]]:
    return {}


@app.put("/number", summary="")
async def number(size: Annotated[int, Body(ge=1, le=5)]) -> int:
    return size


@app.get("/slash/")
async def slash() -> int:
    return 1


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    first: T | None = None


class Book(BaseModel):
    pages: Page[Page[Square]]
    by_name: dict[str, Page[Price]] = {}


@app.post("/pages")
async def pages(page: Page[Square]) -> Page[Square]:
    return page


@app.post("/books", responses={409: {"model": Page[Price]}, 410: {"model": list[Page[Page[Square]]]}})
async def books(book: Book) -> list[Book]:
    return [book]


@app.post("/embedded")
async def embedded(page: Annotated[Page[Price], Body(embed=True)]) -> dict[str, Page[Price]]:
    return {"page": page}


sub = FastAPI(docs_url=None, redoc_url=None)
strict = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)


@sub.get("/c/")
@strict.get("/c/")
async def below() -> int:
    return 1


@sub.get("/")
async def top() -> int:
    return 2


app.mount("/sub", sub)
app.mount("/strict", strict)
