"""The requests through a proxy, and the mistakes in the answers."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from . import servers
from .client import Answer, Client
from .scenarios import Scenario
from .served import served

FIRST, SECOND = "127.0.0.2", "127.0.0.3"
FORGED_CLIENT = "6.6.6.6"
LOG_SECONDS = 10.0


@dataclass
class Outcome:
    """The outcome of a scenario."""

    scenario: Scenario
    mistakes: dict[str, list[str]]
    """By step."""
    requests: int
    connections: int
    """Of the proxy to Twinlane, for these requests."""


def forged(scenario: Scenario) -> list[tuple[str, str]]:
    """All that a client could hope somebody reads; the scheme is the other one."""
    other = "http" if scenario.is_tls else "https"
    return [
        ("X-Forwarded-For", FORGED_CLIENT),
        ("X-Forwarded-Proto", other),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Port", "1"),
        ("X-Forwarded-Prefix", "/evil"),
        ("Forwarded", f"for={FORGED_CLIENT};host=evil.example;proto={other}"),
        ("X-Real-IP", FORGED_CLIENT),
    ]


def run(scenario: Scenario, folder: Path) -> Outcome:
    """Serves the scenario and asks."""
    with served(scenario, folder) as (application, port):
        asking = Asking(scenario, application, port)
        steps = {
            "two clients": asking.two_clients,
            "redirect": asking.redirect,
            "forged": asking.forged,
            "HTTPS": asking.https,
            "document": asking.document,
            "rate limit": asking.rate_limit,
            "log": asking.log,
            "kept": asking.connections,
        }
        mistakes = {name: list(step()) for name, step in steps.items()}
        return Outcome(scenario, mistakes, asking.requests, len(asking.seen_connections))


class Asking:
    """Two clients of one proxy, each on a connection that it keeps."""

    def __init__(self, scenario: Scenario, application: servers.Application, port: int) -> None:
        self.scenario, self.application, self.port = scenario, application, port
        self.clients = {address: Client(address, port, scenario.is_tls) for address in (FIRST, SECOND)}
        host = f"{servers.HOST}:{port}" if scenario.keeps_host else f"127.0.0.1:{application.port}"
        self.root = f"{host}{scenario.prefix}"
        self.requests = 0
        self.expected_log: list[str] = []
        self.seen_connections: set[int] = set()

    def two_clients(self) -> Iterator[str]:
        """One after the other, so that they share the connections of the proxy."""
        for _ in range(5):
            for address in (FIRST, SECOND):
                yield from self._whereabouts(address, None)

    def redirect(self) -> Iterator[str]:
        answer = self._get(FIRST, "/where?a=b")
        # nginx by itself, which does not keep the host, mends what leads to its own.
        location = f"{self.scenario.scheme}://{servers.HOST}:{self.port}{self.scenario.prefix}/where/?a=b"
        if (answer.status, answer.headers.get("location")) != (307, location):
            yield f"{answer.status} to {answer.headers.get('location')}, and not to {location}"

    def forged(self) -> Iterator[str]:
        """Nothing of what the client writes counts; or the page warns of it."""
        yield from self._whereabouts(FIRST, forged(self.scenario))

    def https(self) -> Iterator[str]:
        """A client that asks within TLS is let in, and any other is sent there."""
        answer = self._get(FIRST, "/secure/")
        if self.scenario.is_tls:
            if answer.status != 200:
                yield f"{answer.status} to {answer.headers.get('location')} within TLS"
            return
        location = f"https://{self.root}/secure/"
        if (answer.status, answer.headers.get("location")) != (307, location):
            yield f"{answer.status} to {answer.headers.get('location')}, and not to {location}"

    def document(self) -> Iterator[str]:
        """It names the prefix, and the page of the docs finds it."""
        answer = self._get(FIRST, "/openapi.json")
        named = answer.told.get("servers")
        expected = [{"url": self.scenario.prefix}] if self.scenario.prefix else None
        if named != expected:
            yield f"its servers are {named}, and not {expected}"
        page = self._get(FIRST, "/docs").body
        link = re.search(r"[\"']([^\"']*openapi\.json)[\"']", page)
        wanted = f"{self.scenario.prefix}/openapi.json"
        if not link or urljoin(f"{self.scenario.prefix}/docs", link[1]) != wanted:
            yield f"the page of the docs asks for {link and link[1]}, which is not {wanted}"

    def rate_limit(self) -> Iterator[str]:
        """Two requests for each; what a client writes gives it no third, unless the page warns of it."""
        wanted = [(FIRST, None, 200), (FIRST, None, 200), (FIRST, None, 429)]
        believed = 200 if self.scenario.believes_forged else 429
        wanted += [(FIRST, forged(self.scenario), believed)]
        wanted += [(SECOND, None, 200 if self.scenario.names_client else 429)]
        for number, (address, headers, status) in enumerate(wanted, 1):
            answer = self._get(address, "/limited/", headers)
            if answer.status != status:
                yield f"request {number}: {answer.status}, and not {status}"

    def log(self) -> Iterator[str]:
        """The access log has a line for each request, with its client."""
        end = time.monotonic() + LOG_SECONDS
        while len(self.application.access_log()) < self.requests and time.monotonic() < end:
            time.sleep(0.05)
        lines = self.application.access_log()
        logged = [line.rpartition(" - ")[0].rpartition(":")[0] for line in lines]
        if logged != self.expected_log:
            yield f"{logged}, and not {self.expected_log}"

    def connections(self) -> Iterator[str]:
        """The proxy keeps its connections, so that several clients have shared one."""
        most = 4 if self.scenario.keeps_connections else self.requests
        if not 0 < len(self.seen_connections) <= most:
            yield f"{len(self.seen_connections)} connections for {self.requests} requests"

    def _whereabouts(self, address: str, headers: list[tuple[str, str]] | None) -> Iterator[str]:
        scheme = self.scenario.scheme
        if headers and self.scenario.believes_forged:
            scheme = "http" if self.scenario.is_tls else "https"
        told = self._get(address, "/where/", headers).told
        self.seen_connections.add(told.pop("connection"))
        expected = {
            "client": self._client_of(address, headers),
            "scheme": scheme,
            "url": f"{scheme}://{self.root}/where/",
            "root_path": self.scenario.prefix,
        }
        if told != expected:
            yield f"{told}, and not {expected}"

    def _client_of(self, address: str, headers: list[tuple[str, str]] | None) -> str:
        if headers and self.scenario.believes_forged:
            return FORGED_CLIENT
        return address if self.scenario.names_client else "127.0.0.1"

    def _get(self, address: str, path: str, headers: list[tuple[str, str]] | None = None) -> Answer:
        self.requests += 1
        self.expected_log.append(self._client_of(address, headers))
        return self.clients[address].get(f"{self.scenario.prefix}{path}", headers)
