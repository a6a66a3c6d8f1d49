"""The most bytes of a body and the bounds of a form: of the application, its routers and its operations. The nearest wins."""

from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, File, Form, Request, UploadFile

app = FastAPI(title="Limits", max_body_size=64, form_limits={"max_fields": 3, "max_part_size": 1024})


@app.post("/text")
async def text(text: Annotated[str, Body()]) -> int:
    return len(text)


@app.post("/raw")
async def raw(request: Request) -> int:
    return len(await request.body())


@app.post("/unread")
async def unread() -> str:
    return "nobody reads it"


@app.post("/larger", max_body_size=100)
async def larger(text: Annotated[str, Body()]) -> int:
    return len(text)


@app.post("/smaller", max_body_size=16)
async def smaller(text: Annotated[str, Body()]) -> int:
    return len(text)


@app.post("/empty", max_body_size=0)
async def empty(text: Annotated[str | None, Body()] = None) -> str:
    return text or "nothing"


@app.post("/form", max_body_size=10_000)
async def form(a: Annotated[list[str], Form()]) -> int:
    return len(a)


@app.post("/form/fewer", max_body_size=10_000, form_limits={"max_fields": 1})
async def fewer(a: Annotated[list[str], Form()]) -> int:
    return len(a)


@app.post("/form/tiny", max_body_size=10_000, form_limits={"max_part_size": 5})
async def tiny(a: Annotated[list[str], Form()]) -> int:
    return len(a)


@app.post("/form/files", max_body_size=10_000, form_limits={"max_files": 1})
async def files(f: Annotated[list[UploadFile], File()]) -> int:
    return len(f)


near = APIRouter(prefix="/near", max_body_size=32, form_limits={"max_fields": 2})


@near.post("/text")
async def near_text(text: Annotated[str, Body()]) -> int:
    return len(text)


@near.post("/larger", max_body_size=200)
async def near_larger(text: Annotated[str, Body()]) -> int:
    return len(text)


@near.post("/form", max_body_size=10_000)
async def near_form(a: Annotated[list[str], Form()]) -> int:
    return len(a)


plain = APIRouter(prefix="/plain")


@plain.post("/text")
async def plain_text(text: Annotated[str, Body()]) -> int:
    return len(text)


outer = APIRouter(prefix="/outer", max_body_size=24, form_limits={"max_fields": 1})
outer.include_router(near)
outer.include_router(plain)
app.include_router(outer)
app.include_router(near)
