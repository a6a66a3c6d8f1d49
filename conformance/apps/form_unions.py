"""Unions of models that are a form: with and without a tag, optional, beside other fields."""

from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Form
from pydantic import BaseModel, Field

app = FastAPI(title="Form unions")


class User(BaseModel):
    name: str
    email: str


class Company(BaseModel):
    firm: str
    industry: str = Field(min_length=2)
    tags: list[int] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    bone: str
    name: str | None = None


class Closed(BaseModel):
    model_config = {"extra": "forbid"}
    a: int


class Lists(BaseModel):
    a: list[int]


@app.post("/union")
async def union(data: Annotated[User | Company, Form()]):
    return {"got": data}


@app.post("/described")
async def described(data: Annotated[User | Company, Form(title="Who", description="A user or a company.")]):
    return {"got": data}


@app.post("/tagged")
async def tagged(data: Annotated[Cat | Dog, Form(discriminator="kind")]):
    return {"got": data}


@app.post("/optional")
async def optional(data: Annotated[User | Company | None, Form()] = None):
    return {"got": data}


@app.post("/optional-tagged")
async def optional_tagged(data: Annotated[Cat | Dog | None, Form(discriminator="kind")] = None):
    return {"got": data}


@app.post("/closed")
async def closed(data: Annotated[Closed | User, Form()]):
    return {"got": data}


@app.post("/one-or-many")
async def one_or_many(data: Annotated[Closed | Lists, Form()]):
    return {"got": data}


@app.post("/two")
async def two(data: Annotated[User | Company, Form()], x: Annotated[int, Form()]):
    return {"got": data, "x": x}


@app.post("/two-unions")
async def two_unions(data: Annotated[User | Company, Form()], pet: Annotated[Cat | Dog, Form(discriminator="kind")]):
    return {"got": data, "pet": pet}


def who(data: Annotated[User | Company, Form()]):
    return data


@app.post("/dependency")
async def dependency(data: Annotated[User | Company, Depends(who)]):
    return {"got": data}
