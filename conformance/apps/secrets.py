"""Secrets: what is answered of them, and what an error says about them. Their values in an `input` are the listed difference."""

from typing import Annotated

from fastapi import Body, FastAPI, Form, Query
from pydantic import BaseModel, ConfigDict, Field, SecretStr

app = FastAPI(title="Secrets")


class Login(BaseModel):
    name: str
    password: SecretStr = Field(min_length=8, max_length=12)


class Key(BaseModel):
    name: int
    key: SecretStr


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    pin: SecretStr | None = None


@app.post("/login")
async def login(login: Login) -> Login:
    return login


@app.post("/logins")
async def logins(logins: Annotated[list[Login], Body(max_length=1)]) -> int:
    return len(logins)


@app.post("/either")
async def either(either: Login | Key) -> str:
    return type(either).__name__


@app.post("/closed")
async def closed(closed: Closed) -> Closed:
    return closed


@app.get("/token")
async def token(token: Annotated[SecretStr, Query(min_length=4)]) -> int:
    return len(token.get_secret_value())


@app.post("/form")
async def form(login: Annotated[Login, Form()]) -> str:
    return login.name
