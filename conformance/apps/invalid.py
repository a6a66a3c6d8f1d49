"""The facts that a handler learns of a request that does not validate, and of one that meets no operation."""

from typing import Annotated

from fastapi import Body, Depends, FastAPI, Form, Header, HTTPException, Request, UploadFile
from fastapi.encoders import jsonable_encoder
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, field_validator
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI(title="Invalid")


class Item(BaseModel):
    title: str
    size: int

    @field_validator("title")
    @classmethod
    def known(cls, title: str) -> str:
        if title == "it's":
            raise ValueError("no such \"title\"")
        if title == "none":
            raise AssertionError("not none")
        return title


@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    if request.headers.get("x-own"):
        return await request_validation_exception_handler(request, error)
    content = {"listed": str(error).split("\n\n  File")[0], "body": error.body}
    locations = [str(tuple(error["loc"])) for error in error.errors()]
    steps = [[str(step) for step in error["loc"]] for error in error.errors()]
    return JSONResponse(status_code=400, content=jsonable_encoder(content | {"locations": locations, "steps": steps}))


def saying(text: str):
    async def handler(request: Request, error: StarletteHTTPException):
        return PlainTextResponse(text, status_code=error.status_code)

    return handler


@app.exception_handler(404)
async def not_found(request: Request, error: StarletteHTTPException):
    if request.scope.get("endpoint") is not None:
        return await http_exception_handler(request, error)
    return PlainTextResponse(f"no page at {request.url.path}", status_code=404)


app.exception_handler(410)(saying("gone"))
app.exception_handler(418)(saying("tea"))


@app.get("/found/{name}")
async def found(name: str):
    raise HTTPException({"gone": 410, "tea": 418}.get(name, 404), detail=f"nothing named {name}")


@app.post("/whole/{shelf}")
async def whole(shelf: int, item: Item):
    return item


@app.post("/keyed")
async def keyed(item: Item, count: Annotated[int, Body()]):
    return count


@app.post("/list")
async def listed(numbers: list[int]):
    return numbers


@app.post("/form")
async def form(size: Annotated[int, Form()], tags: Annotated[list[str], Form()] = []):
    return size


@app.post("/files")
async def files(size: Annotated[int, Form()], photo: UploadFile, more: list[UploadFile] | None = None):
    return size


@app.post("/unread")
async def unread(size: int, x_count: Annotated[int, Header()]):
    return size


def item_of(item: Item) -> Item:
    return item


@app.post("/needed")
async def needed(item: Annotated[Item, Depends(item_of)], size: int):
    return item


@app.get("/between")
async def between(first: int, last: int):
    if last < first:
        error = {"type": "order", "loc": ("query", "last"), "msg": "Input should not be before `first`", "input": last}
        raise RequestValidationError([error], body={"first": first})
    return last - first
