"""Dependencies: their order, what is shared, what they read, and how they are undone. `/log` says what has happened."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Cookie, Depends, FastAPI, Header, HTTPException, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from .log import log, read_log

app = FastAPI(title="Dependencies")
app.get("/log")(read_log)


async def paging(q: str | None = None, skip: int = 0, limit: Annotated[int, Query(le=100)] = 10):
    log.append("paging")
    return [q, skip, limit]


def page(paging: Annotated[list, Depends(paging)]):
    log.append("page")
    return paging[1] // paging[2]


async def size(paging: Annotated[list, Depends(paging)], unit: Annotated[str, Header()] = "kB"):
    log.append("size")
    return [paging[2], unit]


class Paging(BaseModel):
    offset: Annotated[int, Field(ge=0)] = 0
    order: str = "name"


class Item(BaseModel):
    name: str
    price: float


@app.get("/items")
async def items(paging: Annotated[list, Depends(paging)]):
    return paging


@app.get("/shared/{item_id}")
def shared(
    item_id: int,
    page: Annotated[int, Depends(page)],
    size: Annotated[list, Depends(size)],
    paging: Annotated[list, Depends(paging)],
    mark: str,
):
    log.append("shared")
    return [item_id, page, size, paging, mark]


@app.get("/fresh")
async def fresh(one: Annotated[list, Depends(paging)], other: Annotated[list, Depends(paging, use_cache=False)]):
    return [one, other]


@app.get("/group")
async def group(group: Annotated[Paging, Query()], paging: Annotated[list, Depends(paging)]):
    return [group, paging]


def owner(item_id: Annotated[int, Path(ge=1)], session: Annotated[str | None, Cookie()] = None):
    log.append("owner")
    if item_id == 7:
        raise HTTPException(403, "Not yours", headers={"x-owner": "Ada"})
    if item_id == 8:
        raise RuntimeError("a bug")
    return session or "nobody"


@app.get("/owned/{item_id}")
async def owned(item_id: int, owner: Annotated[str, Depends(owner)], limit: int):
    return [item_id, owner, limit]


@app.get("/owner/{item_id}")
async def only_owner(owner: Annotated[str, Depends(owner)]):
    return owner


async def item_of_body(item: Item):
    log.append("item_of_body")
    return item.price * 2


@app.post("/body")
async def body(price: Annotated[float, Depends(item_of_body)]):
    return price


@app.post("/body/same")
async def body_same(item: Item, price: Annotated[float, Depends(item_of_body)]):
    return [item, price]


@app.post("/body/two")
async def body_two(price: Annotated[float, Depends(item_of_body)], mark: Annotated[int, Body(ge=1)]):
    return [price, mark]


async def marked(response: Response, tasks: BackgroundTasks, mark: str = "a"):
    response.headers["x-mark"] = mark
    response.headers["x-first"] = "dependency"
    response.set_cookie("mark", mark)
    if mark == "b":
        response.status_code = 202
    tasks.add_task(log.append, "task of marked")


@app.get("/beside", dependencies=[Depends(marked)])
async def beside(response: Response, tasks: BackgroundTasks):
    response.headers["x-first"] = "operation"
    tasks.add_task(log.append, "task of beside")
    return "beside"


@app.get("/beside/fail", dependencies=[Depends(marked)])
async def beside_fail():
    raise HTTPException(418, "Teapot")


async def session():
    log.append("open session")
    try:
        yield "session"
    except HTTPException as error:
        log.append(f"session failed {error.status_code}")
        raise
    finally:
        log.append("close session")


def transaction(session: Annotated[str, Depends(session)], refuse: bool = False):
    log.append("begin in " + session)
    failed = False
    try:
        yield "transaction"
    except HTTPException as error:
        failed = True
        log.append(f"transaction failed {error.status_code}")
        raise
    finally:
        log.append("end")
        if refuse and not failed:
            raise HTTPException(409, "Conflict")


@app.get("/transaction/{what}")
async def transact(
    what: str,
    transaction: Annotated[str, Depends(transaction, scope="function")],
    tasks: BackgroundTasks,
):
    log.append("work in " + transaction)
    tasks.add_task(log.append, "task")
    if what == "fail":
        raise HTTPException(418, "Teapot")
    return what


@app.get("/two/{what}")
def two(
    what: str,
    session: Annotated[str, Depends(session)],
    transaction: Annotated[str, Depends(transaction, scope="function")],
    owner: Annotated[str, Depends(paging)],
    number: int,
):
    log.append("work")
    return [what, session, transaction, number]


class Resource:
    """A resource that is open until it is undone."""

    def __init__(self) -> None:
        self.state = "open"


async def resource():
    made = Resource()
    try:
        yield made
    finally:
        made.state = "closed"
        log.append("close")


OfFunction = Annotated[Resource, Depends(resource, scope="function")]
OfRequest = Annotated[Resource, Depends(resource, scope="request")]

let_go_of = asyncio.Event()
held: set[asyncio.Task] = set()


async def hold(resource: Resource) -> None:
    await let_go_of.wait()
    log.append("let go")


@app.get("/held/of-function", include_in_schema=False)
async def held_of_function(resource: OfFunction):
    held.add(asyncio.create_task(hold(resource)))
    return "held"


@app.get("/held/of-request", include_in_schema=False)
async def held_of_request(resource: OfRequest):
    held.add(asyncio.create_task(hold(resource)))
    return "held"


@app.get("/let-go", include_in_schema=False)
async def let_go():
    let_go_of.set()
    await asyncio.gather(*held)
    held.clear()
    let_go_of.clear()


def states(resource: Resource):
    for _ in range(2):
        yield resource.state + " "


@app.get("/stream/of-function", include_in_schema=False)
async def stream_of_function(resource: OfFunction):
    return StreamingResponse(states(resource), media_type="text/plain")


@app.get("/stream/of-request", include_in_schema=False)
async def stream_of_request(resource: OfRequest):
    return StreamingResponse(states(resource), media_type="text/plain")


@app.get("/later/of-function", include_in_schema=False)
async def later_of_function(resource: OfFunction, tasks: BackgroundTasks):
    tasks.add_task(lambda: log.append(resource.state))


@app.get("/later/of-request", include_in_schema=False)
async def later_of_request(resource: OfRequest, tasks: BackgroundTasks):
    tasks.add_task(lambda: log.append(resource.state))


async def key(x_key: Annotated[str, Header()]):
    log.append("key")
    if x_key != "secret":
        raise HTTPException(400, "X-Key header invalid")


async def trace(response: Response, trace: int = 0):
    log.append("trace")
    response.headers["x-trace"] = str(trace)


class Contains:
    """A dependency with a state."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, q: Annotated[str, Query(max_length=10)] = "") -> bool:
        log.append(f"contains {self.text}")
        return self.text in q


contains_foo = Contains("foo")
contains_bar = Contains("bar")


@app.get("/contains")
async def contains(
    one: Annotated[bool, Depends(contains_foo)],
    two: Annotated[bool, Depends(contains_bar)],
    again: Annotated[bool, Depends(contains_foo)],
):
    return [one, two, again]


async def last(number: int = 1):
    log.append("last")
    return number


guarded = APIRouter(prefix="/guarded", dependencies=[Depends(key), Depends(trace)])
inner = APIRouter(prefix="/inner", dependencies=[Depends(paging)])


@guarded.get("/one", dependencies=[Depends(last)])
def guarded_one(number: Annotated[int, Depends(last)]):
    log.append("one")
    return number


@inner.get("/two/{item_id}", dependencies=[Depends(owner)])
async def guarded_two(item_id: int):
    log.append("two")
    return item_id


guarded.include_router(inner)
app.include_router(guarded)
