"""A PostgreSQL server for the tests: made anew, and gone when they have ended."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Its URL, with a password, on a port of 127.0.0.1."""
    folder = Path(tempfile.mkdtemp(prefix="twinlane-postgres-"))
    try:
        password = secrets.token_hex(16)
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        # The server refuses to run as root.
        if os.geteuid() == 0:
            for path in (folder, secret):
                shutil.chown(path, "postgres")
        data, port = folder / "data", _free_port()
        _run("initdb", "--auth=scram-sha-256", "--username=postgres", f"--pwfile={secret}", "--encoding=UTF8", "--no-sync", f"--pgdata={data}")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        try:
            _run("pg_ctl", "start", f"--pgdata={data}", f"--log={folder / 'log'}", "--wait", "--timeout=120", f"--options={options}")
            yield f"postgres://postgres:{password}@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "stop", f"--pgdata={data}", "--mode=immediate", check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def version() -> str:
    return _run("postgres", "--version").strip()


def _run(program: str, *arguments: str, check: bool = True) -> str:
    found = [*Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), *map(Path, filter(None, [shutil.which(program)]))]
    if not found:
        raise SystemExit(f"checks/databases needs PostgreSQL, which has the program {program}")
    command = [str(found[0]), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    # `/` is a folder that every user may be in.
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if check and done.returncode != 0:
        raise SystemExit(f"{program} failed: {done.stdout}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
