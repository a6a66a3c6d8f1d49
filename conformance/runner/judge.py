"""The judgement of Twinlane's answers: each has to be FastAPI's, or that of a listed difference."""

from dataclasses import dataclass, field, replace

from .answer import Answer
from .compare import FASTAPI_AND_TWINLANE, Names, compare
from .differences import Case, Differences
from .request import Request

LIST_AND_TWINLANE = Names("the list", "Twinlane")


@dataclass
class Judge:
    """Judges answers and remembers which listed differences were met."""

    differences: Differences
    met: set[int] = field(default_factory=set)

    def complaints(self, app: str, request: Request, fastapi: Answer, twinlane: Answer) -> list[str]:
        """The mistakes in Twinlane's answer; empty if it passes."""
        case = self.differences.case(app, request)
        if case is not None:
            self.met.add(id(case))
            return self._listed(case, fastapi, twinlane)
        found = _compare(fastapi, twinlane)
        if found and (rest := self.differences.without_added_errors(twinlane)) is not None:
            only_added = rest.body == b'{"detail": []}'
            return [] if only_added else _compare(fastapi, rest)
        rule = self.differences.rule(app, request, fastapi) if found else None
        if rule is None or not rule.allows(fastapi, twinlane):
            return found
        if rule.numbers_as_floats:
            return compare(fastapi, twinlane, FASTAPI_AND_TWINLANE, loose_numbers=True)
        if rule.headers_alone:
            return compare(fastapi, twinlane, FASTAPI_AND_TWINLANE, ignored=dict(rule.twinlane_headers))
        if rule.without_keys:
            return compare(rule.over(fastapi), twinlane, LIST_AND_TWINLANE)
        return []

    def unmet(self, apps: list[str]) -> list[Case]:
        """The listed differences of these applications that no request showed."""
        cases = self.differences.cases
        return [case for case in cases if case.app in ("*", *apps) and id(case) not in self.met]

    def _listed(self, case: Case, fastapi: Answer, twinlane: Answer) -> list[str]:
        if not _compare(fastapi, twinlane):
            return ["listed as a difference, but there is none: take it out of the list"]
        expected = case.stated.over(fastapi)
        if case.stated.body_contains is None:
            return compare(expected, twinlane, LIST_AND_TWINLANE)
        missing = case.stated.body_contains.encode("utf-8") not in twinlane.body
        found = [f"the body does not contain {case.stated.body_contains!r}"] if missing else []
        expected, twinlane = replace(expected, body=b""), replace(twinlane, body=b"")
        return compare(expected, twinlane, LIST_AND_TWINLANE, ignored={"content-length"}) + found


def _compare(fastapi: Answer, twinlane: Answer) -> list[str]:
    return compare(fastapi, twinlane, FASTAPI_AND_TWINLANE)
