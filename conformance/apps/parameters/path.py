"""Path parameters of every kind."""

from enum import Enum
from typing import Annotated, NewType

from fastapi import APIRouter, Path
from pydantic import BaseModel

router = APIRouter()


class Colour(str, Enum):
    """A colour of the rainbow."""

    RED = "Red"
    GREEN = "Green"
    SKY_BLUE = "sky-blue"


class Number(BaseModel):
    value: float


ItemId = NewType("ItemId", int)
UserId = int


@router.get("/path/int/{value}")
async def path_int(value: int):
    return {"value": value}


@router.get("/path/float/{value}")
def path_float(value: float) -> Number:
    return Number(value=value)


@router.get("/path/bool/{value}")
async def path_bool(value: bool):
    return {"value": value}


@router.get("/path/str/{value}")
def path_str(value: str):
    return {"value": value}


@router.get("/path/enum/{colour}")
async def path_enum(colour: Colour):
    return {"colour": colour}


@router.get("/path/newtype/{item_id}")
async def path_newtype(item_id: ItemId):
    return {"item_id": item_id}


@router.get("/path/alias/{user_id}")
def path_alias(user_id: UserId):
    return {"user_id": user_id}


@router.get("/path/rules/{item_id}")
async def path_rules(item_id: Annotated[int, Path(title="The item's ID", description="From 1.", ge=1, le=1000)]):
    return {"item_id": item_id}


@router.get("/path/between/{share}")
async def path_between(share: Annotated[float, Path(gt=0, lt=1.5)]):
    return {"share": share}


@router.get("/path/length/{code}")
async def path_length(code: Annotated[str, Path(min_length=2, max_length=4)]):
    return {"code": code}


@router.get("/path/old/{item_id}")
async def path_deprecated(item_id: Annotated[int, Path(deprecated=True)]):
    return {"item_id": item_id}


@router.get("/users/{user_id}/items/{item_id}")
async def path_several(item_id: int, user_id: UserId, short: bool = False):
    return {"user_id": user_id, "item_id": item_id, "short": short}


@router.get("/unread/{nothing}")
async def path_unread():
    return {"read": False}


@router.get("/files/{file_path:path}")
async def path_file(file_path: str):
    return {"file_path": file_path}


@router.get("/archives/{name:path}/raw")
def path_inner(name: str):
    return {"name": name}


@router.get("/convertors/int/{value:int}")
async def convertor_int(value: int):
    return {"value": value}


@router.get("/convertors/few/{value:int}")
async def convertor_rules(value: Annotated[int, Path(le=100)]):
    return {"value": value}


@router.get("/convertors/float/{value:float}")
async def convertor_float(value: float) -> Number:
    return Number(value=value)


@router.get("/convertors/str/{value:str}")
async def convertor_str(value: str):
    return {"value": value}


@router.get("/convertors/mixed/{value:int}")
async def convertor_mixed_int(value: int):
    return {"int": value}


@router.get("/convertors/mixed/{value}")
async def convertor_mixed_str(value: str):
    return {"str": value}


@router.get("/mixed/{name}.json")
async def mixed_suffix(name: str):
    return {"json": name}


@router.get("/mixed/v{major}.{minor}")
async def mixed_version(major: int, minor: int):
    return {"major": major, "minor": minor}


@router.get("/ranges/{first}-{last}")
async def mixed_two(first: str, last: str):
    return {"first": first, "last": last}
