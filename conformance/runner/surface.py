"""The public names of the pinned FastAPI, of Starlette and of Pydantic, for the page `docs/from-fastapi.md`.

A line is a name as the page has it: `Depends` is an export, `Request.cookies` an attribute or a method, `Query(alias)` a parameter. It comes
from the installed packages, so that a new version of one of them brings its new names.
"""

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi
import fastapi.responses
import fastapi.security
import pydantic
import pydantic_settings
import starlette.middleware.authentication
from fastapi.testclient import TestClient

from . import layout

EXPORTS = [
    "fastapi",
    "fastapi.concurrency",
    "fastapi.datastructures",
    "fastapi.encoders",
    "fastapi.exception_handlers",
    "fastapi.exceptions",
    "fastapi.middleware",
    "fastapi.middleware.cors",
    "fastapi.middleware.gzip",
    "fastapi.middleware.httpsredirect",
    "fastapi.middleware.trustedhost",
    "fastapi.middleware.wsgi",
    "fastapi.openapi.docs",
    "fastapi.openapi.utils",
    "fastapi.requests",
    "fastapi.responses",
    "fastapi.security",
    "fastapi.sse",
    "fastapi.staticfiles",
    "fastapi.telemetry",
    "fastapi.templating",
    "fastapi.testclient",
    "fastapi.websockets",
    "pydantic",
    "pydantic_settings",
    "starlette.authentication",
    "starlette.background",
    "starlette.middleware.authentication",
    "starlette.middleware.base",
    "starlette.middleware.sessions",
]
"""Modules of which every public name counts."""

INTERNAL = {
    "decimal_encoder",
    "generate_encoders_by_class_tuples",
    "isoformat",
    "PyExtraColor",
    "get_fields_from_routes",
    "get_openapi_operation_metadata",
    "get_openapi_operation_request_body",
    "get_openapi_path",
    "generate_operation_id",
    "generate_operation_summary",
    "DefaultType",
    "DefaultPlaceholder",
    "Default",
    "RequestErrorModel",
    "WebSocketErrorModel",
    "EndpointContext",
    "EncoderProtocol",
    "VERSION",
}
"""Names that those modules need for themselves, and that no documentation tells of."""

PARAMETERS = [*"Path Header Cookie Form File Body".split()]
"""Kinds of parameters that have those of `Query`, and further ones."""

METHODS = ["Request", "Response", "UploadFile", "BackgroundTasks", "HTTPException"]
"""Classes of `fastapi` of which every public attribute counts."""

PYTHONS_PARAMETERS = {"self", "args", "kwargs", "app", "func", "f"}
"""Parameters that are Python's, or what a decorator is applied to."""

PYTHONS_ATTRIBUTES = {"args", "add_note", "with_traceback"}
"""Attributes of every exception."""


def lines() -> list[str]:
    """The names, in alphabetical order."""
    return sorted(set(_names()))


def write() -> None:
    layout.SURFACE.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")


def is_true() -> bool:
    """True if the record has the names of the installed packages."""
    return layout.SURFACE.exists() and layout.SURFACE.read_text(encoding="utf-8").splitlines() == lines()


def _names() -> Iterator[str]:
    for module in EXPORTS:
        yield from _exports(module)
    yield from _application()
    yield from _parameters()
    yield from _requests_and_responses()
    yield from _around()
    yield from _models()


def _application() -> Iterator[str]:
    """`app.get` for both: what an application has and a router does not is the exception, and likewise `router.route`."""
    yield from _arguments(fastapi.FastAPI)
    yield from _arguments(fastapi.APIRouter)
    of_both = _attributes(fastapi.FastAPI)
    set_by_init = vars(fastapi.FastAPI()).keys() - _signature(fastapi.FastAPI)
    yield from (f"app.{name}" for name in set_by_init if not name.startswith("_"))
    yield from (f"app.{name}" for name in of_both)
    yield from (f"router.{name}" for name in _attributes(fastapi.APIRouter) if name not in of_both)
    for name in ("get", "include_router", "mount", "host", "frontend", "url_path_for"):
        yield from _arguments(getattr(fastapi.FastAPI, name), f"app.{name}")
    yield from _beyond(fastapi.FastAPI.api_route, "app.api_route", fastapi.FastAPI.get)


def _parameters() -> Iterator[str]:
    yield from _arguments(fastapi.Query)
    for name in PARAMETERS:
        yield from _beyond(getattr(fastapi, name), name, fastapi.Query)
    yield from _arguments(fastapi.Depends)
    yield from _arguments(fastapi.Security)


def _requests_and_responses() -> Iterator[str]:
    for name in METHODS:
        kind = getattr(fastapi, name)
        yield from _arguments(kind)
        yield from (f"{name}.{attribute}" for attribute in _attributes(kind))
    yield from (f"WebSocket.{name}" for name in _attributes(fastapi.WebSocket))
    yield from _arguments(fastapi.Response.set_cookie, "Response.set_cookie")
    yield from _arguments(fastapi.Response.delete_cookie, "Response.delete_cookie")
    yield from _arguments(fastapi.Request.form, "Request.form")
    for name in _exports("fastapi.responses"):
        if name not in ("ORJSONResponse", "UJSONResponse"):
            yield from _beyond(getattr(fastapi.responses, name), name, fastapi.Response)
    for name in _exports("fastapi.security"):
        yield from _arguments(getattr(fastapi.security, name))
    yield from _arguments(importlib.import_module("fastapi.sse").ServerSentEvent)


def _around() -> Iterator[str]:
    for module in ("cors", "gzip", "trustedhost", "httpsredirect"):
        yield from _arguments_of_exports(f"fastapi.middleware.{module}")
    yield from _arguments(starlette.middleware.authentication.AuthenticationMiddleware)
    yield from _arguments_in_source("starlette.middleware.sessions", "SessionMiddleware")
    yield from _arguments_in_source("starlette.templating", "Jinja2Templates")
    yield from _arguments_of_exports("fastapi.staticfiles")
    yield from _arguments_of_exports("fastapi.openapi.docs")
    for name in ("fastapi.openapi.utils.get_openapi", "fastapi.encoders.jsonable_encoder"):
        module, function = name.rsplit(".", 1)
        yield from _arguments(getattr(importlib.import_module(module), function))
    yield from _arguments(TestClient)
    yield from _arguments(TestClient.request, "TestClient.request")
    yield from (f"TestClient.{name}" for name in _attributes(TestClient))
    telemetry = importlib.import_module("fastapi.telemetry").TelemetryConfig
    yield from (f"TelemetryConfig({name})" for name in telemetry.__annotations__)


def _models() -> Iterator[str]:
    for name in (
        "Field computed_field field_validator model_validator field_serializer model_serializer create_model validate_call "
        "TypeAdapter PrivateAttr StringConstraints AliasGenerator"
    ).split():
        yield from _arguments(getattr(pydantic, name))
    config = set(pydantic.ConfigDict.__annotations__)
    yield from (f"ConfigDict({name})" for name in config)
    yield from (f"SettingsConfigDict({name})" for name in set(pydantic_settings.SettingsConfigDict.__annotations__) - config)
    yield from (f"BaseModel.{name}" for name in _attributes(pydantic.BaseModel) if not _is_of_pydantic_1(name))
    for name in "model_dump model_validate model_json_schema model_copy".split():
        yield from _arguments(getattr(pydantic.BaseModel, name), f"BaseModel.{name}")
    dump = pydantic.BaseModel.model_dump
    yield from _beyond(pydantic.BaseModel.model_dump_json, "BaseModel.model_dump_json", dump)
    yield from (f"TypeAdapter.{name}" for name in _attributes(pydantic.TypeAdapter))


def _is_of_pydantic_1(name: str) -> bool:
    """True for the methods that Pydantic 1 had: deprecated since 2.0."""
    return not name.startswith("model_")


def _exports(module: str) -> Iterator[str]:
    """The public names of a module: `__all__`, or what it defines and what it imports as the same name, which is how a name is exported."""
    found = importlib.util.find_spec(module)
    assert found is not None and found.origin is not None, module
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
    yield from (name for name in _listed(module, tree) if not name.startswith("_") and name not in INTERNAL and not name.startswith("Pydantic"))


def _listed(module: str, tree: ast.Module) -> Iterator[str]:
    if any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__" for node in tree.body):
        yield from importlib.import_module(module).__all__
        return
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names if alias.asname == alias.name)


def _arguments_of_exports(module: str) -> Iterator[str]:
    for name in _exports(module):
        yield from _arguments(getattr(importlib.import_module(module), name))


def _arguments(called: Any, name: str | None = None) -> Iterator[str]:
    name = name or called.__name__
    yield name
    yield from (f"{name}({argument})" for argument in _signature(called))


def _beyond(called: Any, name: str, usual: Any) -> Iterator[str]:
    """The parameters that the usual one does not have."""
    yield name
    yield from (f"{name}({argument})" for argument in _signature(called) if argument not in _signature(usual))


def _arguments_in_source(module: str, kind: str) -> Iterator[str]:
    """Those of a class whose module needs a package that is not installed."""
    found = importlib.util.find_spec(module)
    assert found is not None and found.origin is not None, module
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
    yield kind
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == kind:
            inits = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            arguments = inits[-1].args  # the ones before it are overloads
            names = [argument.arg for argument in [*arguments.args, *arguments.kwonlyargs]]
            yield from (f"{kind}({name})" for name in names if name not in PYTHONS_PARAMETERS)


def _signature(called: Any) -> list[str]:
    names = inspect.signature(called).parameters
    return [name for name in names if not name.startswith("_") and name not in PYTHONS_PARAMETERS]


def _attributes(kind: type) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("_") and name not in PYTHONS_ATTRIBUTES]
