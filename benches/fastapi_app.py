"""The operations as FastAPI's users write them: `python -m uvicorn fastapi_app:app`."""

import asyncio
import functools
import math
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

U32_MAX = 2**32 - 1
HOLD_SECONDS = 0.05
SAMPLES, STEPS_OF_A_SAMPLE = 100, 2000

app = FastAPI(title="Shop")


class Address(BaseModel):
    street: Annotated[str, Field(min_length=1, max_length=120)]
    city: Annotated[str, Field(min_length=1, max_length=80)]
    postcode: Annotated[str, Field(min_length=3, max_length=10)]
    country: Annotated[str, Field(min_length=2, max_length=2)]


class Customer(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    email: Annotated[str, Field(min_length=5, max_length=120)]
    address: Address


class Line(BaseModel):
    sku: Annotated[str, Field(min_length=3, max_length=32)]
    title: Annotated[str, Field(min_length=1, max_length=120)]
    quantity: Annotated[int, Field(ge=1, le=1000)]
    price: Annotated[float, Field(ge=0, le=100_000)]
    tags: Annotated[list[str], Field(max_length=8)]


class Order(BaseModel):
    reference: Annotated[str, Field(min_length=3, max_length=40)]
    priority: Annotated[int, Field(ge=1, le=5)]
    customer: Customer
    lines: Annotated[list[Line], Field(min_length=1, max_length=100)]
    note: Annotated[str | None, Field(max_length=500)] = None
    express: bool


class Receipt(BaseModel):
    reference: str
    units: int
    total: float


class Found(BaseModel):
    item_id: int
    q: str | None
    limit: int


class Done(BaseModel):
    ok: bool


class Waited(BaseModel):
    waited_ms: float


@app.get("/items/{item_id}")
async def read_item(item_id: int, limit: Annotated[int, Field(ge=0, le=U32_MAX)], q: str | None = None) -> Found:
    return Found(item_id=item_id, q=q, limit=limit)


@app.post("/orders")
async def create_order(order: Order) -> Receipt:
    units = sum(line.quantity for line in order.lines)
    total = 0.0
    for line in order.lines:  # `sum` of newer Pythons rounds better than an addition each
        total += line.quantity * line.price
    return Receipt(reference=order.reference, units=units, total=total)


@app.post("/search")
async def search(
    item_id: Annotated[int, Form()], limit: Annotated[int, Form(ge=0, le=U32_MAX)], q: Annotated[str | None, Form()] = None
) -> Found:
    return Found(item_id=item_id, q=q, limit=limit)


@app.get("/ping")
async def ping() -> Done:
    return Done(ok=True)


@app.get("/plain")
def plain() -> Done:
    return Done(ok=True)


@app.get("/blocked")
async def blocked(ms: int) -> Done:
    time.sleep(ms / 1000)
    return Done(ok=True)


@app.get("/blocking")
def blocking(ms: int) -> Done:
    time.sleep(ms / 1000)
    return Done(ok=True)


@app.get("/cpu")
def cpu(ms: int) -> Done:
    run(steps_per_millisecond() * ms)
    return Done(ok=True)


@app.get("/wake_then_block")
async def wake_then_block() -> Waited:
    wake = asyncio.Event()

    async def sleeper() -> float:
        await wake.wait()
        return time.perf_counter()

    task = asyncio.create_task(sleeper())
    await asyncio.sleep(0.005)
    sent = time.perf_counter()
    wake.set()
    time.sleep(HOLD_SECONDS)
    return Waited(waited_ms=(await task - sent) * 1e3)


@app.get("/spawn_then_block")
async def spawn_then_block() -> Waited:
    async def spawned() -> float:
        return time.perf_counter()

    sent = time.perf_counter()
    task = asyncio.create_task(spawned())
    time.sleep(HOLD_SECONDS)
    return Waited(waited_ms=(await task - sent) * 1e3)


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(4):
            time.sleep(HOLD_SECONDS)
            yield b"chunk\n"

    return StreamingResponse(chunks())


@functools.cache
def steps_per_millisecond() -> int:
    """Those of the fastest of many short samples, for whatever else runs only makes a sample slower."""
    fastest = math.inf
    for _ in range(SAMPLES):
        start = time.perf_counter()
        run(STEPS_OF_A_SAMPLE)
        fastest = min(fastest, time.perf_counter() - start)
    return round(STEPS_OF_A_SAMPLE / fastest / 1000)


def run(steps: int) -> int:
    """A fixed number of steps: a loop that ends at a deadline would compute less the busier the machine is."""
    state = 1
    for step in range(steps):
        state = (state * 1_664_525 + step) & U32_MAX
    return state
