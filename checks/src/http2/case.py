"""A case of the standard: what a client does, and what the server has to answer."""

from collections.abc import Callable
from dataclasses import dataclass

from hostile.servers import Server

from .peer import CODES, GOAWAY, RST_STREAM, Peer

Act = Callable[[Peer], object]


@dataclass(frozen=True)
class Case:
    """A case by the section that it is of."""

    section: str
    name: str
    act: Act
    judge: Callable[[Peer, object], str | None]
    opening: bytes | None = None

    @property
    def title(self) -> str:
        return f"{self.section} {self.name}"


@dataclass(frozen=True)
class Ran:
    """A case that has been run."""

    case: Case
    answer: str
    mistake: str | None


def run(case: Case, server: Server) -> Ran:
    with Peer(server, case.opening) as peer:
        found = case.act(peer)
        mistake = case.judge(peer, found)
        return Ran(case, peer.seen.summary, mistake)


def connection_error(*codes: int) -> Callable[[Peer, object], str | None]:
    """The connection ends, with one of these codes if it says one."""

    def judge(peer: Peer, _: object) -> str | None:
        peer.wait(lambda seen: False)
        said = [one.error_code for one in peer.seen.of(GOAWAY)]
        if not peer.seen.closed:
            return f"the connection goes on: {peer.seen.summary}"
        if said and said[-1] not in codes:
            return f"{CODES.get(said[-1])}, and not {_names(codes)}"
        return None

    return judge


def stream_error(*codes: int, stream: int = 1) -> Callable[[Peer, object], str | None]:
    """The stream ends with one of these codes, and the connection goes on, or that ends with one of them."""

    def judge(peer: Peer, _: object) -> str | None:
        peer.wait(lambda seen: bool(seen.of(RST_STREAM, stream) or seen.of(GOAWAY)))
        said = [one.error_code for one in [*peer.seen.of(RST_STREAM, stream), *peer.seen.of(GOAWAY)]]
        if not said:
            return f"neither reset nor closed: {peer.seen.summary}"
        if said[0] not in codes:
            return f"{CODES.get(said[0])}, and not {_names(codes)}"
        if not peer.seen.of(GOAWAY) and not peer.is_alive():
            return "the connection does not go on"
        return None

    return judge


def answered(status: str = "200", stream: int = 1) -> Callable[[Peer, object], str | None]:
    """The request is answered, and the connection goes on."""

    def judge(peer: Peer, _: object) -> str | None:
        found = peer.status(stream)
        if found != status:
            return f"the status {found}, and not {status}: {peer.seen.summary}"
        return None if peer.is_alive() else "the connection does not go on"

    return judge


def goes_on() -> Callable[[Peer, object], str | None]:
    """Nothing is said, and the connection goes on."""

    def judge(peer: Peer, _: object) -> str | None:
        if not peer.is_alive():
            return f"the connection does not go on: {peer.seen.summary}"
        return f"an error: {peer.seen.summary}" if peer.seen.of(GOAWAY) or peer.seen.of(RST_STREAM) else None

    return judge


def either(*judges: Callable[[Peer, object], str | None]) -> Callable[[Peer, object], str | None]:
    """One of these. They are asked in order, so that one that waits for the end is the last."""

    def judge(peer: Peer, found: object) -> str | None:
        mistakes: list[str] = []
        for one in judges:
            mistake = one(peer, found)
            if mistake is None:
                return None
            mistakes.append(mistake)
        return " / ".join(mistakes)

    return judge


def holds(text: str) -> Callable[[Peer, object], str | None]:
    """The observation of the case is true."""

    def judge(peer: Peer, found: object) -> str | None:
        return None if found else f"not so: {text} ({peer.seen.summary})"

    return judge


def _names(codes: tuple[int, ...]) -> str:
    return " or ".join(CODES[code] for code in codes)
