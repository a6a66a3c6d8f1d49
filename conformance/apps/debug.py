"""The debug mode: what is shown of an error, and what is not."""

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse



class Debugged(FastAPI):
    """Sends the error alone of a traceback, whose paths are others on each machine."""

    def build_middleware_stack(self):
        inner = super().build_middleware_stack()

        async def stack(scope, receive, send):
            start = None

            async def send_error(message):
                nonlocal start
                if message["type"] == "http.response.start":
                    start = message
                    return
                body = message["body"]
                if start["status"] == 500 and b"raceback" in body:
                    body = error_of(body)
                    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
                    start["headers"] = [(b"content-length", str(len(body)).encode()), *headers]
                await send(start)
                await send({**message, "body": body})

            await inner(scope, receive, send_error if scope["type"] == "http" else send)

        return stack


def error_of(traceback: bytes) -> bytes:
    lines = [line.strip() for line in traceback.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(b"<h2>")), lines[-1])


app = Debugged(title="Debug", debug=True)


class Handled(Exception):
    pass


@app.exception_handler(Handled)
async def handled(request: Request, error: Handled):
    return JSONResponse({"handled": True}, status_code=409)


@app.exception_handler(500)
async def internal(request: Request, error: Exception):
    return JSONResponse({"sorry": True}, status_code=500)


@app.get("/fails")
async def fails():
    raise RuntimeError("no <b>lamps</b>")


@app.get("/fails/plain")
def fails_plain():
    raise RuntimeError("no <b>lamps</b>")


@app.get("/fails/number")
def number():
    return int("x")


def broken():
    raise RuntimeError("no lamps")


@app.get("/fails/dependency", dependencies=[Depends(broken)])
async def asks():
    return {}


@app.get("/handled")
async def is_handled():
    raise Handled


@app.get("/told")
async def told():
    raise HTTPException(500, "told")


@app.get("/busy")
async def busy():
    raise HTTPException(503, "busy")


@app.get("/items/{item_id}")
async def read(item_id: int):
    return item_id


quiet = FastAPI(title="Quiet")


@quiet.get("/fails")
async def quiet_fails():
    raise RuntimeError("no lamps")


loud = Debugged(title="Loud", debug=True)


@loud.get("/fails")
async def loud_fails():
    raise RuntimeError("no lamps")


quiet_around = FastAPI(title="Quiet around")
quiet_around.mount("/loud", loud)
app.mount("/quiet", quiet)
app.mount("/around", quiet_around)
