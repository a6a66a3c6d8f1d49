"""The places of files."""

import os
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WORKSPACE = HOME.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target")).resolve()
PROGRAMS = WORKSPACE / "docs"
REQUIREMENTS = HOME / "requirements.txt"
IN_PROCESS = HOME / "in_process.toml"
EXPECTED = HOME / "expected.toml"
DOCUMENTS = HOME / "documents.toml"
TESTS = "tests/test_tutorial"
