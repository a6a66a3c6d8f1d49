"""The documents of the programs, as text beside those of FastAPI's: the same bytes, but for the differences that are listed."""

import contextlib
import difflib
import http.client
import importlib
import json
import multiprocessing
import os
import sys
import tempfile
import tomllib
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from . import layout, servers

DEFAULT = "/openapi.json"
ORIGIN = "https://example.com"  # one that every program answers
LINES = 40  # of a difference that is printed
VARIABLES = {"ADMIN_EMAIL": "admin@example.com"}
"""The environment that programs of the tutorial need."""
FILES = ("static/sample.txt", "templates/item.html", "dist/index.html", "dist/404.html")
"""The files that programs of the tutorial serve."""


@dataclass
class Compared:
    """The programs whose documents are equal, and what is wrong with the others."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)


def compare(source: Path, program: Path, topics: list[str]) -> Compared:
    """Compares the documents of these topics, of all if none is named."""
    listed, compared = Listed(), Compared()
    variants = _variants(source, servers.programs(str(program)), topics)
    modules = [module for names in variants.values() for module in names]
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        references = dict(zip(modules, pool.starmap(_reference, [(source, module) for module in modules], 1)))
    for name, modules in sorted(variants.items()):
        found = _found(name, [references[module] for module in modules], (program, source), listed)
        if found:
            compared.failures.append(f"the document of {servers.source_file(name)}: {found}")
        else:
            compared.passed += 1
    if not topics:
        compared.failures += listed.unused()
    return compared


class Listed:
    """The parts of documents that differ on purpose: each a path of keys, which are left out of both."""

    def __init__(self) -> None:
        entries = tomllib.loads(layout.DOCUMENTS.read_text())["entry"]
        self.parts: dict[str, list[list[str]]] = defaultdict(list)
        for entry in entries:
            for name in entry["programs"]:
                self.parts[name] += entry["parts"]
        self.used: set[str] = set()

    def without(self, name: str, document: bytes) -> str:
        """The document without these parts."""
        value = json.loads(document)
        self.used.add(name)
        for *path, last in self.parts[name]:
            within: Any = value
            for key in path:
                within = within.get(key, {})
            within.pop(last, None)
        return json.dumps(value, ensure_ascii=False)

    def unused(self) -> list[str]:
        names = self.parts.keys() - self.used
        return [f"{name}\n    has no such difference: take it out of {layout.DOCUMENTS.name}" for name in sorted(names)]


def _found(name: str, references: list["Reference"], ours: tuple[Path, Path], listed: Listed) -> str | None:
    """The first difference to one of the variants."""
    for reference in references:
        if found := _difference(name, reference, ours, listed):
            return f"beside {reference.module}\n{found}"
    return None


def _difference(name: str, reference: "Reference", ours: tuple[Path, Path], listed: Listed) -> str | None:
    if reference.document is None:
        return f"    {reference.error}"
    try:
        document = _document(name, reference.address, *ours)
    except servers.Refused as refused:
        return f"    {refused}"
    texts = [reference.document, document]
    if texts[0] == texts[1]:
        return None
    if name in listed.parts:
        texts = [listed.without(name, text).encode() for text in texts]
        if texts[0] == texts[1]:
            return None
    changes = list(difflib.unified_diff(*map(_lines, texts), "FastAPI", "Twinlane", lineterm="", n=4))
    return "\n".join(f"    {line}" for line in changes[:LINES]) or "    the spaces between the values differ"


def _lines(document: bytes) -> list[str]:
    """A line for each value, in the order of the document."""
    try:
        return json.dumps(json.loads(document), ensure_ascii=False, indent=1).splitlines()
    except ValueError:
        return document.decode("utf-8", "replace").splitlines()


def _document(name: str, address: str, program: Path, source: Path) -> bytes:
    """The document that our program serves."""
    with _folder(source):
        server = servers.Program(str(program), name, "")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            headers = {"host": "example.com", "x-forwarded-proto": "https", "connection": "close"}
            connection.request("GET", address, headers=headers)
            return connection.getresponse().read()
        finally:
            server.stop()


def _variants(source: Path, names: frozenset[str], topics: list[str]) -> dict[str, list[str]]:
    """The modules of `docs_src` that each program stands for."""
    variants = defaultdict(list)
    for file in sorted((source / "docs_src").rglob("*.py")):
        module = ".".join(file.relative_to(source).with_suffix("").parts)
        name = servers.program_of(module, names)
        if name and (not topics or name.partition("/")[0] in topics):
            variants[name].append(module)
    return dict(variants)


@dataclass(frozen=True)
class Reference:
    """The document of a module of `docs_src`, or the reason for which there is none."""

    module: str
    address: str = DEFAULT
    document: bytes | None = None
    error: str = ""


def _reference(source: Path, module: str) -> Reference:
    """Runs in a process of its own: modules leave their models behind in libraries."""
    sys.path.insert(0, str(source))
    with _folder(source), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            app = importlib.import_module(module).app
            address = app.openapi_url or DEFAULT
            return Reference(module, address, TestClient(app, ORIGIN).get(address).content)
        except Exception as error:  # whatever a program needs that is not there
            return Reference(module, error=f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def _folder(source: Path) -> Iterator[None]:
    """A working directory for what a program writes, with the folders that it reads."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("docs", "docs_src"):
            (Path(folder) / name).symlink_to(source / name)
        for name in FILES:
            file = Path(folder) / name
            file.parent.mkdir(exist_ok=True)
            file.touch()
        os.chdir(folder)
        os.environ.update(VARIABLES)
        try:
            yield
        finally:
            os.chdir(before)
