"""The settings of the cases. Each has a counterpart of its name in `conformance/src/settings.rs`."""

from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, Json, Secret, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class Tutorial(BaseSettings):
    app_name: str = "Awesome API"
    admin_email: str
    items_per_user: int = 50


class Plain(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    name: str = "shop"
    port: Annotated[int, Field(ge=1, le=65535)] = 80
    ratio: float = 0.5
    debug: bool = False
    price: Decimal | None = None
    color: Color = Color.RED
    level: Literal["low", "high"] = "low"
    secret: SecretStr = Field(SecretStr("correct horse"), min_length=8)
    anything: Any = None


class Required(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    name: str
    port: int
    secret: SecretStr = Field(min_length=8)


class Ignoring(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", extra="ignore", env_ignore_empty=True)

    name: str = "shop"
    port: int = 80
    tags: list[str] = []


class Keeping(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", extra="allow")

    name: str = "shop"


class OnlyExisting(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", dotenv_filtering="only_existing")

    name: str = "shop"


class MatchPrefix(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="SHOP_", dotenv_filtering="match_prefix", env_nested_delimiter="__"
    )

    name: str = "shop"
    labels: dict[str, str] = {}


class CaseSensitive(BaseSettings):
    model_config = SettingsConfigDict(case_sensitive=True, env_nested_delimiter="__")

    name: str = "shop"
    PORT: int = 80
    labels: dict[str, str] = {}


class Aliases(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    name: str = Field("shop", alias="SITE")
    key: str = Field("none", validation_alias=AliasChoices("auth_key", "API_KEY"))
    port: int = Field(80, alias="port")


class ByName(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", populate_by_name=True)

    name: str = Field("shop", alias="SITE")


class Lists(BaseSettings):
    tags: list[str] = []
    numbers: set[int] = set()
    pair: tuple[int, str] = (1, "a")
    labels: dict[str, int] = {}
    maybe: list[int] | None = None
    either: int | list[int] = 0
    text: Json[list[int]] | None = None


class Database(BaseModel):
    host: str
    port: int = 5432
    password: Secret[str] = Secret("")
    tags: list[str] = []
    pool_size: int = 5


class Replica(BaseModel):
    model_config = ConfigDict(extra="forbid")

    host_name: str = Field(alias="HostName")
    database: Database | None = None


class Nested(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    db: Database
    replica: Replica | None = None
    dbs: dict[str, Database] = {}
    limits: dict[str, int | list[int]] = {}
    open: dict[str, Any] = {}


class Server(BaseModel):
    host: str = Field(validation_alias=AliasChoices("HostName", "server"))
    user: str = Field("u", validation_alias=AliasChoices("HostName", "Login"))
    first: int = Field(0, validation_alias=AliasPath("Ports", 0))
    limits: dict[str, int] = Field({}, validation_alias=AliasChoices("Limits", "l"))


class NestedNames(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    s: Server


class Split(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_nested_delimiter="_", env_nested_max_split=1)

    db: Database


class Flat(BaseSettings):
    db: Database


class Nothing(BaseSettings):
    model_config = SettingsConfigDict(env_parse_none_str="null", env_nested_delimiter="__")

    name: str | None = "shop"
    port: int = 80
    tags: list[str] | None = []
    db: Database | None = None
    limits: dict[str, int | None] = {}


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Tagged(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class BadDefault(BaseSettings):
    name: Annotated[str, Field(min_length=3)] = "ab"
    secret: Secret[Annotated[str, Field(min_length=8)]] = Secret("hunter2")
    ports: list[Annotated[int, Field(ge=1)]] = [0, 1]


ALL = {
    model.__name__: model
    for model in [
        Tutorial,
        Plain,
        Required,
        Ignoring,
        Keeping,
        OnlyExisting,
        MatchPrefix,
        CaseSensitive,
        Aliases,
        ByName,
        Lists,
        Nested,
        NestedNames,
        Split,
        Flat,
        Nothing,
        Tagged,
        BadDefault,
    ]
}
