"""Pages in the language of Jinja: the files of `conformance/templates`, which both sides render."""

from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.middleware.sessions import SessionMiddleware

DIRECTORY = Path(__file__).parent.parent / "templates"

app = FastAPI(title="Templates")
app.add_middleware(SessionMiddleware, secret_key="secret-é", max_age=None)


def site(request: Request):
    return {"site": "by the processor", "path": request.url.path}


def later(request: Request):
    return {"later": f"{request.method} wins"}


templates = Jinja2Templates(
    directory=[DIRECTORY / "first", DIRECTORY / "second"],
    context_processors=[site, lambda request: {"later": "loses"}, later],
)
templates.env.globals["version"] = "1.2"
templates.env.filters["shout"] = lambda text: text.upper() + "!"
templates.env.tests["loud"] = lambda text: text.endswith("!")


def values():
    return {
        "text": "<a href=\"x\">'&</a>",
        "number": 3,
        "half": 1.5,
        "big": 1e16,
        "small": 1e-7,
        "yes": True,
        "no": False,
        "nothing": None,
        "empty": "",
        "items": ["a", "<b>", 3],
        "numbers": [3, 1, 2],
        "pairs": {"b": 1, "a": "x'<"},
        "users": [
            {"name": "Ada", "age": 36, "admin": True},
            {"name": "Grace", "age": 85, "admin": False},
            {"name": "Alan", "age": 41, "admin": True},
        ],
        "script": "</script><script>alert('x')&é😀\"\\\n",
        "words": "one two  three\nfour",
        "site": "given",
    }


@app.get("/pages/{name:path}", response_class=HTMLResponse)
async def page(request: Request, name: str):
    return templates.TemplateResponse(request, name, values())


@app.get("/plain/{name}", response_class=HTMLResponse)
def plain(request: Request, name: str):
    return templates.TemplateResponse(request=request, name=name, context={"items": [name]})


@app.get("/items/{id}", response_class=HTMLResponse)
async def read_item(request: Request, id: int):
    return templates.TemplateResponse(request, "item.html", {"id": id})


@app.get("/typed/{id:int}/{rest:path}", response_class=HTMLResponse, name="typed")
async def typed(request: Request, id: int, rest: str):
    return templates.TemplateResponse(request, "typed.html", {"id": id, "rest": rest})


class Item(BaseModel):
    name: str = Field(alias="itemName")
    number: int
    low: int


@app.get("/model", response_class=HTMLResponse)
async def model(request: Request):
    item = Item(itemName="<Lamp>", number=2**128 - 1, low=-(2**127))
    return templates.TemplateResponse(request, "model.html", {"item": item})


@app.get("/said", response_class=HTMLResponse)
async def said(request: Request):
    return templates.TemplateResponse(
        request,
        "item.html",
        {"id": 5},
        status_code=203,
        headers={"x-said": "yes", "cache-control": "no-store"},
    )


@app.get("/feed")
async def feed(request: Request) -> HTMLResponse:
    return templates.TemplateResponse(request, "feed.xml", {"title": "<&>"}, media_type="application/rss+xml")


@app.get("/mail", response_class=PlainTextResponse)
async def mail(request: Request):
    return templates.TemplateResponse(request, "mail.txt", {"name": "<Ada>"}, media_type="text/plain")


ran: list[str] = []


@app.get("/background", response_class=HTMLResponse)
async def background(request: Request):
    task = BackgroundTask(ran.append, "task")
    return templates.TemplateResponse(request, "item.html", {"id": 1}, background=task)


async def sidebar(request: Request) -> str:
    return templates.get_template("side.html").render({"request": request, "entries": ["<a>", "b"]})


@app.get("/dependency", response_class=HTMLResponse)
async def with_dependency(request: Request, side: str = Depends(sidebar)):
    return templates.TemplateResponse(request, "whole.html", {"side": side})


class Gone(Exception):
    pass


@app.exception_handler(Gone)
async def on_gone(request: Request, error: Gone):
    return templates.TemplateResponse(request, "error.html", {"what": "gone"}, status_code=410)


@app.exception_handler(404)
async def not_found(request: Request, error):
    return templates.TemplateResponse(request, "error.html", {"what": error.detail}, status_code=404)


@app.get("/gone")
async def gone() -> str:
    raise Gone()


sub = FastAPI(title="Sub")


@sub.get("/pages/{name}", response_class=HTMLResponse)
async def sub_page(request: Request, name: str):
    return templates.TemplateResponse(request, name, {"id": 1})


app.mount("/sub", sub, name="sub")
