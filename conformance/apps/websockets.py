"""WebSockets: handshakes, refusals, messages, ends. `/events/{case}` says what the application has seen of an exchange."""

import asyncio
from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, FastAPI, Header, HTTPException, Query, WebSocket, WebSocketException
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import HTMLResponse
from starlette.websockets import WebSocketDisconnect

app = FastAPI(title="WebSockets")
seen: dict[str, list[str]] = defaultdict(list)


class ByPath:
    """The middleware that the path names."""

    def __init__(self, app):
        self.app = app
        self.ways = {
            "trusted": TrustedHostMiddleware(app, allowed_hosts=["example.com"]),
            "https": HTTPSRedirectMiddleware(app),
        }

    async def __call__(self, scope, receive, send):
        name = scope["path"].split("/")[1] if scope["type"] in ("http", "websocket") else ""
        await self.ways.get(name, self.app)(scope, receive, send)


app.add_middleware(ByPath)


@app.middleware("http")
async def marked(request, call_next):
    response = await call_next(request)
    if request.url.path.startswith("/both"):
        response.headers["x-http"] = "seen"
    return response


def log(socket, line):
    seen[socket.query_params.get("case", "")].append(line)


@app.get("/events/{case}")
async def events(case: str) -> list[str]:
    return seen[case]


async def echo_until_end(socket):
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message["code"], message.get("reason"))
            if message.get("text") is not None:
                await socket.send_text(message["text"])
            else:
                await socket.send_bytes(message["bytes"])
    except WebSocketDisconnect as end:
        log(socket, f"disconnected {end.code} {end.reason or ''}".strip())
    log(socket, "end")


@app.websocket("/echo")
async def echo(socket: WebSocket):
    log(socket, "begin")
    await socket.accept()
    await echo_until_end(socket)


@app.websocket("/accepts")
async def accepts(socket: WebSocket, subprotocol: str | None = None):
    offered = socket.scope["subprotocols"]
    await socket.accept(subprotocol=subprotocol, headers=[(b"X-First", b"1"), (b"X-Second", b"2"), (b"x-first", b"3")])
    await socket.send_json(offered)
    await socket.close()


@app.websocket("/accepts-with")
async def accepts_with(socket: WebSocket, name: str, value: str = "1"):
    await socket.accept(headers=[(name.encode(), value.encode())])
    await socket.close()


@app.websocket("/before/{how}")
async def before(socket: WebSocket, how: str):
    match how:
        case "close":
            await socket.close(1008, "x")
        case "close-1000":
            await socket.close()
        case "policy":
            raise WebSocketException(1008, "pol")
        case "http":
            raise HTTPException(401, "who are you?", headers={"WWW-Authenticate": "Basic"})
        case "denial":
            await socket.send_denial_response(HTMLResponse("<p>no</p>", 418, headers={"x-why": "tea"}))
        case "crash":
            raise ValueError("a bug")


@app.websocket("/after/{how}")
async def after(socket: WebSocket, how: str):
    await socket.accept()
    await socket.send_text("hello")
    match how:
        case "policy":
            raise WebSocketException(1008, "pol")
        case "policy-4000":
            raise WebSocketException(4000)
        case "http":
            raise HTTPException(404, "gone")
        case "crash":
            raise ValueError("a bug")
        case "close":
            await socket.close()
        case "close-reason":
            await socket.close(4001, "bye")
        case "close-1001":
            await socket.close(1001, "später")


@app.websocket("/parameters/{number}")
async def parameters(
    socket: WebSocket,
    number: int,
    q: Annotated[list[str], Query(max_length=2)] = [],
    size: Annotated[int, Query(ge=1)] = 1,
    x_key: Annotated[str | None, Header(min_length=3)] = None,
    session: Annotated[int | None, Cookie()] = None,
):
    await socket.accept()
    await socket.send_json([number, q, size, x_key, session])
    await socket.close()


async def user(socket: WebSocket, token: str | None = None):
    if token is None:
        raise HTTPException(401, "no token", headers={"WWW-Authenticate": "Bearer"})
    if token == "bad":
        raise WebSocketException(1008, "bad token")
    return token


@app.websocket("/users")
async def users(socket: WebSocket, user: Annotated[str, Depends(user)]):
    await socket.accept()
    await socket.send_text(user)
    await socket.close()


async def accepted(socket: WebSocket):
    await socket.accept()


@app.websocket("/accepted")
async def after_accepted(socket: WebSocket, number: int, _: Annotated[None, Depends(accepted)]):
    await socket.send_json(number)
    await socket.close()


async def of_function(socket: WebSocket):
    log(socket, "open function")
    try:
        yield "function"
    except Exception as error:
        log(socket, "function failed")
        raise
    finally:
        log(socket, "close function")


async def of_request(socket: WebSocket):
    log(socket, "open request")
    try:
        yield "request"
    finally:
        log(socket, "close request")
        log(socket, "end")


@app.websocket("/undone/{how}")
async def undone(
    socket: WebSocket,
    how: str,
    of_request: Annotated[str, Depends(of_request, scope="request")],
    of_function: Annotated[str, Depends(of_function, scope="function")],
):
    if how == "refused":
        raise HTTPException(403, "no")
    await socket.accept()
    log(socket, "accepted")
    await socket.send_json([of_request, of_function])
    if how == "policy":
        raise WebSocketException(1008, "pol")
    await socket.close()
    log(socket, "closed")


@app.websocket("/text")
async def text(socket: WebSocket):
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


@app.websocket("/bytes")
async def read_bytes(socket: WebSocket):
    await socket.accept()
    await socket.send_bytes(await socket.receive_bytes())
    await socket.close()


@app.websocket("/json")
async def read_json(socket: WebSocket):
    await socket.accept()
    await socket.send_json(await socket.receive_json())
    await socket.close()


@app.websocket("/iterates")
async def iterates(socket: WebSocket):
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)
    log(socket, "end")


@app.websocket("/sends-after")
async def sends_after(socket: WebSocket):
    """Sends when the client has closed."""
    await socket.accept()
    try:
        await socket.receive_text()
    except WebSocketDisconnect as end:
        log(socket, f"received {end.code}")
    try:
        await socket.send_text("late")
        log(socket, "sent")
    except (WebSocketDisconnect, RuntimeError):
        log(socket, "not sent")
    log(socket, "end")


@app.websocket("/wrong/{how}")
async def wrong(socket: WebSocket, how: str):
    """Calls what cannot be called then."""
    match how:
        case "sends-first":
            await socket.send_text("early")
        case "receives-first":
            await socket.receive_text()
    await socket.accept()
    match how:
        case "accepts-twice":
            await socket.accept()
        case "sends-closed":
            await socket.close(4000)
            await socket.send_text("late")
        case "closes-twice":
            await socket.close(4000)
            await socket.close(4001)
    await socket.send_text("all is well")
    await socket.close()


@app.websocket("/late")
async def late(socket: WebSocket):
    """Receives when much has been sent."""
    await socket.accept()
    await asyncio.sleep(1)
    count = size = 0
    while (message := await socket.receive()).get("text") != "end":
        count, size = count + 1, size + len(message["bytes"])
    await socket.send_json([count, size])
    await socket.close()


@app.websocket("/sends-much")
async def sends_much(socket: WebSocket):
    """Sends more than a client takes that does not read."""
    await socket.accept()
    for number in range(64):
        await socket.send_text(f"{number:02}" * 32768)
    await socket.close()


@app.websocket("/closes-early")
async def closes_early(socket: WebSocket):
    """Closes while the client still sends."""
    await socket.accept()
    await socket.receive_text()
    await socket.close(1000, "enough")


@app.get("/both")
async def both_http() -> str:
    return "http"


@app.websocket("/both")
async def both(socket: WebSocket):
    await socket.accept()
    await socket.send_text("websocket")
    await socket.close()


@app.get("/only-http")
async def only_http() -> str:
    return "http"


async def key(x_key: Annotated[str, Header()]):
    if x_key != "secret":
        raise HTTPException(400, "wrong key")


router = APIRouter(prefix="/rooms", dependencies=[Depends(key)])


@router.websocket("/{room}/ws", name="room")
async def room(socket: WebSocket, room: str):
    await socket.accept()
    await socket.send_json([room, str(socket.url_for("room", room="a b")), str(socket.url_for("only_http"))])
    await socket.close()


app.include_router(router)


@app.get("/urls")
async def urls() -> str:
    return app.url_path_for("room", room="a-b")


@app.websocket("/trusted/ws")
@app.websocket("/https/ws")
async def behind_middleware(socket: WebSocket):
    await socket.accept()
    await socket.send_text("here")
    await socket.close()


sub = FastAPI()


@sub.websocket("/ws")
async def mounted(socket: WebSocket):
    await socket.accept()
    await socket.send_json([socket.scope["root_path"], str(socket.url)])
    await socket.close()


app.mount("/sub", sub)
