"""The intended differences: where Twinlane answers otherwise on purpose, and what it answers then."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from .answer import Answer
from .request import Request


class BadList(Exception):
    """A difference that is listed cannot be; says why."""


@dataclass(frozen=True)
class Stated:
    """The answer of Twinlane. A part that is not stated is as FastAPI answers it."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """An empty value says that the header is absent."""
    body: bytes | None = None
    replaced: tuple[tuple[str, str], ...] = ()
    """Texts of FastAPI's body, each with the one that stands in its place."""
    body_contains: str | None = None
    """A part of a body that is not compared whole."""

    def over(self, answer: Answer) -> Answer:
        """FastAPI's answer with what is stated."""
        headers = {**answer.headers, **dict(self.headers)}
        return Answer(
            status=answer.status if self.status is None else self.status,
            headers={name: value for name, value in headers.items() if value},
            body=self._replaced(answer.body) if self.body is None else self.body,
        )

    def _replaced(self, body: bytes) -> bytes:
        for before, after in self.replaced:
            if before.encode("utf-8") not in body:
                raise BadList(f"the list replaces {before!r}, which is not in FastAPI's body")
            body = body.replace(before.encode("utf-8"), after.encode("utf-8"))
        return body


@dataclass(frozen=True)
class Case:
    """One request whose answer differs."""

    reason: str
    app: str
    """`*`: any application."""
    method: str
    path: str
    """Without a query: any query."""
    body: bytes | None
    """`None`: any body."""
    stated: Stated

    def matches(self, app: str, request: Request) -> bool:
        return (
            self.app in ("*", app)
            and self.method == request.method
            and self.path in (request.path, request.path.partition("?")[0])
            and self.body in (None, request.body)
        )


@dataclass(frozen=True)
class AddedError:
    """An entry, of any `loc` and `input`, that Twinlane adds to the list of a 422, whatever the request."""

    type: str
    msg: str
    ctx: dict[str, Any]

    def is_this(self, error: Any) -> bool:
        return isinstance(error, dict) and asdict(self).items() <= error.items()


@dataclass(frozen=True)
class Rule:
    """A difference of many requests: which they are, what FastAPI answers, and what Twinlane may answer."""

    apps: tuple[str, ...] = ()
    """The applications; none: any."""
    request: str = ""
    """A pattern of the request as it goes over the wire, each byte a character."""
    fastapi_status: int | None = None
    fastapi_body: str = ""
    """A pattern of FastAPI's body."""
    twinlane_status: tuple[int, ...] = ()
    """The statuses that are right; none: FastAPI's own."""
    twinlane_headers: tuple[tuple[str, str], ...] = ()
    """Patterns of headers that must be there."""
    numbers_as_floats: bool = False
    """The bodies are equal where numbers are compared as floats. Without it they may be anything."""
    without_keys: tuple[str, ...] = ()
    """Twinlane's body is FastAPI's without these keys, wherever they stand. Without it the bodies may be anything."""
    headers_alone: bool = False
    """Nothing differs but the headers that have patterns."""

    def applies(self, app: str, request: Request, fastapi: Answer) -> bool:
        return (
            app in (self.apps or (app,))
            and self.fastapi_status in (None, fastapi.status)
            and re.search(self.request, request.encode().decode("latin-1")) is not None
            and re.search(self.fastapi_body, fastapi.body.decode("latin-1")) is not None
        )

    def over(self, answer: Answer) -> Answer:
        """FastAPI's answer without the keys that Twinlane leaves out."""
        body = _without(json.loads(answer.body), set(self.without_keys))
        return replace(answer, body=json.dumps(body).encode("utf-8"))

    def allows(self, fastapi: Answer, twinlane: Answer) -> bool:
        """True if status and headers are as this rule says. The body is compared elsewhere."""
        headers = (re.search(pattern, twinlane.headers.get(name, "")) for name, pattern in self.twinlane_headers)
        return twinlane.status in (self.twinlane_status or (fastapi.status,)) and all(headers)


@dataclass(frozen=True)
class Differences:
    """Everything that is listed."""

    cases: tuple[Case, ...]
    added_errors: tuple[AddedError, ...]
    rules: tuple[Rule, ...] = ()
    exchanges: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """By application and title: what of the outcome is another, and how."""

    def of_exchange(self, app: str, title: str) -> dict[str, Any] | None:
        return self.exchanges.get(app, {}).get(title)

    def case(self, app: str, request: Request) -> Case | None:
        return next((case for case in self.cases if case.matches(app, request)), None)

    def rule(self, app: str, request: Request, fastapi: Answer) -> Rule | None:
        return next((rule for rule in self.rules if rule.applies(app, request, fastapi)), None)

    def without_added_errors(self, answer: Answer) -> Answer | None:
        """Twinlane's answer without the errors that it adds; `None` where it added none."""
        errors = _errors(answer)
        kept = [error for error in errors if not any(added.is_this(error) for added in self.added_errors)]
        if len(kept) == len(errors):
            return None
        return replace(answer, body=json.dumps({"detail": kept}).encode("utf-8"))


def load(file: Path) -> Differences:
    """The file, whole."""
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("difference", [])
    cases = [_case(entry["reason"], case) for entry in entries for case in entry.get("case", [])]
    added = [AddedError(**error) for entry in entries for error in entry.get("added_error", [])]
    rules = [_rule(rule) for entry in entries for rule in entry.get("rule", [])]
    exchanges: dict[str, dict[str, dict[str, Any]]] = {}
    for stated in (stated for entry in entries for stated in entry.get("exchange", [])):
        exchanges.setdefault(stated["app"], {}).update({title: stated["twinlane"] for title in stated["titles"]})
    return Differences(tuple(cases), tuple(added), tuple(rules), exchanges)


def _case(reason: str, table: dict[str, Any]) -> Case:
    return Case(
        reason=reason,
        app=table["app"],
        method=table["method"],
        path=table["path"],
        body=table["body"].encode("utf-8") if "body" in table else None,
        stated=_stated(table["twinlane"]),
    )


def _rule(table: dict[str, Any]) -> Rule:
    return Rule(
        apps=tuple(table.get("apps", ())),
        request=table.get("request", ""),
        fastapi_status=table.get("fastapi_status"),
        fastapi_body=table.get("fastapi_body", ""),
        twinlane_status=tuple(table.get("twinlane_status", ())),
        twinlane_headers=tuple(table.get("twinlane_headers", {}).items()),
        numbers_as_floats=table.get("numbers_as_floats", False),
        without_keys=tuple(table.get("without_keys", ())),
        headers_alone=table.get("headers_alone", False),
    )


def _stated(table: dict[str, Any]) -> Stated:
    return Stated(
        status=table.get("status"),
        headers=tuple(table.get("headers", {}).items()),
        body=table["body"].encode("utf-8") if "body" in table else None,
        replaced=tuple((before, after) for before, after in table.get("replaced", ())),
        body_contains=table.get("body_contains"),
    )


def _without(value: Any, keys: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, keys) for key, item in value.items() if key not in keys}
    if isinstance(value, list):
        return [_without(item, keys) for item in value]
    return value


def _errors(answer: Answer) -> list[Any]:
    """The list of a 422; empty where it is no such answer."""
    if answer.status != 422:
        return []
    try:
        detail = json.loads(answer.body).get("detail")
    except (ValueError, AttributeError):
        return []
    return detail if isinstance(detail, list) else []
