"""The ids of operations in the document: which function makes them, and the components that are named by them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, Form
from fastapi.routing import APIRoute


def by(who: str) -> Callable[[APIRoute], str]:
    def function(route: APIRoute) -> str:
        methods = ",".join(route.methods or ())
        return f"{who} {route.name} {methods} {route.path_format} {'+'.join(map(str, route.tags))}"

    return function


events = APIRouter()


@events.post("{$callback_url}/plain")
def plain_event(size: int): ...


@events.post("{$callback_url}/own", generate_unique_id_function=by("callback"), tags=["events"])
def own_event(size: int): ...


@events.put("{$callback_url}/hidden", include_in_schema=False)
def hidden_event(size: int): ...


app = FastAPI(generate_unique_id_function=by("app"))


@app.get("/plain", tags=["a", "b"])
def plain() -> int:
    return 1


@app.get("/own", generate_unique_id_function=by("operation"), callbacks=events.routes)
def own() -> int:
    return 1


@app.get("/said", generate_unique_id_function=by("operation"), operation_id="said")
def said() -> list[int]:
    return [1]


@app.get("/named/{size}", name="other name")
def named(size: int) -> list[int]:
    return [size]


@app.post("/parts")
def parts(size: Annotated[int, Body()], more: Annotated[int, Body()] = 1) -> int:
    return size + more


@app.post("/form", generate_unique_id_function=lambda route: f"é:{route.name}'s")
def form(size: Annotated[int, Form()], more: Annotated[int, Form()] = 1) -> int:
    return size + more


@app.post("/hidden", include_in_schema=False, callbacks=events.routes)
def hidden(size: Annotated[int, Body(embed=True)]) -> int:
    return size


def router(function: Callable[[APIRoute], str] | None = None) -> APIRouter:
    """A router with two operations, one of which says a function."""
    router = APIRouter(prefix="/r", **({"generate_unique_id_function": function} if function else {}))

    @router.get("/one")
    def one() -> int:
        return 1

    @router.get("/two", generate_unique_id_function=by("operation"), tags=["two"])
    def two() -> int:
        return 2

    return router


app.include_router(router(), prefix="/silent")
app.include_router(router(), prefix="/included", generate_unique_id_function=by("include"), tags=["i"])
app.include_router(router(by("router")), prefix="/both", generate_unique_id_function=by("include"))

outer = APIRouter(prefix="/outer", generate_unique_id_function=by("outer"))
outer.include_router(router())
outer.include_router(router(by("router")), prefix="/own")
outer.include_router(router(), prefix="/included", generate_unique_id_function=by("include"))
app.include_router(outer, generate_unique_id_function=by("outermost"))


@app.webhooks.post("plain")
def plain_hook(size: int): ...


@app.webhooks.post("own", generate_unique_id_function=by("webhook"), tags=["hooks"])
def own_hook(size: int): ...
