"""The options of a model and of its fields."""

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    computed_field,
    model_validator,
)
from pydantic.alias_generators import to_camel

from .choices import Colour

router = APIRouter()
T = TypeVar("T")


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    a: int
    b: int = 2


@router.post("/closed")
def post_closed(body: Closed) -> Closed:
    return body


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int


@router.post("/open")
def post_open(body: Open) -> Open:
    return body


class OpenInts(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int
    __pydantic_extra__: dict[str, int]


@router.post("/open_ints")
def post_open_ints(body: OpenInts) -> OpenInts:
    return body


class OpenAliases(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    one: int = Field(alias="numberOne")
    two: int = Field(validation_alias=AliasChoices("second", "zwei"), serialization_alias="numberTwo")


@router.post("/open_aliases")
def post_open_aliases(body: OpenAliases) -> OpenAliases:
    return body


class Aliases(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    one: int = Field(alias="numberOne")
    two: int = Field(validation_alias=AliasChoices("second", "zwei"), serialization_alias="numberTwo")
    three: int | None = Field(None, validation_alias="third")


@router.post("/aliases")
def post_aliases(body: Aliases) -> Aliases:
    return body


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    first_name: str
    last_name: str | None = None


@router.post("/camel")
def post_camel(body: Camel) -> Camel:
    return body


def even(value: int) -> int:
    if value % 2:
        raise ValueError("should be even")
    return value


def short(value: str) -> str:
    assert len(value) < 5, "too long"
    return value


class Checked(BaseModel):
    count: Annotated[int, Field(gt=0), AfterValidator(even)]
    name: Annotated[str, AfterValidator(short)] | None = None
    most: int = 100

    @model_validator(mode="after")
    def is_consistent(self) -> "Checked":
        if self.count > self.most:
            raise ValueError("count exceeds most")
        return self


@router.post("/checked")
def post_checked(body: Checked) -> Checked:
    return body


@router.post("/checked_list")
def post_checked_list(body: list[Checked]) -> int:
    return len(body)


class Rectangle(BaseModel):
    width: float
    height: float = 1.0
    note: str = Field("", exclude=True)

    @computed_field
    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height


@router.post("/rectangle")
def post_rectangle(body: Rectangle) -> Rectangle:
    return body


class Described(BaseModel):
    """What the document says."""

    model_config = ConfigDict(title="A description", json_schema_extra={"example": {"name": "Lamp"}})

    name: str = Field(title="The name", description="As on the label", examples=["Lamp", "Chair"])
    old: int = Field(1, deprecated=True)
    made: list[int] = Field(default_factory=list)


@router.post("/described")
def post_described(body: Described) -> Described:
    return body


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


@router.post("/page_of_items")
def post_page_of_items(body: Page[Item]) -> Page[Item]:
    return body


@router.post("/page_of_ints")
def post_page_of_ints(body: Page[int]) -> Page[int]:
    return body


class Node(BaseModel):
    value: int
    kids: list["Node"] = []
    next: "Node | None" = None


@router.post("/node")
def post_node(body: Node) -> Node:
    return body


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)

    count: int
    size: float
    flag: bool
    name: str
    counts: list[int]
    item: Item
    day: date | None = None
    colour: Colour | None = None
    pair: tuple[int, int] | None = None
    sizes: dict[str, int] | None = None
    numbers: set[int] | None = None


@router.post("/strict")
def post_strict(body: Strict) -> Strict:
    return body


class Address(BaseModel):
    street: str = Field(min_length=1)
    zip: str = Field(pattern="^[0-9]{5}$")


class Customer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=2, max_length=20)
    address: Address
    tags: set[str] = set()


class Line(BaseModel):
    item: Item
    count: int = Field(1, ge=1, le=99)
    options: dict[str, str | int] = {}


class Order(BaseModel):
    id: int
    customer: Customer
    lines: list[Line] = Field(min_length=1, max_length=5)
    ship_on: date | None = None
    colour: Colour = Colour.RED
    note: Annotated[str, Field(max_length=10)] | None = None
    extra: Any | None = None


@router.post("/order")
def post_order(body: Order) -> Order:
    return body
