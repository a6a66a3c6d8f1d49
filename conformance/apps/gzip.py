"""Compressed responses: `GZipMiddleware`. The first segment of the path says with which options."""

import os
import tempfile
from pathlib import Path

from fastapi import BackgroundTasks, FastAPI, HTTPException, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, PlainTextResponse, StreamingResponse

app = FastAPI(title="Compressed responses")


def file(name: str, content: bytes) -> Path:
    """A file whose time is the same wherever and whenever this runs."""
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(content)
    os.utime(path, ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))
    return path


PAGE = file("page.txt", b"0123456789" * 6_000)
LARGE_PAGE = file("large_page.txt", b"0123456789" * 30_000)


class ByPath:
    """The options that the path names."""

    def __init__(self, app):
        self.app = app
        self.ways = {
            "usual": GZipMiddleware(app),
            "fast": GZipMiddleware(app, compresslevel=1),
            "short": GZipMiddleware(app, minimum_size=3),
            "types": GZipMiddleware(app, exclude_content_types=("Text/HTML; a=b", "x/*")),
        }

    async def __call__(self, scope, receive, send):
        name = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await self.ways.get(name, self.app)(scope, receive, send)


app.add_middleware(ByPath)


@app.get("/{way}/size/{size}")
async def sized(way: str, size: int):
    return PlainTextResponse("a" * size)


@app.head("/{way}/head/{size}")
async def headed(way: str, size: int):
    return PlainTextResponse("a" * size)


@app.get("/{way}/type")
async def typed(way: str, type: str, status: int = 200):
    return Response("a" * 600, media_type=type, status_code=status)


@app.get("/{way}/untyped")
async def untyped(way: str):
    return Response("a" * 600)


@app.get("/{way}/marked")
async def marked(way: str):
    headers = {"ETag": '"abc"', "Vary": "Cookie", "Cache-Control": "no-transform"}
    return PlainTextResponse("a" * 600, headers=headers)


@app.get("/{way}/encoded/{coding}")
async def encoded(way: str, coding: str):
    return PlainTextResponse("a" * 600, headers={"Content-Encoding": coding})


@app.get("/{way}/stream/{count}", response_class=StreamingResponse)
async def stream(way: str, count: int):
    return StreamingResponse((f"{number}\n" for number in range(count)), media_type="text/plain")


@app.get("/{way}/empty-stream", response_class=StreamingResponse)
async def empty_stream(way: str):
    return StreamingResponse(iter([]), media_type="text/plain")


@app.get("/{way}/events", response_class=StreamingResponse)
async def events(way: str):
    return StreamingResponse(iter(["data: a\n\n"]), media_type="text/event-stream")


@app.get("/{way}/file", response_class=FileResponse)
async def page(way: str):
    return PAGE


@app.get("/{way}/file/large", response_class=FileResponse)
async def large_page(way: str):
    return LARGE_PAGE


@app.get("/{way}/teapot")
async def teapot(way: str):
    raise HTTPException(418, "a" * 600)


@app.get("/{way}/nothing", status_code=204)
async def nothing(way: str):
    return None


@app.get("/{way}/list")
async def numbers(way: str) -> list[int]:
    return list(range(500))


@app.get("/{way}/after")
async def after(way: str, tasks: BackgroundTasks) -> str:
    tasks.add_task(lambda: None)
    return "a" * 600
