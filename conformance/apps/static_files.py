"""A directory whose files are served: plain, with pages, and with links that lead out of it."""

import os
import tempfile
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

app = FastAPI(title="Static files")

CONTENTS = {
    "letters.txt": "abcdefghijklmnopqrstuvwxyz",
    "numbers.txt": "0123456789",
    "same/a.bin": "one",
    "same/b.bin": "two",
    "css/site.css": "body {}",
    "app.js": "go()",
    "app.js.gz": "compressed",
    "module.mjs": "go()",
    "data.json": "{}",
    "page.html": "<p>page",
    "picture.svg": "<svg/>",
    "picture.png": "png",
    "program.wasm": "wasm",
    "font.woff2": "font",
    "notes.md": "notes",
    "table.csv": "a,b",
    "document.pdf": "pdf",
    "strange.zzzz": "?",
    "none": "?",
    "empty.txt": "",
    "größe und mehr.txt": "größe",
    "percent%41.txt": "percent",
    "back\\slash.txt": "back",
    ".hidden": "hidden",
    ".well-known/security.txt": "contact",
    "index.html": "<p>index",
    "404.html": "<p>not found",
    "folder/index.html": "<p>folder",
    "folder/inner/file.txt": "inner",
    "listing/index.html/file.txt": "a folder of this name",
}


def directory() -> Path:
    """Files whose time is the same wherever and whenever this runs."""
    top = Path(tempfile.mkdtemp())
    static = top / "static"
    (top / "outside.txt").write_text("outside")
    for name, content in CONTENTS.items():
        path = static / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        os.utime(path, ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))
    os.utime(top / "outside.txt", ns=(1_700_000_000_250_000_000, 1_700_000_000_250_000_000))
    (static / "within.txt").symlink_to("css/../letters.txt")
    (static / "absolute.txt").symlink_to(static / "numbers.txt")
    (static / "out.txt").symlink_to("../outside.txt")
    (static / "up").symlink_to("..")
    (static / "loop").symlink_to("loop")
    (static / "dangling").symlink_to("nothing")
    return static


STATIC = directory()


@app.exception_handler(404)
async def not_found(request: Request, error: HTTPException):
    return JSONResponse({"not found": request.url.path}, 404) if "handled" in request.url.query else JSONResponse(
        {"detail": error.detail}, 404, error.headers
    )


@app.get("/static/operation")
def operation() -> str:
    return "an operation"


@app.get("/url/{name}/{path:path}")
def url(request: Request, name: str, path: str) -> str:
    return str(request.url_for(name, path=path))


app.mount("/static", StaticFiles(directory=STATIC), name="static")
app.mount("/html", StaticFiles(directory=STATIC, html=True), name="html")
app.mount("/plain", StaticFiles(directory=STATIC / "css", html=True), name="plain")
app.mount("/links", StaticFiles(directory=STATIC, follow_symlink=True), name="links")
app.mount("/later", StaticFiles(directory=STATIC / "later", check_dir=False), name="later")
