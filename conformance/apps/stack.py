"""The order of what stands around an operation, and what it sees of each other: middleware, operations, background tasks."""

from contextvars import ContextVar
from typing import Annotated

from fastapi import BackgroundTasks, Body, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from .log import log, read_log

app = FastAPI(title="Stack", max_body_size=100)
app.get("/log")(read_log)
name = ContextVar("name", default="nobody")


@app.middleware("http")
async def inner(request: Request, call_next):
    is_noted = request.url.path != "/log"
    if is_noted:
        log.append("inner >")
    response = await call_next(request)
    if is_noted:
        log.append(f"< inner {response.status_code}")
    return response


@app.middleware("http")
async def outer(request: Request, call_next):
    is_noted = request.url.path != "/log"
    name.set("outer")
    if is_noted:
        log.append("outer >")
    response = await call_next(request)
    if is_noted:
        log.append(f"< outer {response.status_code} {name.get()}")
    response.headers["x-mark"] = "outer"
    return response


@app.exception_handler(418)
async def by_status(request: Request, error: HTTPException):
    return JSONResponse({"by": "status", "detail": error.detail}, status_code=418)


@app.exception_handler(StarletteHTTPException)
async def by_class(request: Request, error: StarletteHTTPException):
    return JSONResponse({"by": "class", "detail": error.detail}, status_code=error.status_code)


@app.get("/order")
async def order(tasks: BackgroundTasks) -> str:
    log.append("operation")
    tasks.add_task(log.append, "first task")
    tasks.add_task(log.append, "second task")
    return "done"


@app.get("/context")
async def context() -> str:
    found = name.get()
    name.set("operation")
    return found


@app.get("/plain-context")
def plain_context() -> str:
    return name.get()


@app.get("/teapot")
async def teapot():
    raise HTTPException(418, "Teapot")


@app.get("/gone")
async def gone():
    raise HTTPException(410, "Gone")


@app.get("/items/{item_id}")
async def read_item(item_id: int):
    return item_id


@app.post("/small", max_body_size=4)
async def small(text: Annotated[str, Body()]) -> str:
    return text
