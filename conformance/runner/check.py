"""One run: the requests to both servers, the answers judged, the findings printed."""

from dataclasses import dataclass, field
from pathlib import Path

from . import client, exchanges, layout, servers
from . import record as recorded
from .answer import Answer
from .compare import RECORD_AND_FASTAPI, compare
from .differences import Differences
from .judge import Judge
from .record import DOCUMENT_REQUEST, Record
from .request import Request
from .request import load as load_requests


@dataclass
class Checker:
    """Counts what passed and what failed, and prints each failure."""

    program: Path
    differences: Differences
    passed: int = 0
    failed: int = 0
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.differences)

    def check_applications(self, apps: list[str]) -> None:
        """The committed requests of these applications, their documents, and whether the record is still true."""
        for app in apps:
            self._check(app, load_requests(layout.requests_file(app)), recorded.read(app))
            for title, found in exchanges.check(app, self.program, self.differences):
                self._count(app, title, found)
        for case in self.judge.unmet(apps):
            self._count(case.app, f"{case.method} {case.path}", ["listed as a difference, but no request shows it"])

    def check_requests(self, app: str, requests: list[Request]) -> None:
        """These requests and nothing else."""
        self._check(app, requests, None)

    def _check(self, app: str, requests: list[Request], record: Record | None) -> None:
        with servers.fastapi(app) as python, servers.twinlane(app, self.program) as rust:
            for request in [*requests, DOCUMENT_REQUEST] if record else requests:
                self._check_one(app, request, (python, rust), record.answer(request) if record else None)

    def _check_one(self, app: str, request: Request, ports: tuple[int, int], record: Answer | None) -> None:
        fastapi, twinlane = (client.send(port, request) for port in ports)
        found = self.judge.complaints(app, request, fastapi, twinlane)
        # Of the document the record has no headers.
        ignored = fastapi.headers.keys() if request is DOCUMENT_REQUEST else ()
        if record is not None and compare(record, fastapi, RECORD_AND_FASTAPI, ignored=ignored):
            found = ["the record is not true: conformance/run --record", *found]
        self._count(app, request.title, found)

    def _count(self, app: str, title: str, complaints: list[str]) -> None:
        if not complaints:
            self.passed += 1
            return
        self.failed += 1
        print(f"{app}: {title}")
        for complaint in complaints:
            print(f"    {complaint}")
        print()


def record(app: str, differences: Differences) -> int:
    """Records FastAPI's answers to the committed requests of an application; gives their number."""
    requests = load_requests(layout.requests_file(app))
    with servers.fastapi(app) as port:
        answers = [(request, client.send(port, request)) for request in requests]
        document = client.send(port, DOCUMENT_REQUEST)
    recorded.write(app, answers, document, differences)
    return len(answers) + exchanges.record(app)
