"""The pytest plugin: gives each test servers of its own and a folder of its own, and keeps what became of it.

Variables: `TUTORIAL_PROGRAM`, the executable of the programs, without which the reference is asked; `TUTORIAL_RESULTS`, the file of the results.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastapi.testclient
import pytest
import starlette.testclient

from . import applies, servers
from .client import Client
from .websocket import WebSocket

EXECUTABLE = os.environ.get("TUTORIAL_PROGRAM")
NAMES = servers.programs(EXECUTABLE) if EXECUTABLE else frozenset()
ROOT = Path.cwd()

_running: dict[tuple[int, str], servers.Program | servers.Reference] = {}
_results: dict[str, tuple[str, str]] = {}


def _port_of(app: object, root_path: str) -> int:
    at = (id(app), root_path)
    if at not in _running:
        _running[at] = _program(app, root_path) if EXECUTABLE else servers.Reference(app, root_path)
    return _running[at].port


def _program(app: object, root_path: str) -> servers.Program:
    module = applies.module_of(app)
    if module is None:
        pytest.skip(applies.CHANGES)
    name = servers.program_of(module.__name__, NAMES)
    if name is None:
        if part := applies.missing_part(module):
            pytest.skip(f"a part that is not there yet: {part}")
        pytest.fail(f"there is no program for {module.__name__}", pytrace=False)
    try:
        return servers.Program(EXECUTABLE, name, root_path)
    except servers.Refused as refused:
        pytest.fail(f"{servers.source_file(name)}: {refused}", pytrace=False)


def _stop_all() -> None:
    while _running:
        _running.popitem()[1].stop()


Client.port_of = staticmethod(_port_of)
Client.stop_all = staticmethod(_stop_all)
Client.waits_for_tasks = staticmethod(lambda app: applies.has_background_tasks(applies.module_of(app)))
starlette.testclient.TestClient = fastapi.testclient.TestClient = Client


@pytest.fixture(autouse=True, scope="module")
def _folder_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working directory of fixtures that many tests share. Tests take pictures and templates from FastAPI's folders."""
    folder = tmp_path_factory.mktemp("module")
    for name in ("docs", "docs_src"):
        (folder / name).symlink_to(ROOT / name)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        yield folder


@pytest.fixture(autouse=True)
def _folder_of_test(
    _folder_of_module: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A folder for each test: files that a program writes go with it, and files that fixtures of the module have made are there."""
    folder = tmp_path_factory.mktemp("test")
    for entry in _folder_of_module.iterdir():
        (folder / entry.name).symlink_to(entry)
    monkeypatch.chdir(folder)
    Client.requests = 0
    yield
    _stop_all()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    if reason := applies.reason_against(pyfuncitem.function, pyfuncitem.funcargs):
        pytest.skip(reason)
    WebSocket.raises_at_end = applies.expects_disconnect(pyfuncitem.function)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    report = (yield).get_result()
    if report.when == "call" and report.passed and not Client.requests:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), 0, f"Skipped: {applies.SENDS_NOTHING}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Of the three phases of a test the one counts that did not pass."""
    if report.when == "call" or not report.passed:
        _results[report.nodeid] = (report.outcome, _reason(report))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if not report.passed:
        _results[report.nodeid] = (report.outcome, _reason(report))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if mark := getattr(report, "wasxfail", None):
        return f"FastAPI expects that it fails: {mark}"
    match report.longrepr:
        case (_, _, reason):
            return str(reason).removeprefix("Skipped: ")
        case None:
            return ""
        case _:
            return report.longreprtext


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # not a worker of xdist
        Path(os.environ["TUTORIAL_RESULTS"]).write_text(json.dumps(_results))
