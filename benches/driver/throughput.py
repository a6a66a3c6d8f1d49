"""Requests a second and CPU time a request: wrk, in short rounds that go round the contenders."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from . import shell
from .operations import Operation
from .servers import Server
from .shell import ToolFailed

CONNECTIONS = 32
SECONDS = 2
TOTAL = re.compile(r"(\d+) requests in ([\d.]+)(m?s|m),")
TROUBLE = re.compile(r"(Non-2xx|Socket errors).*")


@dataclass
class Rounds:
    """The results of all rounds of one contender and operation."""

    per_second: list[float] = field(default_factory=list)
    requests: int = 0
    cpu_seconds: float = 0

    def median(self) -> float:
        return median(self.per_second)

    def cpu_microseconds(self) -> float:
        """CPU time of the server a request, user and system, over all rounds."""
        return self.cpu_seconds / self.requests * 1e6


Results = dict[tuple[str, Operation], Rounds]


def measure(servers: list[Server], operations: tuple[Operation, ...], rounds: int) -> Results:
    """All servers run all the time, idle but for the one that is asked."""
    results: Results = {}
    with tempfile.TemporaryDirectory() as folder:
        for round_number in range(rounds):
            print(f"throughput: round {round_number + 1} of {rounds}", flush=True)
            for operation in operations:
                for server in servers:
                    if operation in server.contender.operations:
                        taken = results.setdefault((server.contender.name, operation), Rounds())
                        ask(server, operation, Path(folder), taken)
    return results


def ask_once(server: Server, operation: Operation) -> None:
    """One round, of which nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        ask(server, operation, Path(folder), Rounds())


def ratio(results: Results, over: tuple[str, Operation], under: tuple[str, Operation]) -> float:
    """The median of the rounds' ratios: in each round both were measured within seconds of each other."""
    pairs = zip(results[over].per_second, results[under].per_second, strict=True)
    return median(first / second for first, second in pairs)


def ask(server: Server, operation: Operation, folder: Path, taken: Rounds) -> None:
    """One round, in which the server answers `taken`. The folder is for what wrk reads."""
    url = f"http://127.0.0.1:{server.port}{operation.path}"
    script = _script(operation, folder)
    headers = [argument for name, value in operation.headers for argument in ("--header", f"{name}: {value}")]
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{SECONDS}s", *headers, *script, url]
    cpu_before = server.cpu_seconds()
    text = shell.output(command)
    cpu = server.cpu_seconds() - cpu_before
    trouble, total = TROUBLE.search(text), TOTAL.search(text)
    if trouble or not total:
        raise ToolFailed(f"wrk on {server.contender.name} {operation.path}: {trouble[0] if trouble else text}")
    requests = int(total[1])
    seconds = float(total[2]) * {"s": 1, "ms": 1e-3, "m": 60}[total[3]]
    taken.per_second.append(requests / seconds)
    taken.requests += requests
    taken.cpu_seconds += cpu


def _script(operation: Operation, folder: Path) -> list[str]:
    """For a POST, a Lua file that only sets what wrk sends: the request is built once."""
    if operation.body is None:
        return []
    path = folder / "post.lua"
    text = operation.body.decode()
    path.write_text(
        f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "{operation.content_type}"\nwrk.body = [=[{text}]=]\n', encoding="utf-8"
    )
    return ["--script", str(path)]
