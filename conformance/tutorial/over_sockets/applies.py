"""The tests that cannot apply to another process, found in their source: they look at Python's objects or change them."""

import ast
import contextlib
import importlib
import inspect
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

LOOKS = "looks at a Python object"
REPLACES = "replaces Python objects (`patch`)"
RAISES = "expects the exception in its own process (`pytest.raises`)"
CHANGES = "changes the Python application"
OVERRIDES = "overrides a dependency of the Python application"
SENDS_NOTHING = "sends no request"

SHARED = {"app", "client"}
"""The names that a test may take from a module of `docs_src`: the application, and a client of it."""

MISSING_PARTS = {
    "fastapi.middleware.wsgi": "WSGI applications",
    "a2wsgi": "WSGI applications",
    "strawberry": "GraphQL, by a Python package",
    "opentelemetry": "OpenTelemetry",
}
"""The parts that Twinlane does not have yet, by the module that a program imports for each."""


def reason_against(function: FunctionType, arguments: dict[str, Any]) -> str | None:
    """The reason for which a test does not apply."""
    if function.__module__.startswith("docs_src."):  # imported by the file of the test
        return _against_test_of_program(function)
    tree = _tree(function)
    names = {**vars(sys.modules[function.__module__]), **arguments}
    if any(_replaces(node) for node in ast.walk(tree)):
        return REPLACES
    if any(_raises(node) for node in ast.walk(tree)):
        return RAISES
    if any(_is_attribute_of_app(node) for node in ast.walk(tree)) or _asks_for_an_added_path(function, tree):
        return CHANGES
    taken = {name: value for name, value in names.items() if name in _imported(function) or _is_program(value)}
    return _look(tree, {**taken, **_imported_within(tree)})


def _look(tree: ast.AST, taken: dict[str, Any]) -> str | None:
    """The reason against what a test does with what it took from `docs_src`."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), attribute, ast.Load()) if _is_program(taken.get(name)):
                reason = _against(attribute, getattr(taken[name], attribute, None), taken[name])
            case ast.Name(name, ast.Load()) if name in taken and not _is_program(taken[name]):
                reason = _against(name, taken[name])
            case _:
                continue
        if reason:
            return reason
    return None


def _against(name: str, value: Any, module: ModuleType | None = None) -> str | None:
    if name in SHARED and module and _overrides(module):
        return OVERRIDES
    if name in SHARED or name.startswith("__") or isinstance(value, str):
        return None
    if name.startswith("test_") and isinstance(value, FunctionType):
        return _against_test_of_program(value)
    return LOOKS if value is not None else None


def _against_test_of_program(function: FunctionType) -> str | None:
    """Tests that stand in `docs_src` may use their module's application and client, and no more of it."""
    if "dependency_overrides" in Path(function.__code__.co_filename).read_text():
        return OVERRIDES
    tree = _tree(function)
    local = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    taken = {
        name: value
        for name, value in function.__globals__.items()
        if not name.startswith("__") and getattr(value, "__module__", function.__module__) == function.__module__
    }
    return _look(tree, {name: value for name, value in taken.items() if name not in local})


def _overrides(module: ModuleType) -> bool:
    return "dependency_overrides" in inspect.getsource(module)


def missing_part(module: ModuleType) -> str | None:
    """The part that a module of `docs_src` needs and that Twinlane does not have yet."""
    imports: list[str] = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Import(names):
                imports += [name.name for name in names]
            case ast.ImportFrom(start, names) if start:
                imports += [start, *(f"{start}.{name.name}" for name in names)]
    parts = (part for start, part in MISSING_PARTS.items() for name in imports if f"{name}.".startswith(f"{start}."))
    return next(parts, None)


def has_background_tasks(module: ModuleType | None) -> bool:
    return module is not None and "BackgroundTasks" in vars(module)


def module_of(app: object) -> ModuleType | None:
    """The module of `docs_src` whose application this is."""
    found = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("docs_src.") and vars(module).get("app") is app
    ]
    return min(found, key=lambda module: "test_main" in module.__name__, default=None)


def replaced_texts(module: ModuleType | None) -> Iterator[tuple[str, str]]:
    """The texts in the globals of a module that are no longer those of its source: as written, and as they are now."""
    if module is None:
        return
    for node in ast.parse(inspect.getsource(module)).body:
        match node:
            case ast.Assign([ast.Name(name)], ast.Constant(str(written))):
                now = getattr(module, name, written)
                if isinstance(now, str) and now != written:
                    yield written, now


def _imported(function: FunctionType) -> set[str]:
    """The names that the file of a test imports from `docs_src`."""
    file = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    return {alias.asname or alias.name for node in file.body for alias in _aliases(node)}


def _imported_within(tree: ast.AST) -> dict[str, Any]:
    """The names that a test itself imports from `docs_src`, with their values."""
    before = set(sys.modules)
    values: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for node in ast.walk(tree):
            for alias in _aliases(node):
                with contextlib.suppress(Exception):  # the test knows what to do first
                    values[alias.asname or alias.name] = getattr(importlib.import_module(node.module), alias.name)
    for name in set(sys.modules) - before:  # so that the test sees what importing does
        if name.startswith("docs_src."):
            del sys.modules[name]
    return values


def _aliases(node: ast.AST) -> list[ast.alias]:
    match node:
        case ast.ImportFrom(module, names) if module and module.split(".")[0] == "docs_src":
            return names
        case _:
            return []


def _asks_for_an_added_path(function: FunctionType, tree: ast.AST) -> bool:
    """True if the test asks for a path that its file has added to the application: `@app.get("/large")`."""
    file = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    added = {
        decorator.args[0].value
        for node in ast.walk(file)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and _is_attribute_of_app(decorator.func) and decorator.args
    }
    return any(isinstance(node, ast.Constant) and node.value in added for node in ast.walk(tree))


def _is_attribute_of_app(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(ast.Name("app") | ast.Attribute(attr="app")):
            return True
        case _:
            return False


def _replaces(node: ast.AST) -> bool:
    """`patch(...)`, `mock.patch(...)`, `patch.dict(...)` and `monkeypatch.setattr(...)`; `client.patch(...)` is a request."""
    match node:
        case ast.Call(ast.Name("patch") | ast.Attribute(ast.Name("mock"), "patch")):
            return True
        case ast.Call(ast.Attribute(ast.Name("patch")) | ast.Attribute(ast.Name("monkeypatch"), "setattr")):
            return True
        case _:
            return False


def _raises(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(ast.Name("pytest"), "raises"), [expected, *_]):
            return ast.unparse(expected) != "WebSocketDisconnect"  # what a server sends
        case _:
            return False


def expects_disconnect(function: FunctionType) -> bool:
    """True if the test expects that its connection ends in an exception: `pytest.raises(WebSocketDisconnect)`."""
    expected = "WebSocketDisconnect"
    return any(isinstance(node, ast.Call) and any(ast.unparse(part) == expected for part in node.args) for node in ast.walk(_tree(function)))


def _is_program(value: Any) -> bool:
    return isinstance(value, ModuleType) and value.__name__.startswith("docs_src.")


@cache
def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
