"""Answers: statuses, return types, errors, and what the document says of them."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from .path import Colour

router = APIRouter(prefix="/answers", tags=["answers"])


class Person(BaseModel):
    name: str
    age: int | None = None
    colours: list[Colour] = []


@router.post("/created", status_code=201)
async def answer_created():
    return {"created": True}


@router.delete("/no-content", status_code=204)
async def answer_no_content() -> None:
    return None


@router.get("/not-modified", status_code=304)
def answer_not_modified() -> None:
    return None


@router.get("/teapot-status", status_code=418)
async def answer_teapot_status():
    return {"teapot": True}


@router.get(
    "/documented",
    tags=["documented"],
    summary="A summary of its own",
    description="A description of its own.",
    response_description="The answer",
    operation_id="documentedOperation",
    deprecated=True,
)
async def answer_documented():
    """Not this."""
    return {}


@router.get("/docstring", response_description="Only this")
async def answer_docstring():
    """The first line.

    - a list
    - of **two**
    """
    return {}


@router.get("/hidden", include_in_schema=False)
async def answer_hidden():
    return {"hidden": True}


@router.get("/null")
async def answer_null() -> None:
    return None


@router.get("/text")
async def answer_text() -> str:
    return 'é ☃ 😀 "quoted" \\ \n \x01 \x7f \u2028 </script>'


@router.get("/int")
def answer_int() -> int:
    return -(2**63)


@router.get("/float")
async def answer_float() -> float:
    return 1e-7


@router.get("/floats")
async def answer_floats() -> list[float]:
    return [0.0, -0.0, 1.0, 0.1, 1e16, 1e22, 1e-7, 123456789.125, 1.7976931348623157e308, 5e-324]


@router.get("/bool")
async def answer_bool() -> bool:
    return False


@router.get("/optional")
async def answer_optional(some: bool = False) -> str | None:
    return "some" if some else None


@router.get("/list")
async def answer_list() -> list[int]:
    return [1, 2, 3]


@router.get("/enum")
async def answer_enum() -> Colour:
    return Colour.SKY_BLUE


@router.get("/person")
async def answer_person() -> Person:
    return Person(name="Ada")


@router.get("/people")
def answer_people(count: int = 2) -> list[Person]:
    return [Person(name=f"P{n}", age=n, colours=[Colour.RED]) for n in range(count)]


@router.get("/maybe-person")
def answer_maybe_person(found: bool) -> Person | None:
    return Person(name="Ada", age=36) if found else None


@router.get("/values")
async def answer_values():
    return {"floats": [1.0, 0.1, 1e16, 1e-7], "null": None, "nested": {"a": [{"b": []}]}, "é": "ü"}


@router.get("/missing/{name}")
async def answer_missing(name: str):
    raise HTTPException(404, f"No {name} here")


@router.get("/teapot")
def answer_teapot():
    raise HTTPException(418, {"short": True, "stout": [1, 2.5, None]})


@router.get("/phrase")
async def answer_phrase():
    raise HTTPException(403)


@router.get("/unauthorized")
async def answer_unauthorized():
    raise HTTPException(401, "Who are you?", headers={"WWW-Authenticate": "Bearer"})


@router.get("/bodiless/{status}")
async def answer_bodiless(status: int):
    raise HTTPException(status, "not shown")


@router.get("/error")
async def answer_error():
    raise RuntimeError("the secret of the event loop")


@router.get("/error-in-thread")
def answer_error_in_thread():
    raise OSError("the secret of the thread")


@router.get("/panic")
async def answer_panic():
    raise RuntimeError("the event loop panics")


@router.get("/panic-in-thread")
def answer_panic_in_thread():
    raise RuntimeError("the thread panics")
