"""Two readings of one request: the same, or who of the two is to be feared."""

from dataclasses import replace
from enum import IntEnum

from .readings import Ended, Read, Refused, Step


class Verdict(IntEnum):
    """Twinlane's reading of a request, beside another server's. The worse, the greater."""

    SAME = 0
    STRICTER = 1  # Twinlane refuses, or ends the connection, where the other goes on
    LAXER = 2  # Twinlane goes on where the other refuses or ends the connection
    DIFFERENT = 3  # both go on, and not with the same request


def verdict(ours: tuple[Step, ...], theirs: tuple[Step, ...], is_proxy: bool) -> tuple[Verdict, str]:
    """The verdict, and the first step in which the readings differ."""
    for index in range(max(len(ours), len(theirs))):
        mine = _step(ours, index)
        other = _step(theirs, index)
        if isinstance(mine, Read) and isinstance(other, Read):
            if fields := _differing(mine, other, is_proxy):
                return Verdict.DIFFERENT, f"{', '.join(fields)} of request {index + 1}"
            continue
        found = _of_ends(mine, other)
        if found is not Verdict.SAME or not isinstance(mine, Read):
            return found, f"{_name(mine)} / {_name(other)}"
    return Verdict.SAME, ""


def _step(steps: tuple[Step, ...], index: int) -> Step:
    return steps[min(index, len(steps) - 1)]


def _of_ends(mine: Step, other: Step) -> Verdict:
    ranks = _rank(mine), _rank(other)
    if ranks[0] == ranks[1]:
        return Verdict.SAME
    if 0 in ranks:  # one has given up
        return Verdict.STRICTER if ranks[0] == 0 else Verdict.LAXER
    return Verdict.DIFFERENT  # one has a whole request, the other waits for its end


def _rank(step: Step) -> int:
    if isinstance(step, Refused) or step == Ended(True):
        return 0
    return 1 if isinstance(step, Ended) else 2


def _differing(mine: Read, other: Read, is_proxy: bool) -> list[str]:
    """The parts of a request that were read differently."""
    if is_proxy:  # nginx's `$host` is in lower case and without the port
        mine, other = (replace(read, host=_bare_host(read.host)) for read in (mine, other))
    parts = ["method", "target", "host", "probes"]
    if mine.body is not None and other.body is not None:
        parts.append("body")
    return [part for part in parts if getattr(mine, part) != getattr(other, part)]


def _bare_host(host: str) -> str:
    host = host.lower()
    name, colon, port = host.rpartition(":")
    return name if colon and (port.isdigit() or not port) and not name.endswith(":") else host


def _name(step: Step) -> str:
    return "read" if isinstance(step, Read) else str(step)
