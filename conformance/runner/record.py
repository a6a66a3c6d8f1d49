"""The recorded answers of FastAPI: what the replay in Rust goes by, so that it needs no Python."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from . import layout
from .answer import Answer
from .differences import Differences
from .request import Request

DOCUMENT_REQUEST = Request("GET", "/openapi.json", line={"note": "the document /openapi.json"})


@dataclass(frozen=True)
class Record:
    """The answers of one application, by request."""

    answers: dict[str, Answer]

    def answer(self, request: Request) -> Answer:
        """The recorded answer; where none is, one that equals no real answer."""
        return self.answers.get(_key(request.line), Answer.silent())


def read(app: str) -> Record:
    """The recorded answers; empty without a record."""
    answers, document = layout.answers_file(app), layout.document_file(app)
    lines = answers.read_text(encoding="utf-8").split("\n") if answers.exists() else []
    parsed = [json.loads(line) for line in lines if line]
    record = {_key(line["request"]): Answer.from_line(line["fastapi"]) for line in parsed}
    if document.exists():
        headers = {"content-type": "application/json", "content-length": str(document.stat().st_size)}
        compact = json.dumps(json.loads(document.read_bytes()), ensure_ascii=False, separators=(",", ":"))
        record[_key(DOCUMENT_REQUEST.line)] = Answer(200, headers, compact.encode("utf-8"))
    return Record(record)


def write(app: str, answers: list[tuple[Request, Answer]], document: Answer, differences: Differences) -> None:
    """Records these answers in the place of what was."""
    lines = [_line(app, request, answer, differences) for request, answer in answers]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    layout.answers_file(app).write_text(text, encoding="utf-8")
    pretty = json.dumps(json.loads(document.body), ensure_ascii=False, indent=2)
    layout.document_file(app).write_text(pretty + "\n", encoding="utf-8")


def write_added_errors(differences: Differences) -> None:
    """Records the errors that Twinlane adds, for the replay."""
    errors = [asdict(error) for error in differences.added_errors]
    layout.ADDED_ERRORS.write_text(json.dumps(errors, indent=2) + "\n", encoding="utf-8")


def _line(app: str, request: Request, answer: Answer, differences: Differences) -> dict[str, Any]:
    """A request with FastAPI's answer and, where a difference is listed, with Twinlane's."""
    line: dict[str, Any] = {"request": request.line, "fastapi": answer.to_line()}
    if case := differences.case(app, request):
        line["twinlane"] = case.stated.over(answer).to_line()
        if case.stated.body_contains is not None:
            del line["twinlane"]["body"]
            line["twinlane"]["body_contains"] = case.stated.body_contains
    elif rule := differences.rule(app, request, answer):
        if rule.headers_alone:
            line["twinlane"] = {**answer.to_line(), "own_headers": [name for name, _ in rule.twinlane_headers]}
        elif rule.without_keys:
            line["twinlane"] = rule.over(answer).to_line()
        elif not rule.numbers_as_floats:
            line["twinlane_status"] = [*rule.twinlane_status]
    return line


def _key(line: dict[str, Any]) -> str:
    return json.dumps(line, sort_keys=True)
