"""The WebSockets as FastAPI's users write them: `python -m uvicorn fastapi_sockets:app`."""

import time

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

app = FastAPI(title="Sockets")


class Done(BaseModel):
    ok: bool


class ConnectionManager:
    """Of FastAPI's tutorial."""

    def __init__(self) -> None:
        self.active_connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self.active_connections.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        self.active_connections.remove(websocket)

    async def broadcast(self, message: str) -> None:
        for connection in self.active_connections:
            await connection.send_text(message)


manager = ConnectionManager()


@app.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        text = await websocket.receive_text()
        await websocket.send_text(text)


@app.websocket("/room")
async def room(websocket: WebSocket) -> None:
    await manager.connect(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            await manager.broadcast(text)
    except WebSocketDisconnect:
        manager.disconnect(websocket)


@app.websocket("/blocked")
async def blocked(websocket: WebSocket, ms: int) -> None:
    await websocket.accept()
    while True:
        text = await websocket.receive_text()
        time.sleep(ms / 1000)
        await websocket.send_text(text)


@app.get("/ping")
async def ping() -> Done:
    return Done(ok=True)
