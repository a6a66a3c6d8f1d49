"""Every kind of answer: media types, statuses, headers, cookies, redirects, files and streams."""

import os
import tempfile
from collections.abc import AsyncIterable, Iterable
from pathlib import Path

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

app = FastAPI(title="Answers")


class Item(BaseModel):
    name: str
    price: float | None = None


def file(name: str, content: bytes) -> Path:
    """A file whose time is the same wherever and whenever this runs."""
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(content)
    os.utime(path, ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))
    return path


LETTERS = file("letters.txt", b"abcdefghijklmnopqrstuvwxyz")
LARGE = file("large.bin", bytes(number % 251 for number in range(263_000)))
EMPTY = file("empty.json", b"")


@app.get("/html", response_class=HTMLResponse)
def html():
    return "<h1>Größe</h1>"


@app.get("/text", response_class=PlainTextResponse)
def text():
    return "Größe\n"


@app.get("/xml", response_class=Response)
def xml():
    return Response(content="<shampoo/>", media_type="application/xml")


@app.get("/css", response_class=Response)
def css():
    return Response(content="a{}", media_type="text/css")


@app.get("/any")
def anything():
    return JSONResponse(content={"a": [1, 2.5, None], "ü": "é"})


@app.get("/redirect", response_class=RedirectResponse)
def redirect():
    return "/a b/ü?x=ü&y=%20#z"


@app.get("/redirect/302", response_class=RedirectResponse, status_code=302)
def redirect_302():
    return "https://example.com/"


@app.get("/redirect/own", response_class=RedirectResponse)
def redirect_own():
    return RedirectResponse("/x", status_code=303)


@app.get("/status/{code}")
def status(code: int, response: Response):
    response.status_code = code
    return {"code": code}


@app.put("/created", status_code=201)
def created(item: Item, response: Response) -> Item:
    if item.price is None:
        response.status_code = 200
    return item


@app.get("/headers")
def headers(response: Response):
    response.headers["X-Cat"] = "alone in the world"
    response.headers["Cache-Control"] = "no-store"
    return {"a": 1}


@app.get("/cookies")
def cookies(response: Response):
    response.set_cookie("last", "lamp")
    response.set_cookie("odd", 'x y;"é', max_age=5, path="/p", domain="d.com", secure=True, httponly=True, samesite="strict")
    response.set_cookie("bare", "v", path=None, samesite=None)
    return {"a": 1}


@app.get("/headers/lost")
def headers_lost(response: Response):
    response.headers["X-Cat"] = "lost"
    raise HTTPException(418, detail={"why": ["tea", 1]}, headers={"X-Error": "teapot"})


@app.get("/tasks")
def tasks(tasks: BackgroundTasks):
    tasks.add_task(lambda: None)
    return {"a": 1}


@app.get("/request/{name}")
def request(name: str, request: Request):
    return {
        "method": request.method,
        "path": request.url.path,
        "query": request.url.query,
        "url": str(request.url),
        "agent": request.headers.get("user-agent"),
        "params": request.path_params,
        "cookies": request.cookies,
    }


@app.get("/nothing", status_code=204)
def nothing():
    return None


@app.get("/lines")
async def lines() -> AsyncIterable[Item]:
    yield Item(name="Größe")
    yield Item(name="b", price=2)


@app.get("/lines/untyped")
def lines_untyped():
    yield {"a": 1, "b": [1, 2.5], "ü": "→😀"}
    yield "x"
    yield None


@app.get("/lines/scalars")
def lines_scalars() -> Iterable[int]:
    yield 1
    yield 2


@app.get("/lines/empty")
def lines_empty() -> Iterable[int]:
    return
    yield


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[Item]:
    yield Item(name="a")
    yield ServerSentEvent(data=Item(name="x"), event="update", id="1", retry=5, comment="hi\nthere")
    yield ServerSentEvent(raw_data="one\ntwo")
    yield ServerSentEvent(comment="only")
    yield ServerSentEvent(event="e", id="")


@app.get("/events/untyped", response_class=EventSourceResponse)
def events_untyped():
    yield {"a": 1, "ü": "é"}
    yield "text"
    yield 5


@app.get("/events/scalars", response_class=EventSourceResponse)
def events_scalars() -> Iterable[int]:
    yield 1


@app.get("/stream", response_class=StreamingResponse)
def stream():
    yield b"abc"
    yield "Größe"


@app.get("/stream/csv", response_class=StreamingResponse)
def stream_csv():
    return StreamingResponse(iter(["a,b\n", "1,2\n"]), media_type="text/csv")


@app.get("/file", response_class=FileResponse)
def letters():
    return FileResponse(LETTERS)


@app.get("/file/download", response_class=FileResponse)
def download():
    return FileResponse(LETTERS, filename="the letters.pdf")


@app.get("/file/inline", response_class=FileResponse)
def inline():
    return FileResponse(LETTERS, filename="x.html", content_disposition_type="inline")


@app.get("/file/odd", response_class=FileResponse)
def odd():
    return FileResponse(LETTERS, media_type="application/x-odd", filename='grö"ße.txt')


@app.get("/file/large", response_class=FileResponse)
def large():
    return FileResponse(LARGE)


@app.get("/file/empty", response_class=FileResponse)
def empty():
    return FileResponse(EMPTY)


@app.get("/file/created", response_class=FileResponse, status_code=201)
def file_created():
    return FileResponse(LETTERS, status_code=201)


@app.get("/file/none", response_class=FileResponse)
def none():
    return FileResponse("/nowhere/at/all.txt")


@app.head("/file/head", response_class=FileResponse)
def head_only():
    return FileResponse(LETTERS)


@app.get("/file/returned/{code}", response_class=FileResponse)
def file_returned(code: int):
    return FileResponse(LETTERS, status_code=code)


@app.get("/file/set/{code}", response_class=FileResponse)
def file_set(code: int, response: Response):
    response.status_code = code
    return LETTERS


def sets_status(code: int, response: Response):
    response.status_code = code


@app.get("/file/depends/{code}", response_class=FileResponse, dependencies=[Depends(sets_status)])
def file_depends(code: int):
    return LETTERS


@app.get("/redirect/set/{code}", response_class=RedirectResponse)
def redirect_set(code: int, response: Response):
    response.status_code = code
    return "/x"


class Message(BaseModel):
    message: str


@app.get(
    "/responses/{x}",
    responses={
        404: {"model": Message},
        302: {"description": "The item was moved"},
        403: {"model": Message, "description": "Not yours"},
        409: {"model": list[int]},
        200: {"description": "All is well"},
        599: {"description": "Odd"},
    },
)
def responses(x: int) -> Item:
    if x == 4:
        return JSONResponse(status_code=404, content={"message": "not found"})
    return Item(name="x", price=x)


@app.get("/responses/own/{x}", responses={422: {"model": Message}})
def responses_own(x: int) -> Item:
    return Item(name="x", price=x)
