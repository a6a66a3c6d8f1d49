"""Models that share fields, and values of types that are no models."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    computed_field,
    model_validator,
)

router = APIRouter()


class UserBase(BaseModel):
    """The fields that everybody may know."""

    username: str = Field(min_length=2, description="How to call them")
    email: EmailStr
    full_name: str | None = None

    @model_validator(mode="after")
    def is_nobody_else(self):
        if self.username == "root":
            raise ValueError("should be another name")
        return self

    @computed_field
    @property
    def greeting(self) -> str:
        """How to begin a letter."""
        return f"Dear {self.full_name or self.username}"


class UserIn(UserBase):
    password: str = Field(min_length=8)


class UserOut(UserBase):
    pass


class UserInDb(UserIn):
    """A row."""

    model_config = ConfigDict(extra="forbid")

    id: int
    visits: int = Field(0, ge=0)

    @model_validator(mode="after")
    def is_numbered(self):
        if self.id == self.visits:
            raise ValueError("id and visits should differ")
        return self

    @computed_field
    @property
    def often(self) -> bool:
        return self.visits > 9


@router.post("/user")
def post_user(body: UserIn) -> UserOut:
    return UserOut(username=body.username, email=body.email, full_name=body.full_name)


@router.post("/user_in_db")
def post_user_in_db(body: UserInDb) -> UserInDb:
    return body


@router.post("/users_in_db")
def post_users_in_db(body: list[UserInDb]) -> list[UserInDb]:
    return body


class Numbered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: int = Field(gt=0)


class Label(Numbered):
    text: str | None = None


@router.post("/label")
def post_label(body: Label) -> Label:
    return body


class Paging(BaseModel):
    limit: int = Field(10, gt=0, le=100)
    offset: int = 0


class Stamps(BaseModel):
    created: int = Field(alias="createdAt")
    tags: list[str] = []


class Search(Stamps, Paging):
    q: str | None = None


@router.get("/search")
def get_search(search: Annotated[Search, Query()]) -> Search:
    return search


@router.post("/search")
def post_search(body: Search) -> Search:
    return body


class Rgb:
    """A colour that Pydantic does not know."""

    def __init__(self, red: int, green: int, blue: int):
        self.parts = (red, green, blue)


def parse_colour(value: Any) -> Rgb:
    if isinstance(value, Rgb):
        return value
    digits = value[1:] if isinstance(value, str) and value[:1] == "#" and len(value) == 7 else ""
    if len(digits) != 6 or not all(digit in "0123456789abcdef" for digit in digits):
        raise ValueError("this is no colour")
    return Rgb(*bytes.fromhex(digits))


def write_colour(colour: Rgb) -> str:
    return "#" + bytes(colour.parts).hex()


Colour = Annotated[
    Rgb,
    PlainValidator(parse_colour),
    PlainSerializer(write_colour),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9a-f]{6}$"}),
]


@router.get("/colours/{front}")
def get_colour(front: Colour, back: Colour | None = None):
    return {"front": front.parts, "back": back and back.parts}


class Swatch(BaseModel):
    name: str
    front: Colour = Field(title="The front", description="What one sees")
    back: Colour = Field(default_factory=lambda: Rgb(255, 255, 255))
    size: int = 1


@router.post("/swatch")
def post_swatch(body: Swatch) -> Swatch:
    return body
