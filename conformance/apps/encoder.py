"""Values without a type: what a `dict` that an operation returns has in it, and the same by their types."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel

app = FastAPI(title="Encoder")


class Wait(BaseModel):
    time: timedelta
    until: datetime


@app.get("/untyped", response_model=None)
async def untyped(wait: timedelta, amount: Decimal, moment: datetime, clock: time, day: date, id: UUID):
    return {
        "wait": wait,
        "amount": amount,
        "moment": moment,
        "clock": clock,
        "day": day,
        "id": id,
        "waits": [wait, -wait],
        "pair": (wait, amount),
        "nothing": None,
        "by name": {"a": [moment]},
        "by moment": {moment: wait},
        "by id": {id: amount},
        "model": Wait(time=wait, until=moment),
        "models": [Wait(time=wait, until=moment)],
    }


@app.get("/encoded", response_model=None)
async def encoded(wait: timedelta, moment: datetime):
    return jsonable_encoder({"wait": wait, "model": Wait(time=wait, until=moment)})


class Typed(BaseModel):
    wait: timedelta
    amount: Decimal
    moment: datetime
    clock: time
    day: date
    id: UUID
    waits: list[timedelta]
    nothing: timedelta | None


@app.get("/typed", response_model=None)
async def typed(wait: timedelta, amount: Decimal, moment: datetime, clock: time, day: date, id: UUID):
    values = Typed(wait=wait, amount=amount, moment=moment, clock=clock, day=day, id=id, waits=[wait, -wait], nothing=None)
    return values.model_dump(mode="json")
