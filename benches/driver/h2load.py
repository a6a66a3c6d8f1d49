"""Requests a second and CPU time a request over HTTP/2, or over HTTP/1.1 within TLS: h2load, in short rounds that go round the contenders."""

import re
from dataclasses import dataclass

from . import shell
from .operations import Operation
from .servers import Server
from .shell import ToolFailed
from .throughput import Rounds

SECONDS = 2
DONE = re.compile(r"finished in [\d.]+m?s, ([\d.]+) req/s")
REQUESTS = re.compile(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored")


@dataclass(frozen=True)
class Load:
    """The way in which h2load asks."""

    scheme: str
    connections: int
    in_flight: int
    """Of each connection."""
    options: tuple[str, ...] = ()


HTTP_2 = Load("http", 8, 10)
HTTP_1_WITHIN_TLS = Load("https", 32, 1, ("--h1",))


def measure(servers: list[Server], load: Load, operation: Operation, rounds: int) -> dict[str, Rounds]:
    """By contender's name. All servers run all the time, idle but for the one that is asked."""
    results = {server.contender.name: Rounds() for server in servers}
    for round_number in range(rounds):
        print(f"throughput: round {round_number + 1} of {rounds}", flush=True)
        for server in servers:
            _ask(server, load, operation, results[server.contender.name])
    return results


def _ask(server: Server, load: Load, operation: Operation, taken: Rounds) -> None:
    url = f"{load.scheme}://127.0.0.1:{server.port}{operation.path}"
    command = ["h2load", "--threads=1", f"--clients={load.connections}", f"--max-concurrent-streams={load.in_flight}", f"--duration={SECONDS}"]
    cpu_before = server.cpu_seconds()
    text = shell.output([*command, *load.options, url])
    cpu = server.cpu_seconds() - cpu_before
    done, requests = DONE.search(text), REQUESTS.search(text)
    if not done or not requests or requests[1] != requests[2]:
        raise ToolFailed(f"h2load on {server.contender.name} {operation.path}: {text}")
    taken.per_second.append(float(done[1]))
    taken.requests += int(requests[1])
    taken.cpu_seconds += cpu
