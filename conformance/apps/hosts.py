"""Hosts and schemes: `TrustedHostMiddleware` and `HTTPSRedirectMiddleware`. The first segment of the path says which."""

from fastapi import FastAPI
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI(title="Hosts")


class ByPath:
    """The middleware that the path names."""

    def __init__(self, app):
        self.app = app
        hosts = ["Example.com", "*.example.org", "www.site.test", "[::1]", "127.0.0.1"]
        self.ways = {
            "trusted": TrustedHostMiddleware(app, allowed_hosts=hosts),
            "still": TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False),
            "any": TrustedHostMiddleware(app, allowed_hosts=["*"]),
            "https": HTTPSRedirectMiddleware(app),
        }

    async def __call__(self, scope, receive, send):
        name = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await self.ways.get(name, self.app)(scope, receive, send)


app.add_middleware(ByPath)


@app.get("/{way}/items/{name}")
async def items(way: str, name: str):
    return {"way": way, "name": name}
