"""The same application as `src/bin/hostile`, for FastAPI on Uvicorn."""

import asyncio
import base64
import itertools
import json
import os
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.exceptions import HTTPException

app = FastAPI()
NOTES = os.environ.get("HOSTILE_NOTES")
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
numbers = itertools.count(1)


def note(line: str) -> None:
    if NOTES:
        with open(NOTES, "a", encoding="utf-8") as file:
            file.write(line + "\n")


@app.get("/ping")
async def ping() -> str:
    return "pong"


@app.get("/slow")
async def slow(seconds: float) -> str:
    await asyncio.sleep(seconds)
    note("slow ended")
    return "slow"


@app.get("/slow-plain")
def slow_plain(seconds: float) -> str:
    time.sleep(seconds)
    note("slow ended")
    return "slow"


@app.get("/events")
async def events() -> StreamingResponse:
    return StreamingResponse(ticks("data: {}\n\n"), media_type="text/event-stream")


@app.get("/stream")
async def stream() -> StreamingResponse:
    return StreamingResponse(ticks("{}\n"))


async def ticks(line: str) -> AsyncIterator[str]:
    for number in itertools.count(1):
        yield line.format(number)
        await asyncio.sleep(0.1)


@app.get("/flood")
async def flood() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    return StreamingResponse(chunks())


@app.get("/large")
async def large(megabytes: int) -> Response:
    return Response(b"x" * (min(megabytes, 64) << 20))


@app.post("/swallow")
async def swallow(request: Request) -> int:
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
    return count


@app.get("/background")
async def background(seconds: float, tasks: BackgroundTasks) -> str:
    async def task() -> None:
        await asyncio.sleep(seconds)
        note("background ended")

    tasks.add_task(task)
    return "later"


async def connection() -> AsyncIterator[int]:
    note("dependency made")
    try:
        yield 0
    finally:
        note("teardown ended")


@app.get("/held")
async def held(seconds: float, connection: Annotated[int, Depends(connection)]) -> int:
    await asyncio.sleep(seconds)
    return connection


@app.api_route("/{path:path}", methods=METHODS)
async def read(path: str, request: Request) -> Response:
    return noted(request, await request.body())


@app.exception_handler(404)
@app.exception_handler(405)
async def unread(request: Request, _: HTTPException) -> Response:
    return noted(request, None)


def noted(request: Request, body: bytes | None) -> Response:
    number = next(numbers)
    target = request.scope["raw_path"].decode("latin-1")
    if query := request.scope["query_string"].decode("latin-1"):
        target += "?" + query
    reading = {
        "number": number,
        "port": request.client.port if request.client else None,
        "method": request.method,
        "target": target,
        "host": request.headers.get("host"),
        "probes": [pair for pair in request.headers.items() if pair[0].startswith(("x-p", "x_p"))],
        "body": None if body is None else base64.b64encode(body).decode(),
    }
    note(json.dumps(reading))
    return PlainTextResponse("", headers={"x-note": str(number)})
