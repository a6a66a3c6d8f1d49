"""The cost of reading a session, beside the same by hand: HMAC, base64 and `serde_json`."""

from dataclasses import dataclass, replace

from . import contenders, instructions
from .contenders import TWINLANE, Field
from .operations import Operation
from .profile import Cost

MOST = 1.3
"""Times the instructions of reading it by hand."""

BOUND = 1.45
"""The ratio that it takes, and the difference between counts of one process. More than that fails."""

COOKIE = (
    "eyJ1c2VyIjogImFkYSIsICJjYXJ0IjogWzMsIDE0LCAxNV0sICJzZWVuIjogMTcwMDAwMDAwMC41fQ==.ZVPxAA.SkAn1O-YZhmyiU6eZWw1csCfvTw"
)
"""Signed by itsdangerous."""


class OverBudget(Exception):
    """A session takes more instructions than its bound."""


def _operation(name: str, expected: str) -> Operation:
    return Operation(f"session, {name}", f"/session/{name}", expected, headers=(("Cookie", f"session={COOKIE}"),))


NONE, READ, BY_HAND = _operation("none", "ses"), _operation("read", "ada"), _operation("by-hand", "ada")


@dataclass(frozen=True)
class Reading:
    """The cost of reading, beyond that of a request that leaves the session alone."""

    read: Cost
    by_hand: Cost

    @property
    def ratio(self) -> float:
        return self.read.instructions / self.by_hand.instructions

    def row(self) -> list[str]:
        title = f"a session that is read: at most {MOST} × HMAC, base64 and serde_json by hand"
        return [title, f"{self.ratio:.3f} × ({self.read.instructions:,.0f} instructions)", "met" if self.ratio <= MOST else "**not met**"]


def measure(chosen: Field) -> Reading | None:
    """None if Twinlane was not chosen. One worker and no spare one, as for the record."""
    if not (plain := contenders.steady(chosen, TWINLANE)):
        return None
    operations = (NONE, READ, BY_HAND)
    around = replace(plain, operations=operations, environment={**plain.environment, "BENCH_MIDDLEWARE": "sessions"})
    print(f"instructions with one worker: {around.name}, sessions read", flush=True)
    costs = instructions.measure(around, operations)
    return Reading(costs[READ] - costs[NONE], costs[BY_HAND] - costs[NONE])


def check(reading: Reading | None) -> None:
    """Raises `OverBudget` if it is above its bound."""
    if reading and reading.ratio > BOUND:
        raise OverBudget(": ".join(reading.row()[:2]))
