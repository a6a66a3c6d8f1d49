"""`examples/inference`, which `checks/batches` has built and installed."""

from hostile import servers

FOLDER = servers.WORKSPACE / "examples" / "inference"
PROGRAM = servers.PROGRAMS.parent / "debug" / "examples" / "inference"
MODELS = FOLDER / "models"
PACKAGES = next((FOLDER / ".venv" / "lib").glob("python3*"), FOLDER) / "site-packages"
