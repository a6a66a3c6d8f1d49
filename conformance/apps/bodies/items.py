"""A shop's items: nested models, rules, defaults, and parameters beside the body."""

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

router = APIRouter()


class Colour(str, Enum):
    RED = "red"
    GREEN = "green"
    SKY_BLUE = "sky-blue"


class Image(BaseModel):
    """A picture of an item."""

    url: str
    name: Annotated[str, Field(max_length=10)]


class Item(BaseModel):
    """An item on sale.

    With everything that a field can have.
    """

    name: Annotated[str, Field(min_length=1, max_length=20, title="The name", description="As on the label.")]
    price: Annotated[float, Field(gt=0, description="In euros.")]
    tax: float | None = None
    quantity: Annotated[int, Field(ge=0, le=1000)] = 1
    active: bool = True
    colour: Colour | None = None
    tags: Annotated[list[str], Field(max_length=3)] = []
    image: Image | None = None
    images: Annotated[list[Image], Field(alias="imageList")] = []
    note: Annotated[str, Field(deprecated=True)] = "no note"


class Line(BaseModel):
    item: Item
    count: Annotated[int, Field(multiple_of=2)]


class Address(BaseModel):
    street: str
    city: str
    zip: Annotated[str, Field(alias="zipCode", min_length=5, max_length=5)]


class Customer(BaseModel):
    name: str
    address: Address
    delivery: Address | None = None


class Order(BaseModel):
    customer: Customer
    lines: Annotated[list[Line], Field(min_length=1)]


class Changes(BaseModel):
    name: str | None = None
    price: Annotated[float | None, Field(ge=0)] = None


@router.post("/items", status_code=201)
async def create_item(item: Item) -> Item:
    return item


@router.put("/items/{item_id}")
def replace_item(
    item_id: Annotated[int, Path(ge=1)],
    item: Item,
    dry_run: bool,
    tags: Annotated[list[str], Query()] = [],
):
    return {"item_id": item_id, "name": item.name, "dry_run": dry_run, "tags": tags}


@router.patch("/items/{item_id}")
async def change_item(changes: Changes, item_id: int) -> Changes:
    if item_id == 404:
        raise HTTPException(404, "Item not found")
    return changes


@router.delete("/items/{item_id}")
async def delete_item(item_id: int, image: Image):
    return {"item_id": item_id, "image": image}


@router.get("/items")
async def search_items(changes: Changes) -> Changes:
    return changes


@router.post("/items/many")
def create_items(items: list[Item]) -> list[Item]:
    return items


@router.post("/items/maybe")
async def maybe_item(item: Item | None = None):
    return {"name": item.name if item else None}


@router.post("/images/maybe-many")
async def maybe_images(images: list[Image] | None = None):
    return {"count": None if images is None else len(images)}


@router.post("/orders")
async def create_order(order: Order) -> Order:
    return order


@router.post("/orders/in-thread")
def create_order_in_thread(order: Order):
    return {"city": order.customer.address.city, "lines": len(order.lines)}


@router.post("/crash")
async def crash(image: Image) -> Image:
    raise RuntimeError(f"no place for {image.name}")
