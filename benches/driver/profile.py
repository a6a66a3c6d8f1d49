"""Reads a profile of callgrind: all instructions, and apart from them those of the allocator.

The allocator's work is not the program's: glibc's takes up to 3 % more or less for the same calls, since what it finds at hand
depends on the layout of the heap. So its calls are counted beside what it takes.
"""

import re
from typing import NamedTuple

SUMMARY = re.compile(rb"^(?:summary|totals): (\d+)", re.MULTILINE)
NAMED = re.compile(rb"\((\d+)\)(?: (.*))?")
ALLOCATIONS = (b"malloc", b"calloc", b"realloc", b"memalign", b"posix_memalign", b"aligned_alloc")
ALLOCATOR = (*ALLOCATIONS, b"free", b"cfree")


class Cost(NamedTuple):
    """The cost of a number of requests."""

    instructions: float
    """Of user mode, the allocator's among them."""
    allocator: float
    """Instructions within the calls of the allocator."""
    allocations: float
    """Calls that ask for memory."""

    @property
    def code(self) -> float:
        """The instructions that are not the allocator's."""
        return self.instructions - self.allocator

    def __add__(self, other: "Cost") -> "Cost":  # type: ignore[override]
        return Cost(*(one + another for one, another in zip(self, other, strict=True)))

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(*(one - another for one, another in zip(self, other, strict=True)))

    def __truediv__(self, requests: int) -> "Cost":
        return Cost(*(figure / requests for figure in self))


def cost_of(profile: bytes) -> Cost:
    """Reads the cost from one thread's profile: https://valgrind.org/docs/manual/cl-format.html."""
    summary = SUMMARY.search(profile)
    names: dict[bytes, bytes] = {}
    caller, called, times = b"", b"", 0
    allocator = allocations = 0
    lines = iter(profile.splitlines())
    for line in lines:
        key, _, value = line.partition(b"=")
        if key == b"fn":
            caller = _name(value, names)
        elif key == b"cfn":
            called = _name(value, names)
        elif key == b"calls":
            times, taken = int(value.split()[0]), int(next(lines).split()[-1])
            # The allocator's functions call each other: what comes from outside is the whole.
            if called in ALLOCATOR and caller not in ALLOCATOR:
                allocator += taken
                allocations += times if called in ALLOCATIONS else 0
    return Cost(int(summary[1]) if summary else 0, allocator, allocations)


def _name(value: bytes, names: dict[bytes, bytes]) -> bytes:
    """A function's name, which stands beside its number only the first time; the mark of recursion (`'2`) is none of it."""
    if not (named := NAMED.match(value)):
        return value
    number, name = named.groups()
    if name is not None:
        names[number] = name.split(b"'")[0]
    return names[number]
