"""Integers of every width.

Python's `int` has no width. These refuse what the Rust type of the name cannot hold, in the words of a bound,
and their schema is that of a plain `int`: this is how Twinlane answers.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, WithJsonSchema

router = APIRouter(prefix="/widths", tags=["widths"])

PLAIN = WithJsonSchema({"type": "integer"})
I8 = Annotated[int, Field(ge=-(2**7), le=2**7 - 1), PLAIN]
I16 = Annotated[int, Field(ge=-(2**15), le=2**15 - 1), PLAIN]
I32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1), PLAIN]
I64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1), PLAIN]
U8 = Annotated[int, Field(ge=0, le=2**8 - 1), PLAIN]
U16 = Annotated[int, Field(ge=0, le=2**16 - 1), PLAIN]
U32 = Annotated[int, Field(ge=0, le=2**32 - 1), PLAIN]
U64 = Annotated[int, Field(ge=0, le=2**64 - 1), PLAIN]


@router.get("/signed")
async def signed(a: I8 = 0, b: I16 = 0, c: I32 = 0, d: I64 = 0):
    return {"a": a, "b": b, "c": c, "d": d}


@router.get("/unsigned")
def unsigned(a: U8 = 0, b: U16 = 0, c: U32 = 0, d: U64 = 0):
    return {"a": a, "b": b, "c": c, "d": d}
