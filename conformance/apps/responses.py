"""Further responses, the fields of streams, whole responses that are files."""

from typing import Any, AsyncIterable, Union

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from apps.answers import LETTERS


class Message(BaseModel):
    message: str
    error_code: int = Field(0, alias="errorCode")


class Wheel(BaseModel):
    rim_size: int = Field(18, alias="rimSize")
    spokes: int | None = Field(None, serialization_alias="numberOfSpokes")


class Bicycle(BaseModel):
    model_name: str = Field(alias="modelName")
    front: Wheel | None = Field(None, alias="frontWheel")
    wheels: list[Wheel] = []
    by_name: dict[str, Wheel] = Field({}, alias="byName")
    price: float = 10.5


def bicycle(name: str) -> Bicycle:
    return Bicycle(
        modelName=name,
        frontWheel=Wheel(rimSize=20),
        wheels=[Wheel(), Wheel(rimSize=22)],
        byName={"rimSize": Wheel()},
    )


class Both(BaseModel):
    either: Union[Wheel, Message, str]


MISSING: dict[int | str, dict[str, Any]] = {
    404: {
        "model": Message,
        "description": "No such item",
        "content": {"application/json": {"example": {"message": "none"}}},
    }
}
COMMON: dict[int | str, dict[str, Any]] = {
    **MISSING,
    "5XX": {"description": "Later"},
    409: {"description": "Taken", "headers": {"x-by": {"schema": {"type": "string"}}}},
}

app = FastAPI(title="Responses", responses={418: {"model": Message}, 409: {}})
shared = APIRouter(prefix="/shared", responses=COMMON)
inner = APIRouter(prefix="/inner", responses={"4XX": {}, 404: {"description": "Inner"}})


@shared.get("/plain")
def plain() -> str:
    return "plain"


@shared.get("/more", responses={**MISSING, 409: {"description": "Own"}, 201: {}})
def more() -> str:
    return "more"


@inner.get("/deep", responses={"5XX": {"description": "Deep"}, 418: {"model": Wheel}})
def deep() -> str:
    return "deep"


@app.get(
    "/content",
    responses={
        200: {
            "description": "A table",
            "content": {
                "text/csv": {"schema": {"type": "string"}, "example": "a,b"},
                "application/json": {"example": {"modelName": "A"}},
            },
            "headers": {
                "x-left": {"schema": {"type": "integer"}, "description": "How many"}
            },
            "links": {"next": {"operationId": "plain", "parameters": {"a": "$x"}}},
        },
        404: {
            "model": list[Message],
            "content": {
                "image/png": {},
                "application/json": {
                    "examples": {
                        "one": {"summary": "One", "value": [{"message": "a"}]},
                        "two": {"value": []},
                    }
                },
            },
        },
        "default": {"description": "Else", "x-kind": {"a": 1}},
        "3XX": {"model": Wheel},
    },
)
def content() -> Bicycle:
    return bicycle("A")


@app.get("/content/html", response_class=HTMLResponse, responses={400: {"model": Message}, 200: {"content": {"image/png": {}}}})
def content_html() -> str:
    return "<p>a</p>"


@app.get("/none", response_class=Response)
def none() -> Response:
    return Response("none", media_type="text/x-none")


@app.get("/none/created", response_class=Response, status_code=201, responses={404: {"model": Message}, 201: {"content": {"image/png": {}}}})
def none_created() -> Response:
    return Response("none", status_code=201, media_type="image/png")


@app.get("/lines/all")
async def lines_all() -> AsyncIterable[Bicycle]:
    yield bicycle("a")


@app.get("/lines/include", response_model_include={"model_name": True, "front": {"rim_size"}})
async def lines_include() -> AsyncIterable[Bicycle]:
    yield bicycle("a")
    yield Bicycle(modelName="b")


@app.get("/lines/exclude", response_model_exclude={"front": True, "wheels": {"__all__": {"spokes"}}})
async def lines_exclude() -> AsyncIterable[Bicycle]:
    yield bicycle("a")
    yield Bicycle(modelName="b")


@app.get("/lines/without", response_model_exclude_none=True, response_model_exclude_defaults=True)
async def lines_without() -> AsyncIterable[Bicycle]:
    yield bicycle("a")
    yield Bicycle(modelName="b")


@app.get("/lines/names", response_model_by_alias=False)
async def lines_names() -> AsyncIterable[Bicycle]:
    yield bicycle("é")


@app.get("/lines/lists", response_model_by_alias=False, response_model_exclude={"__all__": {"front"}})
async def lines_lists() -> AsyncIterable[list[Bicycle]]:
    yield [bicycle("a"), Bicycle(modelName="b")]
    yield []


@app.get("/lines/sent", response_model_include={"price", "wheels"}, response_model_by_alias=False)
async def lines_sent() -> AsyncIterable[Bicycle]:
    yield bicycle("a")


@app.get("/events/include", response_class=EventSourceResponse, response_model_include={"model_name"})
async def events_include() -> AsyncIterable[Bicycle]:
    yield bicycle("a")
    yield bicycle("b")


@app.get("/events/names", response_class=EventSourceResponse, response_model_by_alias=False, response_model_exclude_none=True)
async def events_names() -> AsyncIterable[Bicycle]:
    yield bicycle("a\n")


@app.get("/events/named", response_class=EventSourceResponse, response_model_by_alias=False)
async def events_named() -> AsyncIterable[Bicycle]:
    yield ServerSentEvent(data=bicycle("a"), id="1", event="new")
    yield ServerSentEvent(raw_data="as it is", comment="raw")


@app.get("/events/sent", response_class=EventSourceResponse, response_model_exclude={"by_name"})
async def events_sent() -> AsyncIterable[Bicycle]:
    yield bicycle("a")
    yield ServerSentEvent(data=bicycle("a"), id="1")


@app.get("/names", response_model_by_alias=False)
def names() -> Bicycle:
    return bicycle("a")


@app.get("/names/list", response_model_by_alias=False, response_model_include={"__all__": {"by_name", "front"}})
def names_list() -> list[Bicycle]:
    return [bicycle("a"), Bicycle(modelName="b")]


@app.get("/names/maybe", response_model_by_alias=False)
def names_maybe(there: bool = True) -> Bicycle | None:
    return bicycle("a") if there else None


@app.get("/names/either", response_model_by_alias=False)
def names_either(which: int) -> Both:
    return Both(either=[Wheel(), Message(message="a"), "text"][which])


@app.get("/names/map", response_model_by_alias=False)
def names_map() -> dict[str, Bicycle]:
    return {"modelName": bicycle("a")}


@app.get("/names/alias", response_model_by_alias=True)
def names_alias() -> Bicycle:
    return bicycle("a")


OWN = {"etag": '"v1"', "last-modified": "Wed, 21 Oct 2015 07:28:00 GMT"}


@app.get("/whole/{kind}")
def whole(kind: str) -> Response:
    if kind == "file":
        return FileResponse(LETTERS)
    if kind == "named":
        return FileResponse(LETTERS, filename="x.html", headers={"x-a": "b"})
    if kind == "typed":
        return FileResponse(LETTERS, media_type="text/x-typed")
    if kind == "created":
        return FileResponse(LETTERS, status_code=404)
    if kind == "own":
        return FileResponse(LETTERS, headers=OWN)
    if kind == "weak":
        return FileResponse(LETTERS, headers={"etag": 'W/"v1"'})
    if kind == "late":
        late = FileResponse(LETTERS)
        late.headers["last-modified"] = OWN["last-modified"]
        late.headers["content-type"] = "application/x-late"
        return late
    if kind == "stream":
        return StreamingResponse(iter(["a", "b"]), media_type="text/csv")
    return JSONResponse({"kind": kind})


class Gone(Exception):
    pass


@app.exception_handler(Gone)
def handle_gone(request: Request, error: Gone) -> Response:
    return FileResponse(LETTERS, status_code=410)


@app.exception_handler(404)
def handle_missing(request: Request, error: Exception) -> Response:
    return FileResponse(LETTERS)


@app.get("/gone")
def gone() -> str:
    raise Gone()


@app.middleware("http")
async def files(request: Request, call_next: Any) -> Response:
    if "x-file" in request.headers:
        response = FileResponse(LETTERS, filename="letters.txt")
        response.headers["x-file"] = request.headers["x-file"]
        return response
    return await call_next(request)


@app.middleware("http")
async def around(request: Request, call_next: Any) -> Response:
    response = await call_next(request)
    told = [response.headers.get("content-range", ""), response.headers.get("etag", "")[:1]]
    response.headers["x-told"] = f"{response.status_code} {told[0]} {told[1]}"
    return response


@app.put(
    "/stored/{kind}",
    status_code=201,
    response_description="It has been made",
    responses={
        201: {
            "headers": {
                "location": {"description": "Where it is", "required": True, "schema": {"type": "string"}},
                "x-left": {"schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            }
        },
        200: {"model": list[Wheel], "description": "It was there already"},
        303: {"description": "See Other"},
        204: {"description": "Nothing to store"},
        203: {"description": "Non Authoritative Information", "content": {"text/html": {"schema": {"type": "string"}}}},
        202: {"description": "Accepted"},
        409: {"model": Message, "description": "Nothing of it is left"},
        410: {"model": list[Message], "description": "Gone"},
    },
)
def stored(kind: str) -> Wheel:
    by_kind: dict[str, Any] = {
        "made": JSONResponse(Wheel(rimSize=1).model_dump(by_alias=True), 201, {"location": "/1", "x-left": "3"}),
        "none left": JSONResponse(Wheel().model_dump(by_alias=True), 201, {"location": "/2"}),
        "known": JSONResponse([Wheel().model_dump(by_alias=True)], 200, {"x-fixed": "a"}),
        "moved": RedirectResponse("/é", 303),
        "nothing": Response(status_code=204),
        "page": HTMLResponse("<p>", 203),
        "file": FileResponse(LETTERS, status_code=202),
        "out": JSONResponse(Message(message="out", errorCode=3).model_dump(by_alias=True), 409, {"x-out": "3"}),
    }
    return by_kind.get(kind) or JSONResponse([Message(message=kind).model_dump(by_alias=True)], 410)


@app.get("/file/own", response_class=FileResponse)
def file_own(response: Response) -> Any:
    response.headers.update({**OWN, "x-own": "a"})
    return LETTERS


@app.get("/file/beside", response_class=FileResponse)
def file_beside() -> Any:
    return FileResponse(LETTERS, headers={**OWN, "content-type": "application/x-own", "content-disposition": "inline"})


@app.get("/typed/said")
def typed_said(response: Response) -> int:
    response.headers["content-type"] = "application/x-said"
    return 1


@app.get(
    "/typed/{kind}",
    responses={
        403: {"description": "Not for you", "headers": {"x-why": {"description": "Why", "schema": {"type": "string"}}}},
        202: {"model": int, "description": "Accepted", "content": {"application/json": {}}, "headers": {"x-fixed": {"schema": {"type": "string"}}}},
        409: {"model": Message, "description": "Conflict"},
    },
)
def typed(kind: str) -> int:
    if kind == "whole":
        return JSONResponse(1, headers={"content-type": "application/x-one"})
    if kind == "taken":
        return JSONResponse(2, 202, {"content-type": "application/x-two", "x-fixed": "a"})
    if kind == "text":
        return JSONResponse(2, 202, {"content-type": "text/x-two", "x-fixed": "a"})
    if kind == "body":
        return JSONResponse({"message": "out", "errorCode": 0}, 409, {"content-type": "application/x-three"})
    raise HTTPException(403, "no", {"content-type": "application/x-four", "x-why": "b"})


shared.include_router(inner)
app.include_router(shared)
