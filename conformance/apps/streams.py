"""Streams that are written by hand: a function sends one item after another."""

from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import Depends, FastAPI, Header
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from .log import log, read_log

app = FastAPI(title="Streams")
app.get("/log")(read_log)


class Price(BaseModel):
    name: str
    cents: int | None = None


PRICES = [Price(name="tea", cents=300), Price(name="Größe"), Price(name="cake", cents=450)]


@app.get("/prices", response_class=EventSourceResponse)
async def prices(last_event_id: Annotated[int | None, Header()] = None) -> AsyncIterable[Price]:
    begin = 0 if last_event_id is None else last_event_id + 1
    for number, price in enumerate(PRICES):
        if number >= begin:
            yield ServerSentEvent(data=price, id=str(number))


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[Price]:
    yield Price(name="a")
    yield ServerSentEvent(data=Price(name="x"), event="update", id="1", retry=5, comment="hi\nthere")
    yield ServerSentEvent(raw_data="one\ntwo")
    yield ServerSentEvent(comment="only")
    yield ServerSentEvent(retry=1500)
    yield ServerSentEvent(event="e", id="")


@app.get("/events/none", response_class=EventSourceResponse)
async def events_none() -> AsyncIterable[int]:
    return
    yield 1


async def connection():
    log.append("connected")
    try:
        yield PRICES
    finally:
        log.append("closed")


@app.get("/export")
async def export(rows: Annotated[list[Price], Depends(connection)], limit: int = 3) -> AsyncIterable[Price]:
    for row in rows[:limit]:
        log.append(row.name)
        yield row


@app.get("/export/fails")
async def export_fails(rows: Annotated[list[Price], Depends(connection)]) -> AsyncIterable[Price]:
    yield rows[0]
    raise RuntimeError("no more")


@app.get("/export/untyped")
async def export_untyped():
    yield {"a": 1.5, "ü": "→😀"}
    yield [1, None, "x"]


@app.get("/table", response_class=StreamingResponse)
async def table():
    async def rows():
        yield "name,cents\n"
        yield ""
        for price in PRICES:
            yield f"{price.name},{price.cents}\n".encode()

    return StreamingResponse(rows(), media_type="text/csv")


@app.get("/table/fails", response_class=StreamingResponse)
async def table_fails():
    async def rows():
        yield "name,cents\n"
        raise RuntimeError("no more")

    return StreamingResponse(rows(), media_type="text/csv")
