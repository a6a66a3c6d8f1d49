"""What an application says of its document: ids of operations, one schema for both sides, the order of keys, descriptions, docs pages."""

from typing import Annotated

from fastapi import Body, FastAPI, Header, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, computed_field


def tag_and_name(route: APIRoute) -> str:
    return f"{route.tags[0] if route.tags else 'all'}-{route.name}"


app = FastAPI(
    title="Documents",
    summary="",
    description="",
    docs_url=None,
    redoc_url=None,
    generate_unique_id_function=tag_and_name,
    separate_input_output_schemas=False,
    redirect_slashes=False,
)


class Part(BaseModel):
    """A part.
    \f
    Not shown.
    """

    name: str
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    labels: set[str] = set()
    sizes: tuple[int, str] = (1, "a")
    more: dict[str, int] = {}


class Square(BaseModel):
    side: int = 1

    @computed_field
    @property
    def area(self) -> int:
        return self.side * self.side


@app.post("/parts", tags=["parts"], responses={409: {"model": Part}})
async def create_part(part: Part) -> Part:
    return part


@app.get("/parts", tags=["parts"], deprecated=True)
async def read_parts() -> list[Part]:
    """Reads them.
    \f
    Not shown.
    """
    return [Part(name="a")]


@app.get("/part", description="")
async def read_part(
    name: Annotated[str, Query(max_length=9, min_length=2)],
    size: Annotated[int, Query(title="How much", description="In grams", ge=1, le=5, deprecated=True)] = 2,
    labels: Annotated[list[str] | None, Query(max_length=3, min_length=1, description="")] = None,
    x_token: Annotated[str | None, Header()] = None,
) -> Part:
    """From the docstring."""
    return Part(name=name)


@app.get("/square", operation_id="square")
async def square() -> Square:
    return Square(side=3)


@app.get("/told", openapi_extra={"externalDocs": {"url": "https://example.com/"}, "x-rate": 1})
async def told() -> int:
    return 1


@app.get("/typed", openapi_extra={"x-rate": 1, "servers": [{"url": "/v1"}]})
async def typed() -> dict[str, list[int]]:
    return {}


@app.put("/number", summary="")
async def number(size: Annotated[int, Body(ge=1, le=5)]) -> int:
    return size


@app.get("/slash/")
async def slash() -> int:
    return 1
