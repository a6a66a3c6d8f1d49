"""Security: every scheme, scopes that add up, logins, and what is answered first. `/log` says what has happened."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException, Query, Request, Security
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    HTTPDigest,
    OAuth2,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
    OAuth2PasswordRequestFormStrict,
    OpenIdConnect,
    SecurityScopes,
)
from fastapi.security.base import SecurityBase
from fastapi.security.http import HTTPBase
from pydantic import BaseModel

from .log import log, read_log

app = FastAPI(title="Security")
app.get("/log")(read_log)


# Every scheme, required and optional.

code_scheme = {"authorizationUrl": "https://login.example/authorize", "tokenUrl": "https://login.example/token"}
password_bearer = OAuth2PasswordBearer("token", scopes={"me": "Read your data", "items": "Read items", "admin": "All"})
maybe_password_bearer = OAuth2PasswordBearer("token", scheme_name="MaybeBearer", auto_error=False)
code_bearer = OAuth2AuthorizationCodeBearer(
    **code_scheme, refreshUrl="https://login.example/refresh", scopes={"read": "Read"}, description="By a code"
)
generic = OAuth2(
    flows={
        "implicit": {"authorizationUrl": "https://login.example/authorize", "scopes": {"a": "A"}},
        "password": {"tokenUrl": "token", "refreshUrl": "refresh"},
        "clientCredentials": {"tokenUrl": "token"},
        "authorizationCode": code_scheme,
    }
)
maybe_generic = OAuth2(scheme_name="MaybeOAuth2", auto_error=False)
oidc = OpenIdConnect(openIdConnectUrl="/openid")
maybe_oidc = OpenIdConnect(openIdConnectUrl="/openid", auto_error=False)
bearer = HTTPBearer(bearerFormat="JWT", description="A token")
maybe_bearer = HTTPBearer(scheme_name="MaybeHTTPBearer", auto_error=False)
basic = HTTPBasic()
maybe_basic = HTTPBasic(auto_error=False)
realm_basic = HTTPBasic(scheme_name="RealmBasic", realm="simple")
digest = HTTPDigest()
maybe_digest = HTTPDigest(auto_error=False)
base = HTTPBase(scheme="Other-way x2y")
maybe_base = HTTPBase(scheme="Other-way x2y", auto_error=False)
header_key = APIKeyHeader(name="X-Key")
maybe_header_key = APIKeyHeader(name="X-Key", auto_error=False)
query_key = APIKeyQuery(name="key", description="Seen in logs")
maybe_query_key = APIKeyQuery(name="key", scheme_name="MaybeKey", auto_error=False)
cookie_key = APIKeyCookie(name="key")
maybe_cookie_key = APIKeyCookie(name="key", auto_error=False)


class Signature(SecurityBase):
    """A scheme of one's own."""

    def __init__(self) -> None:
        self.model = APIKey(**{"in": APIKeyIn.header}, name="X-Signature")
        self.scheme_name = "Signature"

    async def __call__(self, request: Request) -> int:
        text = request.headers.get("x-signature")
        if text is None:
            raise HTTPException(403, "Sign it")
        if not text.startswith("sig-"):
            raise HTTPException(400, "No signature")
        return len(text)


Words = Annotated[HTTPAuthorizationCredentials, Depends(bearer)]


def words(credentials: HTTPAuthorizationCredentials | None):
    return credentials and [credentials.scheme, credentials.credentials]


def pair(credentials: HTTPBasicCredentials | None):
    return credentials and [credentials.username, credentials.password]


@app.get("/oauth2/password")
async def oauth2_password(token: Annotated[str, Depends(password_bearer)]):
    return {"token": token}


@app.get("/oauth2/password/maybe")
async def oauth2_password_maybe(token: Annotated[str | None, Depends(maybe_password_bearer)]):
    return {"token": token}


@app.get("/oauth2/code")
def oauth2_code(token: Annotated[str, Depends(code_bearer)]):
    return {"token": token}


@app.get("/oauth2/any")
async def oauth2_any(authorization: Annotated[str, Depends(generic)]):
    return {"authorization": authorization}


@app.get("/oauth2/any/maybe")
async def oauth2_any_maybe(authorization: Annotated[str | None, Depends(maybe_generic)]):
    return {"authorization": authorization}


@app.get("/oidc")
async def openid(authorization: Annotated[str, Depends(oidc)]):
    return {"authorization": authorization}


@app.get("/oidc/maybe")
async def openid_maybe(authorization: Annotated[str | None, Depends(maybe_oidc)]):
    return {"authorization": authorization}


@app.get("/http/bearer")
async def http_bearer(credentials: Words):
    return words(credentials)


@app.get("/http/bearer/maybe")
def http_bearer_maybe(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(maybe_bearer)]):
    return words(credentials)


@app.get("/http/basic")
async def http_basic(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]):
    return pair(credentials)


@app.get("/http/basic/maybe")
async def http_basic_maybe(credentials: Annotated[HTTPBasicCredentials | None, Depends(maybe_basic)]):
    return pair(credentials)


@app.get("/http/basic/realm")
async def http_basic_realm(credentials: Annotated[HTTPBasicCredentials, Depends(realm_basic)]):
    return pair(credentials)


@app.get("/http/digest")
async def http_digest(credentials: Annotated[HTTPAuthorizationCredentials, Depends(digest)]):
    return words(credentials)


@app.get("/http/digest/maybe")
async def http_digest_maybe(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(maybe_digest)]):
    return words(credentials)


@app.get("/http/base")
async def http_base(credentials: Annotated[HTTPAuthorizationCredentials, Depends(base)]):
    return words(credentials)


@app.get("/http/base/maybe")
async def http_base_maybe(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(maybe_base)]):
    return words(credentials)


@app.get("/key/header")
async def key_header(key: Annotated[str, Depends(header_key)]):
    return {"key": key}


@app.get("/key/header/maybe")
async def key_header_maybe(key: Annotated[str | None, Depends(maybe_header_key)]):
    return {"key": key}


@app.get("/key/query")
async def key_query(key: Annotated[str, Depends(query_key)]):
    return {"key": key}


@app.get("/key/query/maybe")
async def key_query_maybe(key: Annotated[str | None, Depends(maybe_query_key)]):
    return {"key": key}


@app.get("/key/cookie")
async def key_cookie(key: Annotated[str, Depends(cookie_key)]):
    return {"key": key}


@app.get("/key/cookie/maybe")
async def key_cookie_maybe(key: Annotated[str | None, Depends(maybe_cookie_key)]):
    return {"key": key}


@app.get("/own")
async def own(length: Annotated[int, Depends(Signature())]):
    return length


# Logins.


@app.post("/token")
async def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    return [form.grant_type, form.username, form.password, form.scopes, form.client_id, form.client_secret]


@app.post("/token/strict")
def login_strict(form: Annotated[OAuth2PasswordRequestFormStrict, Depends()]):
    return [form.grant_type, form.username, form.password, form.scopes, form.client_id, form.client_secret]


# Several at once, and what is answered first.


class Item(BaseModel):
    name: str


async def before(mark: Annotated[str | None, Header()] = None):
    log.append(f"before {mark}")


def after():
    log.append("after")


async def needs_number(number: int):
    log.append(f"number {number}")
    return number


@app.get("/both")
async def both(key: Annotated[str, Depends(header_key)], token: Annotated[str, Depends(password_bearer)]):
    return [key, token]


@app.get("/either")
async def either(
    key: Annotated[str | None, Depends(maybe_query_key)], token: Annotated[str | None, Depends(maybe_password_bearer)]
):
    if key is None and token is None:
        raise HTTPException(401, "Say who you are")
    return [key, token]


@app.post("/order/{item_id}")
async def order(
    item_id: int,
    before: Annotated[None, Depends(before)],
    number: Annotated[int, Depends(needs_number)],
    token: Annotated[str, Depends(password_bearer)],
    after: Annotated[None, Depends(after)],
    item: Item,
):
    return [item_id, number, token, item.name]


@app.post("/twice")
async def twice(
    first: Annotated[str, Depends(header_key)],
    second: Annotated[str, Depends(header_key)],
    third: Annotated[str | None, Depends(maybe_header_key)],
    text: Annotated[str, Body()],
):
    return [first, second, third, text]


# Scopes.


async def current_user(scopes: SecurityScopes, token: Annotated[str, Depends(password_bearer)]):
    challenge = f'Bearer scope="{scopes.scope_str}"' if scopes.scopes else "Bearer"
    log.append(f"user {scopes.scopes}".replace("'", ""))
    name, _, granted = token.partition(":")
    if not granted:
        raise HTTPException(401, "Could not validate credentials", {"WWW-Authenticate": challenge})
    for scope in scopes.scopes:
        if scope not in granted.split(","):
            raise HTTPException(401, "Not enough permissions", {"WWW-Authenticate": challenge})
    return name


User = Annotated[str, Depends(current_user)]


async def active_user(user: Annotated[str, Security(current_user, scopes=["me"])]):
    log.append("active")
    if user == "idle":
        raise HTTPException(400, "Inactive user")
    return user


def titled(user: User, active: Annotated[str, Depends(active_user)]):
    log.append("titled")
    return f"{user.title()}/{active}"


def seen(scopes: SecurityScopes):
    return scopes.scopes


def unscoped():
    log.append("unscoped")
    return 1


@app.get("/status")
async def status(user: User):
    return user


@app.get("/users/me")
async def me(user: Annotated[str, Depends(active_user)]):
    return user


@app.get("/users/me/items")
async def own_items(user: Annotated[str, Security(active_user, scopes=["items"])]):
    return user


@app.get("/users/me/all")
async def everything(
    user: Annotated[str, Security(active_user, scopes=["items", "me", "items"])],
    titled: Annotated[str, Depends(titled)],
    again: Annotated[str, Security(current_user, scopes=["me", "items"])],
    plain: User,
    one: Annotated[int, Depends(unscoped)],
    two: Annotated[int, Depends(unscoped)],
):
    return [user, titled, again, plain, one, two]


@app.get("/scopes")
async def scopes(
    own: SecurityScopes,
    none: Annotated[list[str], Depends(seen)],
    a: Annotated[list[str], Security(seen, scopes=["a"])],
    ba: Annotated[list[str], Security(seen, scopes=["b", "a"])],
    ab: Annotated[list[str], Security(seen, scopes=["a", "b"])],
):
    return [own.scopes, none, a, ba, ab]


@app.get("/effect", dependencies=[Security(current_user, scopes=["admin"]), Depends(before)])
async def effect(q: Annotated[int, Query(gt=0)] = 1):
    return q


router = APIRouter(prefix="/admin", dependencies=[Security(current_user, scopes=["admin"])])


@router.get("/users")
def admin_users(user: User):
    return user


@router.get("/items", dependencies=[Security(active_user, scopes=["items"])])
def admin_items(key: Annotated[str | None, Depends(maybe_cookie_key)]):
    return key


@router.get("/hidden", include_in_schema=False)
def admin_hidden():
    return "hidden"


app.include_router(router)
