"""Runs the cases on pydantic-settings: `record` writes down what became of them, `is_true` tells whether that still is so."""

import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import Secret, SecretStr, ValidationError
from pydantic_settings.exceptions import SettingsError

from . import models

HOME = Path(__file__).resolve().parent
CASES = HOME / "cases.jsonl"
DOTENV = HOME / "dotenv.jsonl"
RECORDED = HOME.parent / "recorded" / "settings.jsonl"
# Beside the parser, whose test it is.
RECORDED_DOTENV = HOME.parent.parent / "crates" / "twinlane-model" / "tests" / "data" / "dotenv.jsonl"


def record() -> int:
    """Writes what became of the cases; how many there are."""
    count = 0
    for file, text in _texts().items():
        file.write_text(text, encoding="utf-8")
        count += text.count("\n")
    return count


def is_true() -> bool:
    """True if the record is what pydantic-settings does."""
    return all(file.exists() and file.read_text(encoding="utf-8") == text for file, text in _texts().items())


def _texts() -> dict[Path, str]:
    return {
        RECORDED: "".join(map(_settings, _lines(CASES))),
        RECORDED_DOTENV: "".join(map(_dotenv, _lines(DOTENV))),
    }


def _lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _write(line: Any) -> str:
    return json.dumps(line, ensure_ascii=True) + "\n"


def _settings(case: dict[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, case.get("env", {}), clear=True):
        options = _options(case, Path(folder))
        return _write({**case, **_load(models.ALL[case["settings"]], options, case.get("values", {}))})


def _options(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The files of a case, and the arguments that name them."""
    options: dict[str, Any] = {}
    for name in ["env_files", "secrets_dirs"]:
        paths = []
        for index, content in enumerate(case.get(name, [])):
            path = folder / f"{name}{index}"
            paths.append(path)
            if content is None:
                continue
            if isinstance(content, str):
                path.write_bytes(content.encode())
                continue
            path.mkdir()
            for file, text in content.items():
                (path / file).write_bytes(text.encode())
        if paths:
            options["_env_file" if name == "env_files" else "_secrets_dir"] = paths
    return options


def _load(model: type, options: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            loaded = model(**options, **values)
            # A secret is written as what it is: that it was read is what is compared.
            result = {"ok": json.loads(loaded.model_dump_json(by_alias=True)), "secrets": _secrets(loaded)}
        except ValidationError as error:
            errors = error.json(include_url=False, include_context=False)
            result = {"errors": json.loads(errors, parse_constant=lambda _: None)}
        except SettingsError as error:
            result = {"settings_error": str(error)}
    if caught:
        result["warnings"] = len(caught)
    return result


def _secrets(value: Any) -> list[str]:
    if isinstance(value, (Secret, SecretStr)):
        return [value.get_secret_value()]
    if isinstance(value, dict):
        return [secret for inner in value.values() for secret in _secrets(inner)]
    if hasattr(value, "model_fields_set"):
        return [secret for _, inner in value for secret in _secrets(inner)]
    return []


def _dotenv(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".env"
        path.write_bytes(text.encode())
        with mock.patch.dict(os.environ, {"HOST": "example.com", "EMPTY": ""}, clear=True), _no_log():
            values = dotenv_values(path, encoding="utf-8")
        with path.open(encoding="utf-8") as stream:
            bad = sum(binding.error for binding in parse_stream(stream))
    return _write({"text": text, "values": list(values.items()), "bad_lines": bad})


def _no_log() -> Any:
    return mock.patch("dotenv.main.logger")
