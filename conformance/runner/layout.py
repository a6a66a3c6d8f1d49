"""The places of files."""

from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WORKSPACE = HOME.parent
REQUESTS = HOME / "requests"
EXCHANGES = HOME / "exchanges"
RECORDED = HOME / "recorded"
ADDED_ERRORS = RECORDED / "added_errors.json"
DIFFERENCES = HOME / "differences.toml"
SURFACE = RECORDED / "surface.txt"
PAGE = WORKSPACE / "docs" / "differences.md"


def applications() -> list[str]:
    """The names of the applications: each has a file of requests."""
    return sorted(file.stem for file in REQUESTS.glob("*.jsonl"))


def requests_file(app: str) -> Path:
    return REQUESTS / f"{app}.jsonl"


def exchanges_file(app: str) -> Path:
    return EXCHANGES / f"{app}.jsonl"


def outcomes_file(app: str) -> Path:
    return RECORDED / f"{app}.exchanges.jsonl"


def answers_file(app: str) -> Path:
    return RECORDED / f"{app}.jsonl"


def document_file(app: str) -> Path:
    return RECORDED / f"{app}.openapi.json"
