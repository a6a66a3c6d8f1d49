"""Values that live as long as the application: its own and those of its routers, and the order in which they are made."""

from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request

events = []


def named(name):
    @asynccontextmanager
    async def lifespan(app):
        events.append(name)
        yield {name: {"name": name, "number": len(events)}}
        events.append(f"{name} ends")

    return lifespan


app = FastAPI(lifespan=named("pool"))
first = APIRouter(prefix="/first", lifespan=named("cache"))
nested = APIRouter(prefix="/nested", lifespan=named("mailer"))
second = APIRouter(prefix="/second", lifespan=named("queue"))


def user(request: Request):
    return f"a user of {request.state.pool['name']}"


@app.get("/events")
def read_events() -> list[str]:
    return events


@app.get("/pool")
async def read_pool(request: Request):
    return request.state.pool


@first.get("/")
async def read_first(request: Request, user: Annotated[str, Depends(user)]):
    return [request.state.pool, request.state.cache, user]


@nested.get("/{item_id}")
def read_nested(item_id: int, request: Request):
    return [item_id, request.state.mailer]


@second.get("/")
async def read_second(request: Request):
    return [request.state.queue, request.state.mailer]


first.include_router(nested)
app.include_router(first)
app.include_router(second)
