"""The effects of an operation's options: the fields that are sent, further answers, media types, callbacks and webhooks."""

from decimal import Decimal

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field, HttpUrl


class Message(BaseModel):
    message: str


class Sub(BaseModel):
    a: int | None = None
    b: str = "x"


class Item(BaseModel):
    name: str
    desc: str | None = None
    tax: float = 10.5
    price: Decimal = Decimal("1.0")
    alias_me: int = Field(3, alias="aliasMe")
    sub: Sub | None = None
    subs: list[Sub] = []
    m: dict[str, int | None] = {}


class Invoice(BaseModel):
    id: str
    title: str | None = None
    total: float


class InvoiceEvent(BaseModel):
    description: str
    paid: bool


class Received(BaseModel):
    ok: bool


class Subscription(BaseModel):
    username: str
    monthly_fee: float = 9.5


class Hal(JSONResponse):
    media_type = "application/hal+json"


class Png(Response):
    media_type = "image/png"


app = FastAPI(title="Operations", responses={500: {"model": Message}})


@app.get("/include", response_model_include={"name", "sub"})
def include() -> Item:
    return item()


@app.get("/include-within", response_model_include={"sub": {"b"}, "subs": {"__all__": {"a"}}})
def include_within() -> Item:
    return item()


@app.get("/exclude", response_model_exclude={"name", "alias_me", "price"})
def exclude() -> Item:
    return item()


@app.get("/exclude-within", response_model_exclude={"sub": {"a"}, "subs": {"__all__": {"b"}}, "m": True})
def exclude_within() -> Item:
    return item()


@app.get("/both", response_model_include={"name", "tax"}, response_model_exclude={"name"})
def both() -> Item:
    return item()


@app.get("/exclude-none", response_model_exclude_none=True)
def exclude_none() -> Item:
    return item()


@app.get("/exclude-defaults", response_model_exclude_defaults=True)
def exclude_defaults() -> Item:
    return item()


@app.get("/list", response_model_exclude_none=True, response_model_exclude={"__all__": {"tax", "m"}})
def items() -> list[Item]:
    return [item(), item()]


@app.get("/map", response_model_include={"k"}, response_model_exclude_defaults=True)
def mapped() -> dict[str, Item]:
    return {"k": item(), "z": item()}


@app.get("/maybe/{there}", response_model_include={"name"}, status_code=202)
def maybe(there: bool) -> Item | None:
    return item() if there else None


@app.get(
    "/responses",
    responses={
        404: {"model": Message},
        302: {"description": "The item was moved"},
        403: {"model": Message, "description": "Not yours"},
        "4XX": {"model": list[Message]},
        "default": {"description": "Who knows"},
        299: {},
    },
)
def responses(q: int = 0) -> Item:
    return item()


@app.get("/own-status", responses={200: {"description": "An item"}, 422: {"model": Message}})
def own_status(q: int = 0) -> Item:
    return item()


@app.get("/no-422", responses={"default": {"model": Message}})
def no_422(q: int = 0) -> Item:
    return item()


@app.get("/page", response_class=HTMLResponse, responses={404: {"model": Message}})
def page():
    return "<p>"


@app.get("/hal", response_class=Hal)
def hal() -> Sub:
    return Sub()


@app.get("/hal-value", response_class=Hal)
def hal_value():
    return {"a": 1}


@app.get("/png", response_class=Png, responses={200: {"content": {"image/webp": {}}}})
def png():
    return Png(b"png")


@app.get("/response")
def response() -> Response:
    return Response("x", media_type="text/css")


callbacks = APIRouter()


@callbacks.post("{$callback_url}/invoices/{$request.body.id}", status_code=202, tags=["bills"])
def invoice_paid(body: InvoiceEvent, urgent: bool = False) -> Received:
    """Somebody has paid."""


audited = APIRouter()


@audited.put("{$request.header.audit}")
def audit(lines: list[str]):
    """All that was done."""


@app.post("/invoices", callbacks=callbacks.routes)
def create_invoice(invoice: Invoice, callback_url: HttpUrl | None = None):
    return {"msg": "Invoice received"}


@app.webhooks.post("new-subscription")
def new_subscription(body: Subscription):
    """Somebody is new."""


@app.webhooks.post("gone", tags=["users"], summary="Somebody left", responses={410: {"model": Received}})
def gone(name: str) -> Received:
    pass


router = APIRouter(
    prefix="/r",
    responses={404: {"description": "No such thing"}, 409: {"model": Message}},
    callbacks=audited.routes,
    default_response_class=Hal,
)
inner = APIRouter(prefix="/inner", responses={409: {"description": "Taken"}})


@router.get("/one", responses={404: {"model": Message}, 418: {}})
def one() -> Sub:
    return Sub()


@router.get("/page", response_class=HTMLResponse)
def inner_page():
    return "<p>"


@inner.get("/two", callbacks=callbacks.routes)
def two() -> Item:
    return item()


@inner.get("/three", response_class=JSONResponse, response_model_exclude_none=True)
def three() -> Item:
    return item()


router.include_router(inner)
app.include_router(router)


def item() -> Item:
    return Item(name="a", aliasMe=3, sub=Sub(), subs=[Sub(a=1), Sub(b="y")], m={"k": None})
