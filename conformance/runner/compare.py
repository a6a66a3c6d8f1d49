"""The differences of two answers, in words.

Bodies in JSON are compared as values: the order of keys does not count, that of lists does, and 1 is not 1.0.
Of an OpenAPI document the text is compared, so that the order of keys counts.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .answer import Answer

MOST = 12
"""The number of differences of one body that are told."""


@dataclass(frozen=True)
class Names:
    """The names of the two sides."""

    first: str
    second: str


FASTAPI_AND_TWINLANE = Names("FastAPI", "Twinlane")
RECORD_AND_FASTAPI = Names("the record", "FastAPI")


def compare(
    first: Answer,
    second: Answer,
    names: Names,
    *,
    loose_numbers: bool = False,
    ignored: Collection[str] = (),
) -> list[str]:
    """The differences, a text each; none if the answers are equal. `ignored`: headers that do not count."""
    found: list[str] = []
    if first.status != second.status:
        found.append(_versus("status", first.describe_status(), second.describe_status(), names))
    found += _compare_headers(first, second, names, ignored)
    return found + _compare_bodies(first, second, names, loose_numbers)


def _compare_headers(first: Answer, second: Answer, names: Names, ignored: Collection[str]) -> list[str]:
    found = []
    for name in sorted((first.headers.keys() | second.headers.keys()) - set(ignored)):
        one, other = (_header(answer, name) for answer in (first, second))
        if one != other:
            found.append(_versus(f"header {name}", one or "absent", other or "absent", names))
    return found


def _header(answer: Answer, name: str) -> str | None:
    """The value of a header; the length of a body that is there is checked by reading it."""
    value = answer.headers.get(name)
    return "present" if value is not None and name == "content-length" and answer.body else value


def _compare_bodies(first: Answer, second: Answer, names: Names, loose_numbers: bool) -> list[str]:
    if first.body == second.body:
        return []
    one, other = _json(first), _json(second)
    if one is None or other is None:
        return [_versus("body", _show_bytes(first.body), _show_bytes(second.body), names)]
    found: list[str] = []
    _compare_values("body", one[0], other[0], names, loose_numbers, found)
    if not found and _is_document(one[0]):
        _compare_order("body", one[0], other[0], names, found)
        found = found or [_versus("text of the body", _show_bytes(first.body), _show_bytes(second.body), names)]
    more = len(found) - MOST
    return found[:MOST] + ([f"and {more} more in the body"] if more > 0 else [])


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and "openapi" in value


def _compare_order(place: str, one: Any, other: Any, names: Names, found: list[str]) -> None:
    """The objects whose keys are in another order, of two values that are equal."""
    if isinstance(one, dict):
        if list(one) != list(other):
            found.append(_versus(f"order of {place}", _show(list(one)), _show(list(other)), names))
        for key in one:
            _compare_order(f"{place}[{json.dumps(key, ensure_ascii=False)}]", one[key], other[key], names, found)
    elif isinstance(one, list):
        for index, (first, second) in enumerate(zip(one, other, strict=True)):
            _compare_order(f"{place}[{index}]", first, second, names, found)


def _json(answer: Answer) -> tuple[Any] | None:
    """The body as a JSON value, in a tuple of one; `None` if it is none."""
    if answer.media_type != "application/json":
        return None
    try:
        return (json.loads(answer.body.decode("utf-8"), parse_constant=_refuse),)
    except (ValueError, RecursionError):
        return None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _compare_values(place: str, one: Any, other: Any, names: Names, loose: bool, found: list[str]) -> None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            inner = f"{place}.{key}" if key.isidentifier() else f"{place}[{json.dumps(key, ensure_ascii=False)}]"
            _compare_members(inner, one.get(key, _ABSENT), other.get(key, _ABSENT), names, loose, found)
    elif isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            first, second = (side[index] if index < len(side) else _ABSENT for side in (one, other))
            _compare_members(f"{place}[{index}]", first, second, names, loose, found)
    elif not _is_same(one, other, loose):
        found.append(_versus(place, _show(one), _show(other), names))


def _compare_members(place: str, one: Any, other: Any, names: Names, loose: bool, found: list[str]) -> None:
    if one is _ABSENT or other is _ABSENT:
        found.append(_versus(place, _show(one), _show(other), names))
    else:
        _compare_values(place, one, other, names, loose, found)


def _is_same(one: Any, other: Any, loose: bool) -> bool:
    if loose and _is_number(one) and _is_number(other):
        return _as_float(one) == _as_float(other)
    # `True == 1` and `0.0 == -0.0` in Python.
    return type(one) is type(other) and repr(one) == repr(other)


def _as_float(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_ABSENT: Any = object()


def _show(value: Any) -> str:
    text = "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"


def _show_bytes(body: bytes) -> str:
    text = repr(body)[1:]
    return text if len(text) <= 300 else f"{text[:300]}… ({len(body)} bytes)"


def _versus(what: str, one: str, other: str, names: Names) -> str:
    width = max(len(names.first), len(names.second))
    return f"{what}\n      {names.first:<{width}}  {one}\n      {names.second:<{width}}  {other}"
