"""The first application: a path operation of each kind."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="Shop", version="1.0.0")


class Item(BaseModel):
    """An item on sale."""

    name: str
    price: float
    is_offer: bool | None = None


class Saved(BaseModel):
    item_id: int
    item_name: str


@app.get("/")
async def read_root():
    return {"Hello": "World"}


@app.get("/items/{item_id}")
def read_item(item_id: int, q: str | None = None):
    return {"item_id": item_id, "q": q}


@app.put("/items/{item_id}")
async def update_item(item_id: int, item: Item) -> Saved:
    return Saved(item_id=item_id, item_name=item.name)
