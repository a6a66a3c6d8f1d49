"""Built frontends: at the top, below prefixes, with and without pages to fall back to, behind dependencies."""

import os
import tempfile
from pathlib import Path

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Response
from fastapi.responses import JSONResponse

from .log import log, read_log

app = FastAPI(title="Frontends")
app.get("/log")(read_log)

FILES = {
    "app": {"index.html": "<p>app", "assets/app.js": "go()", ".hidden": "hidden", "about/index.html": "<p>about", "api/file.txt": "file"},
    "site": {"index.html": "<p>site", "404.html": "<p>no such page", "a.txt": "a", "inner/b.txt": "b"},
    "files": {"a.txt": "a", "inner/b.txt": "b"},
}


def directories() -> Path:
    """Files whose time is the same wherever and whenever this runs."""
    top = Path(tempfile.mkdtemp())
    for directory, files in FILES.items():
        for name, content in files.items():
            path = top / directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
            os.utime(path, ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))
    (top / "app" / "out.txt").symlink_to("../site/a.txt")
    return top


TOP = directories()


@app.exception_handler(404)
async def not_found(request, error):
    return JSONResponse({"detail": error.detail, "path": request.url.path}, 404)


@app.get("/api/items")
def items() -> list[str]:
    return ["plumbus"]


@app.post("/api/post")
def post() -> str:
    return "posted"


@app.get("/slash/")
def slash() -> str:
    return "slash"


def guard(response: Response, tasks: BackgroundTasks, x_token: str | None = Header(None)):
    log.append(f"guard {x_token}")
    if x_token is None:
        raise HTTPException(401, "who?", {"www-authenticate": "Token"})
    response.headers["x-guard"] = x_token
    tasks.add_task(log.append, "task")
    try:
        yield
    finally:
        log.append("undone")


def count(number: int):
    pass


guarded = APIRouter(prefix="/guarded", dependencies=[Depends(guard)])
guarded.frontend("/", directory=TOP / "site")
guarded.frontend("/deep", directory=TOP / "files")
counted = APIRouter(dependencies=[Depends(count)])
counted.frontend("/counted", directory=TOP / "files")
app.include_router(guarded, prefix="/v1")
app.include_router(counted)
app.frontend("/", directory=TOP / "app")
app.frontend("/site", directory=TOP / "site")
app.frontend("/files/", directory=TOP / "files")
app.frontend("/index", directory=TOP / "site", fallback="index.html")
app.frontend("/found", directory=TOP / "site", fallback="404.html")
app.frontend("/nothing", directory=TOP / "site", fallback=None)
