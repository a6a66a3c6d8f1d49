"""Before anything is measured: every contender gives the same answers and refuses the same orders."""

import copy
from collections.abc import Iterator
from typing import Any

from . import operations
from .connection import Connection
from .contenders import Contender
from .servers import Server, running


class WrongAnswer(Exception):
    """A contender does not do the same work."""


def check(contenders: list[Contender]) -> None:
    for contender in contenders:
        with running(contender) as server:
            _check(server)
    print(f"same answers, same refusals: {', '.join(contender.name for contender in contenders)}", flush=True)


def _check(server: Server) -> None:
    name = server.contender.name
    with Connection(server.port, unpacks=True) as connection:
        for operation in server.contender.operations:
            answer = connection.ask_json(operation.request())
            if answer != operation.expected:
                raise WrongAnswer(f"{name} {operation.method} {operation.path}: {answer}, not {operation.expected}")
        for path in ("/items/four?q=text&limit=10", "/items/42?q=text&limit=-1", "/items/42?q=text"):
            status, _ = connection.ask(operations.request(path))
            if status not in (400, 422):  # axum refuses what is no number with 400
                raise WrongAnswer(f"{name} answers GET {path} with {status}")
        for fields in (b"item_id=four&limit=10", b"item_id=42&limit=-1", b"item_id=42"):
            status, _ = connection.ask(operations.request("/search", fields, operations.FORM_TYPE))
            if status != 422:
                raise WrongAnswer(f"{name} answers the form {fields!r} with {status}")
        for what, order in wrong_orders():
            status, _ = connection.ask(operations.request("/orders", operations.encode(order)))
            if status != 422:
                raise WrongAnswer(f"{name} answers an order with {what} with {status}")


def wrong_orders() -> Iterator[tuple[str, Any]]:
    """An order for each constraint, with that one violated."""
    changes: list[tuple[tuple[str | int, ...], Any]] = [
        (("reference",), "ab"),
        (("reference",), "x" * 41),
        (("priority",), 0),
        (("priority",), 6),
        (("customer", "name"), ""),
        (("customer", "email"), "é" * 4),
        (("customer", "address", "street"), "x" * 121),
        (("customer", "address", "city"), ""),
        (("customer", "address", "postcode"), "x" * 11),
        (("customer", "address", "country"), "BEL"),
        (("lines",), []),
        (("lines", 4, "sku"), "ab"),
        (("lines", 4, "title"), ""),
        (("lines", 4, "quantity"), 0),
        (("lines", 4, "quantity"), 1001),
        (("lines", 4, "price"), -0.01),
        (("lines", 4, "tags"), ["tag"] * 9),
        (("note",), "x" * 501),
        (("express",), None),
    ]
    for steps, value in changes:
        order = copy.deepcopy(operations.ORDER)
        place = order
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value
        yield f"{'.'.join(map(str, steps))} = {str(value)[:20]!r}", order
