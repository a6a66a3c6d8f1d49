"""Headers, cookies and fields of a form of every type that fits into a text."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Cookie, FastAPI, Form, Header, Query
from pydantic import EmailStr, HttpUrl

app = FastAPI(title="Sources")


class Colour(str, Enum):
    RED = "red"
    SKY_BLUE = "sky-blue"


@app.get("/header/int")
def header_int(v: Annotated[int, Header()]) -> int:
    return v


@app.get("/cookie/int")
def cookie_int(v: Annotated[int, Cookie()]) -> int:
    return v


@app.get("/header/float")
def header_float(v: Annotated[float, Header(gt=0)]) -> float:
    return v


@app.get("/cookie/float")
def cookie_float(v: Annotated[float, Cookie(gt=0)]) -> float:
    return v


@app.get("/header/bool")
def header_bool(v: Annotated[bool, Header()]) -> bool:
    return v


@app.get("/cookie/bool")
def cookie_bool(v: Annotated[bool, Cookie()]) -> bool:
    return v


@app.get("/header/text")
def header_text(v: Annotated[str, Header(min_length=2, max_length=5, pattern="^[a-z]+$")]) -> str:
    return v


@app.get("/cookie/text")
def cookie_text(v: Annotated[str, Cookie(min_length=2, max_length=5, pattern="^[a-z]+$")]) -> str:
    return v


@app.get("/header/decimal")
def header_decimal(v: Annotated[Decimal, Header()]) -> Decimal:
    return v


@app.get("/cookie/decimal")
def cookie_decimal(v: Annotated[Decimal, Cookie()]) -> Decimal:
    return v


@app.get("/header/datetime")
def header_datetime(v: Annotated[datetime, Header()]) -> datetime:
    return v


@app.get("/cookie/datetime")
def cookie_datetime(v: Annotated[datetime, Cookie()]) -> datetime:
    return v


@app.get("/header/date")
def header_date(v: Annotated[date, Header()]) -> date:
    return v


@app.get("/cookie/date")
def cookie_date(v: Annotated[date, Cookie()]) -> date:
    return v


@app.get("/header/time")
def header_time(v: Annotated[time, Header()]) -> time:
    return v


@app.get("/cookie/time")
def cookie_time(v: Annotated[time, Cookie()]) -> time:
    return v


@app.get("/header/duration")
def header_duration(v: Annotated[timedelta, Header()]) -> timedelta:
    return v


@app.get("/cookie/duration")
def cookie_duration(v: Annotated[timedelta, Cookie()]) -> timedelta:
    return v


@app.get("/header/uuid")
def header_uuid(v: Annotated[UUID, Header()]) -> UUID:
    return v


@app.get("/cookie/uuid")
def cookie_uuid(v: Annotated[UUID, Cookie()]) -> UUID:
    return v


@app.get("/header/colour")
def header_colour(v: Annotated[Colour, Header()]) -> Colour:
    return v


@app.get("/cookie/colour")
def cookie_colour(v: Annotated[Colour, Cookie()]) -> Colour:
    return v


@app.get("/header/choice")
def header_choice(v: Annotated[Literal["a", "b"], Header()]) -> Literal["a", "b"]:
    return v


@app.get("/cookie/choice")
def cookie_choice(v: Annotated[Literal["a", "b"], Cookie()]) -> Literal["a", "b"]:
    return v


@app.get("/header/url")
def header_url(v: Annotated[HttpUrl, Header()]) -> HttpUrl:
    return v


@app.get("/cookie/url")
def cookie_url(v: Annotated[HttpUrl, Cookie()]) -> HttpUrl:
    return v


@app.get("/header/email")
def header_email(v: Annotated[EmailStr, Header()]) -> EmailStr:
    return v


@app.get("/cookie/email")
def cookie_email(v: Annotated[EmailStr, Cookie()]) -> EmailStr:
    return v


@app.get("/header/ip")
def header_ip(v: Annotated[IPv4Address, Header()]) -> IPv4Address:
    return v


@app.get("/cookie/ip")
def cookie_ip(v: Annotated[IPv4Address, Cookie()]) -> IPv4Address:
    return v


@app.get("/header/either")
def header_either(v: Annotated[int | str, Header()]) -> int | str:
    return v


@app.get("/cookie/either")
def cookie_either(v: Annotated[int | str, Cookie()]) -> int | str:
    return v


@app.get("/header/strict")
def header_strict(v: Annotated[int, Header(strict=True)]) -> int:
    return v


@app.get("/cookie/strict")
def cookie_strict(v: Annotated[int, Cookie(strict=True)]) -> int:
    return v


@app.get("/header/ints")
def header_ints(v: Annotated[list[int], Header()]) -> list[int]:
    return v


@app.get("/header/set")
def header_set(v: Annotated[set[int], Header()]) -> set[int]:
    return v


@app.get("/header/some")
def header_some(v: Annotated[list[str], Header(min_length=2)]) -> list[str]:
    return v


@app.get("/all/{item_id}")
def read_all(
    item_id: int,
    session: Annotated[int, Cookie()],
    x_token: Annotated[str, Header(min_length=2)],
    limit: Annotated[int, Query(le=100)],
    user_agent: Annotated[str | None, Header(description="Who asks")] = None,
    strange_name: Annotated[str, Header(convert_underscores=False)] = "none",
    version: Annotated[int, Header(alias="X-Api-Version", ge=1, deprecated=True)] = 1,
    theme: Annotated[str | None, Cookie(alias="ui-theme", title="The theme")] = None,
    hidden: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> list[int | str | None]:
    return [item_id, session, x_token, limit, user_agent, strange_name, version, theme, hidden]


@app.post("/form/int")
def form_int(v: Annotated[int, Form()]) -> int:
    return v


@app.post("/form/float")
def form_float(v: Annotated[float, Form(gt=0)]) -> float:
    return v


@app.post("/form/bool")
def form_bool(v: Annotated[bool, Form()]) -> bool:
    return v


@app.post("/form/text")
def form_text(v: Annotated[str, Form(min_length=2, max_length=5, pattern="^[a-z]+$")]) -> str:
    return v


@app.post("/form/decimal")
def form_decimal(v: Annotated[Decimal, Form()]) -> Decimal:
    return v


@app.post("/form/datetime")
def form_datetime(v: Annotated[datetime, Form()]) -> datetime:
    return v


@app.post("/form/date")
def form_date(v: Annotated[date, Form()]) -> date:
    return v


@app.post("/form/time")
def form_time(v: Annotated[time, Form()]) -> time:
    return v


@app.post("/form/duration")
def form_duration(v: Annotated[timedelta, Form()]) -> timedelta:
    return v


@app.post("/form/uuid")
def form_uuid(v: Annotated[UUID, Form()]) -> UUID:
    return v


@app.post("/form/colour")
def form_colour(v: Annotated[Colour, Form()]) -> Colour:
    return v


@app.post("/form/choice")
def form_choice(v: Annotated[Literal["a", "b"], Form()]) -> Literal["a", "b"]:
    return v


@app.post("/form/url")
def form_url(v: Annotated[HttpUrl, Form()]) -> HttpUrl:
    return v


@app.post("/form/email")
def form_email(v: Annotated[EmailStr, Form()]) -> EmailStr:
    return v


@app.post("/form/ip")
def form_ip(v: Annotated[IPv4Address, Form()]) -> IPv4Address:
    return v


@app.post("/form/either")
def form_either(v: Annotated[int | str, Form()]) -> int | str:
    return v


@app.post("/form/strict")
def form_strict(v: Annotated[int, Form(strict=True)]) -> int:
    return v


@app.post("/form/ints")
def form_ints(v: Annotated[list[int], Form()]) -> list[int]:
    return v


@app.post("/form/set")
def form_set(v: Annotated[set[int], Form()]) -> set[int]:
    return v


@app.post("/form/some")
def form_some(v: Annotated[list[str], Form(min_length=2)]) -> list[str]:
    return v
