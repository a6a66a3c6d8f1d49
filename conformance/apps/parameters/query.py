"""Query parameters of every kind."""

from typing import Annotated

from fastapi import APIRouter, Query

from .path import Colour, ItemId, Number

router = APIRouter()


@router.get("/int")
async def query_int(value: int):
    return {"value": value}


@router.get("/float")
async def query_float(value: float) -> Number:
    return Number(value=value)


@router.get("/bool")
def query_bool(value: bool):
    return {"value": value}


@router.get("/str")
async def query_str(value: str):
    return {"value": value}


@router.get("/enum")
async def query_enum(colour: Colour):
    return {"colour": colour}


@router.get("/newtype")
async def query_newtype(item_id: ItemId, other_id: ItemId | None = None):
    return {"item_id": item_id, "other_id": other_id}


@router.get("/optional")
async def query_optional(
    number: int | None = None,
    ratio: float | None = None,
    flag: bool | None = None,
    text: str | None = None,
    colour: Colour | None = None,
):
    return {"number": number, "ratio": ratio, "flag": flag, "text": text, "colour": colour}


@router.get("/defaults")
def query_defaults(
    skip: int = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    ratio: float = 0.5,
    flag: bool = True,
    text: str = "none",
    colour: Colour = Colour.GREEN,
    maybe: int | None = 7,
):
    return {
        "skip": skip,
        "limit": limit,
        "ratio": ratio,
        "flag": flag,
        "text": text,
        "colour": colour,
        "maybe": maybe,
    }


@router.get("/lists")
async def query_lists(
    tags: Annotated[list[str], Query()],
    numbers: Annotated[list[int], Query()] = [],
    colours: Annotated[list[Colour] | None, Query()] = None,
    words: Annotated[list[str], Query()] = ["a", "b"],
):
    return {"tags": tags, "numbers": numbers, "colours": colours, "words": words}


@router.get("/lists/rules")
async def query_list_rules(numbers: Annotated[list[int], Query(min_length=2, max_length=3)]):
    return {"numbers": numbers}


@router.get("/alias")
async def query_alias(
    text: Annotated[str | None, Query(alias="item-query", min_length=3)] = None,
    number: Annotated[int, Query(alias="itemNumber")] = 3,
    class_: Annotated[str | None, Query(alias="class")] = None,
):
    return {"text": text, "number": number, "class": class_}


@router.get("/described")
async def query_described(
    text: Annotated[str | None, Query(title="Query text", description="Text to *search* for.")] = None,
    old: Annotated[str | None, Query(deprecated=True)] = None,
    hidden: Annotated[str | None, Query(include_in_schema=False)] = None,
):
    return {"text": text, "old": old, "hidden": hidden}


@router.get("/rules")
async def query_rules(
    above: Annotated[int, Query(gt=0)] = 1,
    below: Annotated[int, Query(lt=10)] = 1,
    least: Annotated[float, Query(ge=0.5)] = 1.0,
    most: Annotated[float, Query(le=10)] = 1.0,
    even: Annotated[int, Query(multiple_of=2)] = 2,
    half: Annotated[float, Query(multiple_of=0.5)] = 0.5,
    word: Annotated[str, Query(min_length=1, max_length=3)] = "abc",
    between: Annotated[int | None, Query(ge=-5, le=5)] = None,
    short: Annotated[str | None, Query(max_length=5)] = None,
):
    return {
        "above": above,
        "below": below,
        "least": least,
        "most": most,
        "even": even,
        "half": half,
        "word": word,
        "between": between,
        "short": short,
    }


@router.get("/order/{second}/{first}")
def query_order(last: int, first: int, also: bool, second: int):
    return {"first": first, "second": second, "last": last, "also": also}
