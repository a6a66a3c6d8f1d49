"""Sessions: `SessionMiddleware` with each of its options. The first segment of the path says which."""

import json
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import PlainTextResponse
from itsdangerous import BadSignature, TimestampSigner
from starlette.middleware.sessions import SessionMiddleware

SECRET = "secret-é"
OTHER_SECRET = "another secret"
LONG = 10**9  # seconds: a cookie of 2023 is good

app = FastAPI(title="Sessions")


class Cut:
    """In the place of the time and the signature of a session that is sent: what is to be said of them."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_cut(message):
            if message["type"] in ("http.response.start", "websocket.accept"):
                message["headers"] = [(name, cut(value) if name == b"set-cookie" else value) for name, value in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_cut)


def cut(cookie):
    name, _, rest = cookie.partition(b"=")
    value, _, attributes = rest.partition(b"; ")
    if b"." not in value:
        return cookie
    for secret in (SECRET, OTHER_SECRET):
        try:
            payload = TimestampSigner(secret).unsign(value, max_age=60)
        except BadSignature:
            continue
        return name + b"=" + payload + f".signed-now-with-{len(secret)}; ".encode() + attributes
    return name + b"=not-signed; " + attributes


class ByPath:
    """The sessions that the path names."""

    def __init__(self, app):
        self.app = app
        inner = SessionMiddleware(app, SECRET, session_cookie="inner", max_age=LONG)
        self.ways = {
            "usual": SessionMiddleware(app, SECRET),
            "long": SessionMiddleware(app, SECRET, max_age=LONG),
            "forever": SessionMiddleware(app, SECRET, max_age=None),
            "other-key": SessionMiddleware(app, OTHER_SECRET, max_age=LONG),
            "strict": SessionMiddleware(
                app, SECRET, session_cookie="s", max_age=LONG, path="/strict", same_site="strict", https_only=True, domain="example.com"
            ),
            "frames": SessionMiddleware(app, SECRET, max_age=LONG, same_site="none", https_only=True, partitioned=True),
            "two": SessionMiddleware(inner, OTHER_SECRET, session_cookie="outer", max_age=LONG),
            "mounted": SessionMiddleware(app, SECRET, max_age=LONG),
        }

    async def __call__(self, scope, receive, send):
        name = scope["path"].split("/")[1] if scope["type"] in ("http", "websocket") else ""
        await self.ways.get(name, self.app)(scope, receive, send)


app.add_middleware(ByPath)
app.add_middleware(Cut)


def counted(request: Request) -> int:
    request.session["count"] = request.session.get("count", 0) + 1
    return request.session["count"]


@app.get("/{way}/read", response_class=PlainTextResponse)
async def read(way: str, request: Request):
    return json.dumps(request.session)


@app.get("/{way}/untouched")
async def untouched(way: str) -> str:
    return "untouched"


@app.post("/{way}/write/{key}")
async def write(way: str, key: str, value: Annotated[Any, Body()], request: Request):
    request.session[key] = value


@app.get("/{way}/has/{key}")
async def has(way: str, key: str, request: Request) -> bool:
    return key in request.session


@app.post("/{way}/remove/{key}")
async def remove(way: str, key: str, request: Request):
    request.session.pop(key, None)


@app.post("/{way}/clear")
async def clear(way: str, request: Request):
    request.session.clear()


@app.post("/{way}/replace")
async def replace(way: str, values: dict[str, Any], request: Request):
    request.session.clear()
    request.session.update(values)


@app.post("/{way}/nested")
async def nested(way: str, request: Request) -> list[int]:
    request.session["list"].append(2)
    return request.session["list"]


@app.post("/{way}/large/{size}")
async def large(way: str, size: int, request: Request):
    request.session["large"] = "x" * size


@app.get("/{way}/count")
async def count(way: str, request: Request, count: int = Depends(counted)):
    return [count, request.session["count"]]


@app.get("/{way}/checked")
async def checked(way: str, number: int, count: int = Depends(counted)) -> int:
    return number


@app.get("/{way}/refused")
async def refused(way: str, count: int = Depends(counted)):
    raise HTTPException(403, "Not for you", headers={"x-why": "because"})


@app.get("/{way}/fails")
async def fails(way: str, count: int = Depends(counted)):
    raise RuntimeError("a bug")


@app.websocket("/{way}/ws")
async def websocket(way: str, socket: WebSocket):
    session = json.dumps(socket.session)
    socket.session["seen"] = True
    await socket.accept()
    await socket.send_text(session)
    await socket.close()


@app.websocket("/{way}/ws-plain")
async def plain_websocket(way: str, socket: WebSocket):
    await socket.accept()
    await socket.send_text("plain")
    await socket.close()


@app.websocket("/{way}/ws-refused")
async def refused_websocket(way: str, socket: WebSocket):
    socket.session["seen"] = True
    await socket.close()


mounted = FastAPI(title="Mounted", openapi_url=None)
own = FastAPI(title="Own", openapi_url=None)
own.add_middleware(SessionMiddleware, secret_key=OTHER_SECRET, session_cookie="own", max_age=LONG)


@mounted.get("/count")
@own.get("/count")
async def count_in_mount(request: Request):
    request.session["count"] = request.session.get("count", 0) + 1
    return request.session["count"]


app.mount("/mounted/same", mounted)
app.mount("/mounted/own", own)
