"""Validates the document of every application as it is served, generates a client from it, and talks to the server by it."""

import importlib
import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

from runner import layout, servers

from . import calls

# Complaints of the validator that it has of FastAPI's own document too.
KNOWN = {
    "answers": "('itemSchema' was unexpected)",  # a word of OpenAPI 3.2, for streams
    "streams": "('itemSchema' was unexpected)",  # likewise
    "responses": "('itemSchema' was unexpected)",  # likewise
    "aliases": "has non-unique elements",  # a name that two required parameters share
    "parameters": "was not resolved",  # a path parameter that nobody takes
    "names": "was not resolved",  # likewise
    "types": "is not a 'regex'",  # a pattern that the validator's Python does not have
}

# Modules that this generator cannot write, of documents that are FastAPI's to the letter.
BROKEN = {
    "bodies": {".api.default.plain_maybe_plain_maybe_post"},  # a list or null as the body
    "limits": {".api.default.empty_empty_post"},  # a text or null as the body
}


def main() -> int:
    program = servers.build()
    failures: list[str] = []
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        for app in layout.applications():
            found = list(check(app, program, Path(folder)))
            failures += found
            passed += not found
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


def check(app: str, program: Path, folder: Path):
    """The mistakes of an application's document, or of the client that is made from it."""
    with servers.twinlane(app, program) as port:
        origin = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(origin + "/openapi.json") as response:
            document = json.load(response)
        yield from invalid(app, document)
        package = generate(app, document, folder)
        yield from broken(app, package, folder)
        if talk := getattr(calls, app, None):
            try:
                talk(package, origin)
            except Exception as error:
                yield f"{app}: the generated client: {error!r}"


def invalid(app: str, document: dict):
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        if KNOWN.get(app, "\0") not in error.message:
            yield f"{app}: the document: {error.message}"


def generate(app: str, document: dict, folder: Path) -> str:
    """The name of the generated package."""
    package = f"{app}_generated"
    (folder / f"{app}.json").write_text(json.dumps(document))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    command += ["--path", str(folder / f"{app}.json"), "--output-path", str(folder / package)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{app}: no client can be generated:\n{done.stdout}{done.stderr}")
    return package


def broken(app: str, package: str, folder: Path):
    """The modules that cannot be loaded."""
    importlib.invalidate_caches()
    for module in sorted((folder / package).rglob("*.py")):
        name = ".".join(module.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        try:
            importlib.import_module(name)
        except Exception as error:
            if name.removeprefix(package) not in BROKEN.get(app, ()):
                yield f"{app}: the generated {name}: {error!r}"


if __name__ == "__main__":
    sys.exit(main())
