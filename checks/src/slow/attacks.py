"""The attacks of slowhttptest, and what has to hold while they go on."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from hostile import servers
from hostile.servers import Server
from tls.certificates import Authority

from .memory import Memory

PROGRAM = "slow"
CONNECTIONS = 1000
ROUNDS = 5
DEADLINE_SECONDS = 3
SPARE_SECONDS = 10.0  # for 1,000 connections on a machine that is busy
TEST_SECONDS = 30  # it ends earlier, when the server has closed all
CALM_SECONDS = 2.0
MEBI = 1 << 20
FILE_BYTES = 4 * MEBI
OPTIONS = {"header-timeout": DEADLINE_SECONDS, "body-idle-timeout": DEADLINE_SECONDS, "write-timeout": DEADLINE_SECONDS, "min-rate": 1024}

LONGEST_P99 = 0.002
MOST_TIMES_CALM = 3
"""A machine that is busy with other things makes a client wait, too: what it waits without the attack, it may wait so many times over."""
MOST_MEMORY = 256.0
"""MiB above what the server had before."""
MOST_MEMORY_OF_FILES = 512.0
"""The same while files are sent: of each a connection has up to two chunks of 256 KiB."""
MOST_MEMORY_OF_TLS = 96.0
"""As much again by TLS: up to 64 KiB of each connection's response stand encrypted, beside its keys."""
UNHURRIED = ("chrt", "--idle", "0")
"""An attacker works on processors of its own; here it has what server and client leave of theirs. By `nice` alone it would still end its slice of 3 ms first."""


@dataclass(frozen=True)
class Attack:
    name: str
    options: tuple[str, ...]
    path: str
    holds: bool = True
    """True if it holds connections, which the server has to end; otherwise each is answered, and closed by the client."""
    most_memory: float = MOST_MEMORY
    is_tls: bool = False

    @property
    def tool(self) -> str:
        """slowhttptest's option, and what it attacks by."""
        return self.options[0].removeprefix("-") + (",tls" if self.is_tls else "")


def attacks() -> list[Attack]:
    """Each in clear, and each by TLS."""
    clear = _clear()
    return clear + [_by_tls(attack) for attack in clear]


def _by_tls(attack: Attack) -> Attack:
    return replace(attack, name=f"{attack.name}, TLS", most_memory=attack.most_memory + MOST_MEMORY_OF_TLS, is_tls=True)


def _clear() -> list[Attack]:
    each_second = ("-i", "1", "-x", "10")
    return [
        Attack("slow headers (-H)", ("-H", *each_second), "/ping"),
        Attack("slow body (-B)", ("-B", *each_second, "-s", "8192"), "/upload"),
        # Its own HEAD would be a 405.
        Attack("ranges (-R)", ("-R", "-t", "GET", "-a", "1", "-b", "3000"), "/file", False, MOST_MEMORY_OF_FILES),
        Attack("slow read (-X)", ("-X", "-w", "10", "-y", "20", "-n", "1", "-z", "32"), "/file", True, MOST_MEMORY_OF_FILES),
    ]


@dataclass(frozen=True)
class Round:
    """Waits of the other client in seconds: their 99th percentile without the attack and with it."""

    calm: float
    attacked: float
    requests: int
    descriptors: int
    """The most at a time, of the attack: one a connection, and one a file that is being sent."""
    ended: float | None
    """Seconds from the most connections to none; `None`: not in time."""


@dataclass
class Result:
    attack: Attack
    rounds: list[Round] = field(default_factory=list)
    before: float = 0.0
    peak: float = 0.0
    after: float = 0.0
    mistakes: list[str] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return statistics.median(one.attacked for one in self.rounds)

    @property
    def calm_p99(self) -> float:
        return statistics.median(one.calm for one in self.rounds)


def run(attack: Attack) -> Result:
    """All rounds of an attack on one server."""
    result = Result(attack)
    tls = Authority("slow").sign("server", "IP:127.0.0.1").options if attack.is_tls else {}
    with servers.twinlane(OPTIONS | tls, PROGRAM) as server:
        (server.folder / "file").write_bytes(b"x" * FILE_BYTES)
        memory = Memory(server)
        with _waits(server, attack):
            pass
        result.before = memory.now()
        for _ in range(ROUNDS):
            result.rounds.append(_round(attack, server, memory))
            if server.process.poll() is not None:
                result.mistakes.append(f"the server has ended with {server.process.returncode}")
                return result
        result.after, result.peak = memory.now(), memory.most()
    result.mistakes += _mistakes(result)
    return result


def _round(attack: Attack, server: Server, memory: Memory) -> Round:
    with _waits(server, attack) as calm:
        time.sleep(CALM_SECONDS)
    idle = memory.descriptors()
    with _waits(server, attack) as attacked:
        watch = _Watch(memory, idle + 1)
        test = [*UNHURRIED, "slowhttptest", *attack.options, "-c", str(CONNECTIONS), "-r", str(CONNECTIONS), "-l", str(TEST_SECONDS), "-p", "20"]
        scheme = "https" if attack.is_tls else "http"
        process = subprocess.Popen([*test, "-u", f"{scheme}://127.0.0.1:{server.port}{attack.path}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            watch.run()
        finally:
            process.kill()
            process.wait(10)
    return Round(_p99(calm), _p99(attacked), len(attacked), watch.most, watch.ended)


class _Watch:
    """Counts the attack's connections until the server has ended them."""

    def __init__(self, memory: Memory, others: int) -> None:
        self.most = 0
        self.ended: float | None = None
        self._memory, self._others = memory, others

    def run(self) -> None:
        begun = at_most = time.monotonic()
        while time.monotonic() < begun + DEADLINE_SECONDS + SPARE_SECONDS:
            count = self._memory.descriptors() - self._others
            if count > self.most:
                self.most, at_most = count, time.monotonic()
            # slowhttptest has a connection of its own, by which it looks whether the server answers.
            if self.most > CONNECTIONS // 2 and count <= 1:
                self.ended = time.monotonic() - at_most
                return
            time.sleep(0.02)


@contextmanager
def _waits(server: Server, attack: Attack) -> Iterator[list[float]]:
    """The list has the waits of the other client when the `with` has ended."""
    waits: list[float] = []
    process = subprocess.Popen([sys.executable, "-m", "slow.waits", str(server.port), "tls" if attack.is_tls else "clear"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield waits
        output, _ = process.communicate(timeout=20)
        waits += json.loads(output)
    finally:
        process.kill()
        process.wait(10)


def _p99(waits: list[float]) -> float:
    return sorted(waits)[len(waits) * 99 // 100]


def _mistakes(result: Result) -> Iterator[str]:
    if result.peak - result.before > result.attack.most_memory:
        yield f"{result.peak - result.before:.0f} MiB more at the peak, and at most {result.attack.most_memory:.0f}"
    most = max(LONGEST_P99, MOST_TIMES_CALM * result.calm_p99)
    if result.p99 > most:
        yield f"p99 {result.p99 * 1000:.1f} ms, and at most {most * 1000:.1f}"
    for number, one in enumerate(result.rounds, 1):
        if result.attack.holds and one.descriptors < CONNECTIONS * 0.99:
            yield f"round {number}: {one.descriptors} descriptors for {CONNECTIONS} connections"
        if result.attack.holds and one.ended is None:
            yield f"round {number}: the connections have not ended"
