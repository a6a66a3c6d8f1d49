"""Middleware around the application, and around the operations of a router: FastAPI's custom routes and requests."""

from typing import Callable

from fastapi import APIRouter, BackgroundTasks, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

app = FastAPI(title="Middleware")


class Item(BaseModel):
    name: str
    price: float


class Closed(Exception):
    pass


@app.exception_handler(Closed)
async def closed(request: Request, error: Closed):
    return JSONResponse({"closed": request.url.path, "agent": request.headers.get("x-agent")}, status_code=423)


@app.middleware("http")
async def inner(request: Request, call_next):
    response = await call_next(request)
    response.headers.append("x-mark", "inner")
    return response


@app.middleware("http")
async def outer(request: Request, call_next):
    path = request.url.path
    if path == "/blocked":
        return JSONResponse({"detail": "Blocked"}, status_code=403)
    if path == "/raise":
        raise HTTPException(418, "Teapot")
    if path == "/old":
        request.scope["path"] = "/items/7"
    if path == "/measured":
        request.state.length = len(await request.body())
    response = await call_next(request)
    response.headers.append("x-mark", "outer")
    if path == "/replaced":
        return PlainTextResponse(f"instead of {response.status_code}", status_code=203)
    return response


@app.get("/items/{item_id}")
async def read_item(item_id: int):
    return {"item_id": item_id}


@app.post("/items")
async def create_item(item: Item) -> Item:
    return item


@app.post("/measured")
async def measured(request: Request, item: Item):
    return {"name": item.name, "length": request.state.length}


@app.get("/teapot")
async def teapot():
    raise HTTPException(418, "Teapot", headers={"x-tea": "green"})


@app.get("/fails")
async def fails():
    raise RuntimeError("no disk")


@app.get("/replaced", status_code=201)
async def replaced():
    return "never seen"


@app.get("/stream", response_class=StreamingResponse)
async def stream():
    def pieces():
        for number in range(3):
            yield f"{number}\n"

    return StreamingResponse(pieces(), media_type="text/plain")


@app.get("/background")
async def background(tasks: BackgroundTasks):
    tasks.add_task(lambda: None)
    return "done"


class MarkedRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        handler = super().get_route_handler()

        async def marked(request: Request) -> Response:
            response = await handler(request)
            response.headers["x-route"] = "marked"
            return response

        return marked


class ExplainingRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        handler = super().get_route_handler()

        async def explaining(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                body = await request.body()
                raise HTTPException(422, {"errors": error.errors(), "body": body.decode()})
            except RuntimeError as error:
                raise HTTPException(503, f"not now: {error}")
            except HTTPException as error:
                raise HTTPException(error.status_code, [error.detail])

        return explaining


class ShiftedRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            body = await super().body()
            if self.headers.get("content-encoding") == "shift":
                body = bytes(byte - 1 for byte in body)
            self._body = body
        return self._body


class ShiftedRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        handler = super().get_route_handler()

        async def shifted(request: Request) -> Response:
            return await handler(ShiftedRequest(request.scope, request.receive))

        return shifted


class ClosingRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        async def closing(request: Request) -> Response:
            raise Closed()

        return closing


marked = APIRouter(prefix="/marked", route_class=MarkedRoute)
explaining = APIRouter(prefix="/explaining", route_class=ExplainingRoute)
shifted = APIRouter(prefix="/shifted", route_class=ShiftedRoute)
closing = APIRouter(prefix="/closing", route_class=ClosingRoute)


@marked.get("/items/{item_id}")
async def marked_item(item_id: int):
    return {"item_id": item_id}


@explaining.post("/items")
async def explained_item(item: Item) -> Item:
    return item


@explaining.get("/fails")
async def explained_failure():
    raise RuntimeError("no disk")


@explaining.get("/teapot")
async def explained_teapot():
    raise HTTPException(418, "Teapot")


@shifted.post("/items")
async def shifted_item(item: Item) -> Item:
    return item


@closing.get("/items/{item_id}")
async def closed_item(item_id: int):
    return {"item_id": item_id}


for router in (marked, explaining, shifted, closing):
    app.include_router(router)
