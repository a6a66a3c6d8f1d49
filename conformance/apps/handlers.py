"""Handlers of errors: by type, by status, and of what is wrong with a request."""

import os
import tempfile
from pathlib import Path

from fastapi import Body, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI(title="Handlers")

PAGE = Path(tempfile.mkdtemp()) / "page.html"
PAGE.write_text("<h1>Not here</h1>")
os.utime(PAGE, ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))


class OutOfStock(Exception):
    def __init__(self, name: str):
        self.name = name


class Item(BaseModel):
    name: str
    price: float


@app.exception_handler(OutOfStock)
async def out_of_stock(request: Request, error: OutOfStock):
    return JSONResponse(status_code=409, content={"gone": error.name, "at": request.url.path}, headers={"x-shop": "closed"})


@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    return JSONResponse(
        status_code=400,
        content={"wrong": [[error["type"], list(error["loc"]), error["msg"]] for error in error.errors()]},
    )


@app.exception_handler(404)
async def not_found(request: Request, error: StarletteHTTPException):
    return PlainTextResponse(f"nothing at {request.url.path}: {error.detail}", status_code=404)


@app.exception_handler(418)
def teapot(request: Request, error: HTTPException):
    return JSONResponse(status_code=418, content={"tea": error.detail, "of": request.path_params})


@app.exception_handler(401)
async def to_login(request: Request, error: HTTPException):
    return RedirectResponse("/login")


@app.exception_handler(410)
async def page_of_410(request: Request, error: HTTPException):
    return FileResponse(PAGE, status_code=410)


@app.exception_handler(451)
def page_of_451(request: Request, error: HTTPException):
    return FileResponse(PAGE)


@app.exception_handler(500)
async def internal(request: Request, error: Exception):
    return JSONResponse(status_code=500, content={"sorry": True})


@app.get("/stock/{name}")
def stock(name: str):
    if name == "lamp":
        return {"name": name}
    if name == "tea":
        raise HTTPException(418, detail={"kind": "green"})
    if name == "nowhere":
        raise HTTPException(404, detail="No such shelf")
    if name == "forbidden":
        raise HTTPException(403, detail="Not yours", headers={"x-why": "no"})
    if name == "login":
        raise HTTPException(401)
    if name == "gone":
        raise HTTPException(410)
    if name == "law":
        raise HTTPException(451)
    if name == "told":
        raise HTTPException(500, detail="told")
    if name == "bug":
        raise RuntimeError("a bug")
    raise OutOfStock(name)


@app.put("/items/{item_id}")
def put_item(item_id: int, item: Item):
    return item


@app.exception_handler(413)
async def too_large(request: Request, error: HTTPException):
    return JSONResponse(status_code=413, content={"large": error.detail})


@app.post("/small", max_body_size=8)
async def small(text: str = Body()) -> str:
    return text
