"""The places of files."""

from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent
RESULTS = BENCHES / "results"
VENV_PYTHON = BENCHES / ".venv" / "bin" / "python"
GO_SERVER = BENCHES / "go" / "bench_go"
NODE = BENCHES / "node"
