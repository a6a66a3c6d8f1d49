"""An authentication backend: `AuthenticationMiddleware` and `@requires`."""

import base64
import binascii

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
    requires,
)
from starlette.middleware.authentication import AuthenticationMiddleware

app = FastAPI(title="Authentication")


class BasicBackend(AuthenticationBackend):
    async def authenticate(self, conn):
        header = conn.headers.get("authorization")
        if header is None:
            return None
        scheme, _, credentials = header.partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, _, _ = base64.b64decode(credentials, validate=True).decode("ascii").partition(":")
        except (UnicodeDecodeError, binascii.Error):
            raise AuthenticationError("Invalid basic auth credentials")
        scopes = ["authenticated", "admin"] if user == "root" else ["authenticated"]
        return AuthCredentials(scopes), SimpleUser(user)


class ByPath:
    """Below `/json` errors are answered in JSON."""

    def __init__(self, app):
        self.usual = AuthenticationMiddleware(app, backend=BasicBackend())
        self.json = AuthenticationMiddleware(
            app,
            backend=BasicBackend(),
            on_error=lambda conn, error: JSONResponse({"error": str(error)}, status_code=401),
        )

    async def __call__(self, scope, receive, send):
        is_json = scope["type"] == "http" and scope["path"].startswith("/json/")
        await (self.json if is_json else self.usual)(scope, receive, send)


app.add_middleware(ByPath)


@app.get("/{way}/who")
async def who(way: str, request: Request):
    user = request.user.display_name if request.user.is_authenticated else None
    return {"user": user, "scopes": request.auth.scopes}


@app.get("/{way}/me")
@requires("authenticated")
async def me(way: str, request: Request) -> str | None:
    return request.user.display_name


@app.get("/{way}/admin")
@requires(["authenticated", "admin"], status_code=404)
def admin(way: str, request: Request) -> str:
    return "welcome"


@app.get("/{way}/counted/{number}")
@requires("authenticated")
async def counted(way: str, number: int, request: Request) -> int:
    return number


@app.get("/login", name="login")
async def login() -> str:
    return "log in"


@app.get("/{way}/page")
@requires("authenticated", redirect="login")
async def page(way: str, request: Request) -> str:
    return "page"
