"""The instructions that middleware adds to a request of Twinlane, and the most that it may add.

The budgets are not met, which `benches/README.md` explains. So that they do not get worse, each has a bound beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import contenders, instructions
from .contenders import TWINLANE, Field
from .operations import FROM_ORIGIN, TYPED_GET, Operation
from .profile import Cost


MOST_ROUNDS = 3
"""The least of a few counts is taken: other work of the machine can only add to a count."""


class OverBudget(Exception):
    """A middleware adds more instructions than its bound."""


@dataclass(frozen=True)
class Budget:
    title: str
    middleware: str
    """The application's `BENCH_MIDDLEWARE`."""
    operation: Operation
    most: int
    """Instructions, without the allocator's."""
    bound: int
    """The instructions that it takes, and the difference between counts of one process on a busy machine. More than that fails."""


BUDGETS = (
    Budget("a function middleware that does nothing", "noop", TYPED_GET, 500, 1100),
    Budget("CORS on a simple request: an allowed origin, with credentials", "cors", FROM_ORIGIN, 700, 2700),
    Budget("CORS on a request without an origin", "cors", TYPED_GET, 700, 1750),
    Budget("CSRF on a GET", "csrf", TYPED_GET, 1500, 2000),
    Budget("security headers by http", "headers", TYPED_GET, 3500, 6700),
    Budget("sessions that nobody asks for", "sessions", TYPED_GET, 300, 400),
)


@dataclass(frozen=True)
class Added:
    """The cost that the middleware adds to one request."""

    budget: Budget
    cost: Cost

    @property
    def is_met(self) -> bool:
        return self.cost.code <= self.budget.most

    @property
    def is_within_bound(self) -> bool:
        return self.cost.code <= self.budget.bound

    def __str__(self) -> str:
        return f"{self.cost.code:,.0f} instructions, {self.cost.allocations:.1f} allocations"

    def row(self) -> list[str]:
        return [f"{self.budget.title}: at most {self.budget.most} instructions", str(self), "met" if self.is_met else "**not met**"]


def measure(chosen: Field) -> list[Added]:
    """Empty if Twinlane was not chosen. One worker and no spare one, as for the record: a difference of some hundred is to be seen."""
    if not (plain := contenders.steady(chosen, TWINLANE)):
        return []
    plain = replace(plain, operations=(TYPED_GET, FROM_ORIGIN))
    measured = _measure_once(plain)
    for _ in range(MOST_ROUNDS - 1):
        if all(one.is_within_bound for one in measured):
            break
        measured = [min(pair, key=lambda one: one.cost.code) for pair in zip(measured, _measure_once(plain), strict=True)]
    return measured


def _measure_once(plain: contenders.Contender) -> list[Added]:
    without = _measure(plain, (TYPED_GET, FROM_ORIGIN))
    return [Added(budget, cost - without[budget.operation]) for budget, cost in _with_middleware(plain)]


def check(measured: list[Added]) -> None:
    """Raises `OverBudget` if one is above its bound."""
    if over := [f"{one.budget.title}: {one}; at most {one.budget.bound} are allowed" for one in measured if not one.is_within_bound]:
        raise OverBudget("\n".join(["above the bound of a middleware:", *over]))


def _with_middleware(plain: contenders.Contender) -> Iterator[tuple[Budget, Cost]]:
    for name in dict.fromkeys(budget.middleware for budget in BUDGETS):
        budgets = [budget for budget in BUDGETS if budget.middleware == name]
        around = replace(plain, environment={**plain.environment, "BENCH_MIDDLEWARE": name})
        costs = _measure(around, tuple(budget.operation for budget in budgets))
        yield from ((budget, costs[budget.operation]) for budget in budgets)


def _measure(contender: contenders.Contender, operations: tuple[Operation, ...]) -> dict[Operation, Cost]:
    name = contender.environment.get("BENCH_MIDDLEWARE", "none")
    print(f"instructions with one worker: {contender.name}, middleware: {name}", flush=True)
    return instructions.measure(contender, operations)
