"""The description of an application in the document, and the additions of an operation and of a router."""

from typing import Annotated

from fastapi import APIRouter, Body, Cookie, FastAPI, Form, Header, Path, Query
from pydantic import BaseModel

app = FastAPI(
    title="Metadata",
    version="2.5.0",
    summary="All that can be said",
    description="**Markdown**",
    terms_of_service="http://example.com/terms",
    contact={"name": "Ada", "url": "http://example.com", "email": "ada@example.com"},
    license_info={"name": "MIT", "identifier": "MIT"},
    openapi_tags=[
        {"name": "users", "description": "Who they are", "externalDocs": {"description": "More", "url": "https://example.com/users"}},
        {"name": "items"},
    ],
    servers=[{"url": "/v1", "description": "the first"}, {"url": "https://example.com"}],
    openapi_external_docs={"description": "All", "url": "https://example.com"},
)

old = APIRouter(prefix="/old", tags=["users"], deprecated=True)
inner = APIRouter(prefix="/inner", include_in_schema=False)


@app.get("/items", tags=["items"], openapi_extra={"x-rate": {"limit": 5}, "externalDocs": {"url": "https://example.com/items"}, "tags": ["extra"]})
def items():
    return []


@app.post("/raw", openapi_extra={"requestBody": {"description": "Anything", "content": {"application/x-yaml": {"schema": {"type": "string"}}}}})
def raw(size: int = Body()):
    return size


@old.get("/users")
def users():
    return []


@inner.get("/secret")
def secret():
    return "seen"


loose = APIRouter(prefix="/loose", strict_content_type=False)
strict = APIRouter(prefix="/strict", strict_content_type=True)


@loose.post("/body")
def loose_body(item: dict[str, int]):
    return item


@loose.post("/two")
def loose_two(a: int = Body(), b: int = Body()):
    return [a, b]


@strict.post("/body")
def strict_body(item: dict[str, int]):
    return item


loose.include_router(strict)
app.include_router(loose)
old.include_router(inner)
app.include_router(old)


class Sample(BaseModel):
    a: int


NAMED = {"one": {"summary": "One", "description": "The first", "value": "1"}, "two": {"value": "2"}}


@app.get("/examples/{p}")
def examples(
    p: Annotated[int, Path(examples=[3])],
    q: Annotated[str | None, Query(examples=["x", "y"])] = None,
    h: Annotated[str, Header(deprecated=True, openapi_examples=NAMED)] = "z",
    c: Annotated[str, Cookie(examples=["1"], openapi_examples=NAMED)] = "d",
):
    return [p, q, h, c]


@app.post("/examples/body")
def examples_body(sample: Annotated[Sample, Body(examples=[{"a": 1}], openapi_examples={"normal": {"summary": "N", "value": {"a": 1}}})]):
    return sample


@app.post("/examples/two")
def examples_two(sample: Annotated[Sample, Body(examples=[{"a": 1}])], n: Annotated[int, Body(examples=[1, 2])]):
    return [sample, n]


@app.post("/examples/form")
def examples_form(n: Annotated[int, Form(examples=[1])]):
    return n
