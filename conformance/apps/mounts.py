"""Applications in applications: sub applications, hosts, root paths. FastAPI's tutorial of both is among them."""

import warnings
from contextlib import asynccontextmanager

from fastapi import APIRouter, BackgroundTasks, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware import Middleware
from starlette.routing import Mount

from .log import log, read_log

warnings.simplefilter("ignore")  # `root_path` is deprecated, and still what most applications have


class Closed(Exception):
    pass


class Mark:
    """Adds a header to every response."""

    def __init__(self, app, name):
        self.app = app
        self.name = name

    async def __call__(self, scope, receive, send):
        async def marked(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-mark", self.name.encode())]
            await send(message)

        await self.app(scope, receive, marked if scope["type"] == "http" else send)


def params(request: Request):
    return {name: str(value) for name, value in request.path_params.items()}


def where(request: Request):
    """Where the request has arrived."""
    return {"root_path": request.scope["root_path"], "url": str(request.url), "params": params(request)}


def with_routes(app: FastAPI) -> FastAPI:
    app.get("/where", name="whereabouts")(where)

    @app.get("/items/")
    def items() -> list[str]:
        return ["a", "b"]

    @app.get("/things/{id}")
    def thing(id: int, request: Request):
        return {"id": id, "params": params(request)}

    @app.get("/closed")
    def closed():
        raise Closed

    @app.get("/teapot")
    def teapot():
        raise HTTPException(418, "Teapot")

    @app.get("/later")
    def later(tasks: BackgroundTasks, n: int = 0):
        tasks.add_task(log.append, f"later {n}")
        return "ok"

    return app


deepest = with_routes(FastAPI(title="Deepest", version="3"))
middle = with_routes(FastAPI(title="Middle", openapi_url="/schema.json", docs_url=None))
middle.mount("/deepest", deepest)


@middle.exception_handler(Closed)
async def closed_in_the_middle(request: Request, error: Closed):
    return JSONResponse({"closed": request.scope["root_path"]}, status_code=423)


middle.add_middleware(Mark, name="middle")

app = FastAPI(title="Mounts")


app.get("/log")(read_log)


@app.get("/app", name="read_main")
def read_main(request: Request):
    """Hello World from main app"""
    return {"message": "Hello World", "root_path": request.scope.get("root_path")}


@app.get("/middle/own")
def own():
    return "of the outer application"


@app.exception_handler(404)
async def not_found(request: Request, error: HTTPException):
    return JSONResponse({"nothing at": request.url.path}, status_code=404)


@app.exception_handler(Closed)
async def closed_outside(request: Request, error: Closed):
    return JSONResponse({"closed": "outside"}, status_code=423)


app.add_middleware(Mark, name="outer")

# FastAPI's tutorial: advanced/sub-applications
subapi = FastAPI()


@subapi.get("/sub")
def read_sub():
    return {"message": "Hello World from sub API"}


app.mount("/subapi", subapi)


@app.get("/subapi/late")
def late():
    return "of the outer application"


app.mount("/middle/", middle)
app.mount("/tenants/{tenant}", with_routes(FastAPI(title="Tenant")))
app.mount("/numbers/{number:int}/x{rest}", with_routes(FastAPI(title="Number")))
app.router.routes.append(
    Mount("/around", app=with_routes(FastAPI(title="Around")), middleware=[Middleware(Mark, name="mount")])
)


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield {"life": "started"}


lived = FastAPI(lifespan=lifespan)


@lived.get("/life")
def life(request: Request):
    return getattr(request.state, "life", "never started")


app.mount("/lived", lived)

router = APIRouter()
router.mount("/inside", with_routes(FastAPI(title="Inside")))
app.include_router(router, prefix="/router")

# At hosts
app.host("api.example.com", with_routes(FastAPI(title="Host", openapi_url="/host.json")))
app.host("{tenant}.example.org", with_routes(FastAPI(title="Tenant host", openapi_url="/host.json")))
app.host("[::1]", with_routes(FastAPI(title="Address", openapi_url="/host.json")))


# FastAPI's tutorial: advanced/behind-a-proxy, and more of root paths
def proxied(**options) -> FastAPI:
    return with_routes(FastAPI(openapi_url="/proxied.json", **options))


servers = [
    {"url": "https://stag.example.com", "description": "Staging environment"},
    {"url": "https://prod.example.com", "description": "Production environment"},
]
app.host("root.test", proxied(root_path="/api/v1"))
app.host("servers.test", proxied(servers=servers, root_path="/api/v1"))
app.host("named.test", proxied(servers=[{"url": "/api/v1"}], root_path="/api/v1"))
app.host("unnamed.test", proxied(servers=servers, root_path="/api/v1", root_path_in_servers=False))
below = proxied(root_path="/api/v1")
below.mount("/sub", with_routes(FastAPI(title="Below", openapi_url="/below.json")))
app.host("below.test", below)

app.mount("/", with_routes(FastAPI(title="Top", openapi_url="/top.json")))
