"""Bodies that are no model: scalars, lists, any value."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from .items import Colour

router = APIRouter()


@router.post("/int")
async def plain_int(value: Annotated[int, Body()]):
    return {"value": value}


@router.post("/float")
def plain_float(value: Annotated[float, Body()]) -> float:
    return value


@router.post("/bool")
async def plain_bool(value: Annotated[bool, Body()]):
    return {"value": value}


@router.post("/str")
async def plain_str(value: Annotated[str, Body()]):
    return {"value": value}


@router.post("/enum")
async def plain_enum(value: Annotated[Colour, Body()]):
    return {"value": value}


@router.post("/rules")
async def plain_rules(value: Annotated[int, Body(title="Of few", description="A small number.", gt=0, le=10)]):
    return {"value": value}


@router.post("/maybe")
async def plain_maybe(value: Annotated[int | None, Body()] = None):
    return {"value": value}


@router.post("/default")
async def plain_default(value: Annotated[int, Body()] = 5):
    return {"value": value}


@router.post("/list")
async def plain_list(values: list[int]):
    return {"values": values}


@router.post("/list/rules")
async def plain_list_rules(values: Annotated[list[str], Body(min_length=1, max_length=2)]):
    return {"values": values}


@router.post("/value")
async def plain_value(value: Annotated[Any, Body()]):
    return {"value": value}


@router.put("/value/{name}")
def plain_value_beside(name: str, value: Annotated[Any, Body()], times: int = 1):
    return {"name": name, "value": value, "times": times}
