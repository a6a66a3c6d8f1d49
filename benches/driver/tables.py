"""Markdown tables."""

from collections.abc import Callable

from .operations import Operation

Cell = Callable[[str, Operation], str]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
