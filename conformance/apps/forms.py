"""Forms and files: fields, lists, uploads, models of fields, and what they may hold."""

from typing import Annotated, Literal

from fastapi import FastAPI, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI(title="Forms")


def described(file: UploadFile) -> list:
    return [file.filename, file.size, file.content_type]


@app.post("/text")
def text(note: Annotated[str, Form()], count: Annotated[int, Form()] = 3):
    return {"note": note, "count": count}


@app.post("/optional")
def optional(
    note: Annotated[str | None, Form(min_length=2, description="A note")] = None,
    flag: Annotated[bool, Form()] = False,
):
    return {"note": note, "flag": flag}


@app.post("/rules")
def rules(
    price: Annotated[float, Form(gt=0, title="The price")],
    name: Annotated[str, Form(alias="item-name", max_length=5, pattern="^[a-z]+$")],
):
    return {"price": price, "name": name}


@app.post("/list")
def lists(tags: Annotated[list[str], Form()]):
    return tags


@app.post("/list/optional")
def lists_optional(tags: Annotated[list[int] | None, Form()] = None):
    return tags


@app.post("/set")
def sets(numbers: Annotated[set[int], Form(min_length=2)]):
    return sorted(numbers)


@app.post("/upload")
def upload(photo: UploadFile):
    return [*described(photo), dict(photo.headers)]


@app.post("/upload/content")
async def upload_content(photo: UploadFile):
    content = await photo.read()
    return [len(content), content[:20].decode("latin-1"), content[-20:].decode("latin-1")]


@app.post("/upload/optional")
def upload_optional(photo: UploadFile | None = None):
    return described(photo) if photo else None


@app.post("/upload/many")
def upload_many(photos: list[UploadFile]):
    return [described(photo) for photo in photos]


@app.post("/upload/many/optional")
def upload_many_optional(photos: list[UploadFile] | None = None):
    return [described(photo) for photo in photos] if photos else None


@app.post("/upload/beside")
def upload_beside(note: Annotated[str, Form()], photo: UploadFile, more: list[UploadFile]):
    return {"note": note, "photo": described(photo), "more": len(more)}


@app.post("/upload/declared")
def upload_declared(photo: Annotated[UploadFile, File(description="A photo", alias="the-photo")]):
    return described(photo)


@app.post("/bytes")
def data(data: Annotated[bytes, File(min_length=2)]):
    return len(data)


@app.post("/bytes/optional")
def data_optional(data: Annotated[bytes | None, File()] = None):
    return None if data is None else len(data)


@app.post("/bytes/many")
def data_many(data: Annotated[list[bytes], File()]):
    return [len(item) for item in data]


class Note(BaseModel):
    title: str
    count: int = 1
    tags: list[str] = []


class Login(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(min_length=2)]
    password: str


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int


class Renamed(BaseModel):
    title: Annotated[str, Field(alias="the-title")]
    kind: Literal["x", "y"] = "x"


@app.post("/model")
def model(note: Annotated[Note, Form()]):
    return note


@app.post("/model/forbid")
def model_forbid(login: Annotated[Login, Form()]):
    return login


@app.post("/model/allow")
def model_allow(loose: Annotated[Loose, Form()]):
    return loose


@app.post("/model/renamed")
def model_renamed(renamed: Annotated[Renamed, Form()]):
    return renamed


@app.post("/model/optional")
def model_optional(note: Annotated[Note | None, Form()] = None):
    return note


@app.post("/model/forbid/optional")
def model_forbid_optional(login: Annotated[Login | None, Form()] = None):
    return login


@app.post("/model/beside")
def model_beside(note: Annotated[Note, Form()], mark: Annotated[str, Form()], photo: UploadFile | None = None):
    return {"note": note, "mark": mark, "photo": described(photo) if photo else None}


@app.post("/model/two")
def model_two(one: Annotated[Note | None, Form()] = None, other: Annotated[Loose | None, Form()] = None):
    return {"one": one, "other": other}


@app.post("/limits", form_limits={"max_fields": 2, "max_files": 1, "max_part_size": 1024})
def limits(a: Annotated[str, Form()] = "", b: Annotated[str, Form()] = "", f: UploadFile | None = None):
    return {"a": a, "b": b, "file": described(f) if f else None}


@app.post("/limits/body", max_body_size=100)
def limits_body(a: Annotated[str, Form()] = ""):
    return a


@app.post("/limits/json", max_body_size=20)
def limits_json(item: dict[str, int]):
    return item
