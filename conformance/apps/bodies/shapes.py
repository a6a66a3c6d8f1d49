"""Models of other shapes: every scalar, aliases, newtypes, any value, and a model that contains itself."""

from typing import Annotated, Any, NewType

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from .items import Colour

router = APIRouter()

ItemId = NewType("ItemId", int)
Name = str


class Scalars(BaseModel):
    number: int
    ratio: float
    flag: bool
    text: str
    colour: Colour


class Optionals(BaseModel):
    number: int | None = None
    ratio: float | None = None
    flag: bool | None = None
    text: str | None = None
    colour: Colour | None = None
    numbers: list[int] | None = None
    holes: list[int | None] = []


class Defaults(BaseModel):
    number: int = -1
    ratio: float = 2.0
    flag: bool = False
    text: str = "text"
    colour: Colour = Colour.SKY_BLUE
    numbers: list[int] = [1, 2]
    maybe: int | None = 3


class Lists(BaseModel):
    numbers: list[int]
    words: list[str]
    matrix: list[list[float]]
    colours: list[Colour]


class Rules(BaseModel):
    above: Annotated[int, Field(gt=5)] = 6
    least: Annotated[int, Field(ge=5)] = 5
    below: Annotated[int, Field(lt=5)] = 4
    most: Annotated[int, Field(le=5)] = 5
    third: Annotated[int, Field(multiple_of=3)] = 3
    above_ratio: Annotated[float, Field(gt=1.5)] = 2.0
    positive: Annotated[float, Field(gt=0)] = 1.0
    most_ratio: Annotated[float, Field(le=10.0)] = 10.0
    halves: Annotated[float, Field(multiple_of=0.5)] = 0.5
    between: Annotated[int | None, Field(gt=0, lt=10)] = None
    word: Annotated[str, Field(min_length=3, max_length=5)] = "abc"
    one: Annotated[str | None, Field(max_length=1)] = None
    few: Annotated[list[int], Field(min_length=2, max_length=3)] = [1, 2]
    some: Annotated[list[int] | None, Field(min_length=1)] = None


class Camel(BaseModel):
    """Every name in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)

    first_name: str
    last_name: str | None = None
    number_of_items: int = 0


class Named(BaseModel):
    item_id: ItemId
    other_ids: list[ItemId] = []
    name: Name


class Anything(BaseModel):
    value: Any
    values: list[Any] = []


class Node(BaseModel):
    name: str
    children: list["Node"] = []


class Titled(BaseModel):
    """Titled otherwise."""

    model_config = ConfigDict(title="The title")

    value: Annotated[int, Field(title="A number", description="Of something.")]


class Empty(BaseModel):
    pass


@router.post("/scalars")
async def shape_scalars(scalars: Scalars) -> Scalars:
    return scalars


@router.post("/optionals")
def shape_optionals(optionals: Optionals) -> Optionals:
    return optionals


@router.post("/defaults")
async def shape_defaults(defaults: Defaults) -> Defaults:
    return defaults


@router.post("/lists")
async def shape_lists(lists: Lists) -> Lists:
    return lists


@router.post("/rules")
async def shape_rules(rules: Rules) -> Rules:
    return rules


@router.post("/camel")
async def shape_camel(camel: Camel) -> Camel:
    return camel


@router.post("/named")
async def shape_named(named: Named) -> Named:
    return named


@router.post("/anything")
async def shape_anything(anything: Anything) -> Anything:
    return anything


@router.post("/node")
async def shape_node(node: Node) -> Node:
    return node


@router.post("/node/in")
async def shape_node_in(node: Node):
    return {"name": node.name, "children": len(node.children)}


@router.post("/titled")
async def shape_titled(titled: Titled) -> Titled:
    return titled


@router.post("/empty")
async def shape_empty(empty: Empty) -> Empty:
    return empty
