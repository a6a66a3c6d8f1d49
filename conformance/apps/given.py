"""The fields of a model that were given: `exclude_unset`."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Body, FastAPI, Form, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, computed_field, model_validator

app = FastAPI(title="Given")

T = TypeVar("T")


class Size(BaseModel):
    x: int = 1
    y: int = 2


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    bone: str | None = None


class Base(BaseModel):
    owner: str = Field("none", alias="ownedBy")
    note: str | None = None


class Item(Base):
    name: str = Field(min_length=1)
    price: float = Field(10.5, alias="thePrice", gt=0)
    size: Size | None = None
    sizes: list[Size] = []
    by_name: dict[str, Size] = {}
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None

    @computed_field
    def up(self) -> str:
        return self.name.upper()


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    x: int = 1


class Page(BaseModel, Generic[T]):
    item: T
    total: int = 1


class Filters(BaseModel):
    limit: int = Field(10, gt=0)
    q: str | None = None
    tags: list[str] = []


class Span(BaseModel):
    start: int = Field(3, ge=0)
    end: int = Field(7, le=100)

    @model_validator(mode="after")
    def ordered(self) -> "Span":
        if self.end < self.start:
            raise ValueError("it ends before it begins")
        return self


class SpanUpdate(BaseModel):
    start: int = Field(default_factory=lambda: 3, ge=0)
    end: int = Field(default_factory=lambda: 7, le=100)


def applied(changes: BaseModel) -> Span:
    """The stored value with the changes: checked again, and refused as a body is."""
    changed = changes.model_dump(exclude_unset=True)
    try:
        return Span.model_validate({"start": 30, "end": 70} | changed)
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
        raise RequestValidationError([{**error, "loc": ("body",), "input": changed} for error in errors]) from refused


@app.post("/item", response_model_exclude_unset=True)
async def item(item: Item) -> Item:
    return item


@app.post("/items", response_model_exclude_unset=True)
async def items(items: list[Item]) -> list[Item]:
    return items


@app.post("/page", response_model_exclude_unset=True)
async def page(page: Page[Size]) -> Page[Size]:
    return page


@app.post("/open", response_model_exclude_unset=True)
async def open_(item: Open) -> Open:
    return item


@app.post("/maybe", response_model_exclude_unset=True)
async def maybe(item: Size | None = None) -> Size | None:
    return item


@app.post("/two", response_model_exclude_unset=True)
async def two(item: Size, other: Annotated[Size, Body()]) -> Size:
    return other


@app.get("/query", response_model_exclude_unset=True)
async def query(filters: Annotated[Filters, Query()]) -> Filters:
    return filters


@app.post("/form", response_model_exclude_unset=True)
async def form(filters: Annotated[Filters, Form()]) -> Filters:
    return filters


@app.post("/value", response_model=Size, response_model_exclude_unset=True)
async def value(value: dict[str, Any]):
    return value


@app.get("/made", response_model_exclude_unset=True)
async def made() -> Item:
    return Item(name="a", thePrice=3)


@app.post("/none", response_model_exclude_unset=True, response_model_exclude_none=True)
async def none(item: Item) -> Item:
    return item


@app.post("/include", response_model_exclude_unset=True, response_model_include={"name", "size"})
async def include(item: Item) -> Item:
    return item


@app.patch("/copy")
async def copy(item: Size) -> Size:
    return Size(x=7, y=8).model_copy(update=item.model_dump(exclude_unset=True))


@app.patch("/span")
async def span(changes: Span) -> Span:
    return applied(changes)


@app.patch("/span-update")
async def span_update(changes: SpanUpdate) -> Span:
    return applied(changes)
