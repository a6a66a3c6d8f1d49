"""Behind a proxy: what `X-Forwarded-For` and `X-Forwarded-Proto` say, and what depends on it."""

from fastapi import FastAPI, Request
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware

app = FastAPI(title="Proxies")


class ByPath:
    """The redirect to HTTPS, where the path asks for it."""

    def __init__(self, app):
        self.app = app
        self.https = HTTPSRedirectMiddleware(app)

    async def __call__(self, scope, receive, send):
        is_secure = scope["type"] == "http" and scope["path"].startswith("/secure/")
        await (self.https if is_secure else self.app)(scope, receive, send)


app.add_middleware(ByPath)


@app.get("/client")
async def client(request: Request):
    return {"client": request.client.host if request.client else None}


@app.get("/port")
async def port(request: Request):
    return {"client": [request.client.host, request.client.port] if request.client else None}


@app.get("/url")
async def url(request: Request):
    return {"scheme": request.url.scheme, "url": str(request.url)}


@app.get("/secure/{name}")
async def secure(name: str, request: Request):
    return {"name": name, "url": str(request.url)}


@app.get("/items/")
async def read_items():
    return ["plumbus", "portal gun"]
