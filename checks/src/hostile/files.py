"""Attacks on a directory whose files are served: what is outside of it, what is large, what changes meanwhile."""

import os
import socket
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

from .attack import Attack, Findings
from .costly import CLIENT_SECONDS
from .meter import MEBI, Meter
from .servers import Server
from .wire import STATUS

GIBI = 1 << 30
CLIENTS = 100
# The application's own handler of a 404 makes a note of it.
NOT_THERE = b"\r\nx-note:"
SECRET = b"outside of the directory"
# The directory around the one that is compiled into the server.
EMBEDDED = Path(__file__).parents[2] / "embedded"
ROUNDS = 2000

UP = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "..;", "%c0%ae%c0%ae", "%uff0e%uff0e", "..%5c..", "....", "\\..\\..")
HIDDEN = (".secret.txt", "%2esecret.txt", "%2Esecret.txt", ".secret.txt/", ".secret.txt%00", "./.secret.txt", "%252esecret.txt", ".SECRET.TXT", ".secret.txt%20")
SLASHES = ("/", "%2f", "%5c", "//", "/./", "%252f")


def attacks() -> list[Attack]:
    return [
        Attack("every spelling of a way out of a directory", _traversal),
        Attack("every spelling of a way out of a directory in the program, and to what is hidden in it", _embedded_traversal),
        Attack("a link that leads out of a directory now and then", _changing_link, most_cpu=30),
        Attack(f"{CLIENTS} clients that read a file of 1 GiB slowly", _slow_readers, most_peak=96, most_cpu=15),
        Attack(f"{CLIENTS} clients that read 100 ranges of a file of 1 GiB slowly", _slow_ranges, most_peak=96, most_cpu=15),
        Attack("10,000 ranges in a request", _many_ranges),
        Attack("a file that becomes shorter while it is sent", _shorter),
        Attack("a pipe, a socket and a folder for a file", _no_files),
    ]


def _directory(server: Server) -> Path:
    files = server.folder / "files"
    (files / "inner").mkdir(parents=True)
    (server.folder / "secret.txt").write_bytes(SECRET)
    (files / "small.txt").write_bytes(b"small")
    (files / "inner" / "small.txt").write_bytes(b"inner")
    return files


def _large(server: Server) -> None:
    """A file that takes no room on the disk."""
    with open(_directory(server) / "large.bin", "wb") as file:
        file.truncate(GIBI)


def _get(server: Server, target: str, more: str = "") -> tuple[int | None, bytes]:
    """The status of a request, and all of its response."""
    with server.connect(timeout=CLIENT_SECONDS) as plug:
        head = f"GET {target} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n{more}\r\n"
        received = bytearray()
        with suppress(OSError):
            plug.sendall(head.encode("latin-1"))
            while piece := plug.recv(1 << 20):
                received += piece
    found = STATUS.match(received)
    if found and NOT_THERE in received.partition(b"\r\n\r\n")[0].lower():
        return 404, bytes(received)
    return int(found[1]) if found else None, bytes(received)


def _traversal(server: Server, meter: Meter, findings: Findings) -> None:
    _directory(server)
    (server.folder / "files" / ".secret.txt").write_bytes(SECRET)
    _nothing_leads_out(server, findings, "/files", server.folder)


def _embedded_traversal(server: Server, meter: Meter, findings: Findings) -> None:
    _nothing_leads_out(server, findings, "/embedded", EMBEDDED)


def _nothing_leads_out(server: Server, findings: Findings, mount: str, around: Path) -> None:
    status, received = _get(server, f"{mount}/small.txt")
    findings.expect(status == 200 and received.endswith(b"small"), f"a file that is there: {status}")
    absolute = quote(str(around / "secret.txt"), safe="")
    targets = [f"{mount}/{absolute}", f"{mount}//{around}/secret.txt", f"{mount}/%00/secret.txt"]
    targets += [f"{mount}{slash}{way}{slash}secret.txt" for way in UP for slash in SLASHES]
    targets += [f"{mount}{slash}inner{slash}{way}{slash}{way}{slash}secret.txt" for way in UP for slash in SLASHES]
    targets += [f"{mount}{slash}{name}" for name in HIDDEN for slash in SLASHES]
    targets += [f"{mount}{slash}inner{slash}{way}{slash}{name}" for name in HIDDEN for way in UP for slash in SLASHES]
    answers = [(target, *_get(server, target)) for target in targets]
    out = [target for target, _, received in answers if SECRET in received]
    findings.expect(not out, f"{len(out)} of {len(targets)} lead out {out[:3]}")
    odd = [(target, status) for target, status, _ in answers if status is None or status >= 500]
    findings.expect(not odd, f"{len(odd)} without a clean answer {odd[:3]}")


def _changing_link(server: Server, meter: Meter, findings: Findings) -> None:
    """The file that is looked at is the one that is opened."""
    files = _directory(server)
    (files / "now").symlink_to("small.txt")
    done = threading.Event()

    def change() -> None:
        number = 0
        while not done.is_set():
            number += 1
            new = files / f".new{number % 2}"
            with suppress(FileExistsError):
                new.symlink_to("small.txt" if number % 2 else "../secret.txt")
            os.replace(new, files / "now")

    changing = threading.Thread(target=change)
    changing.start()
    try:
        answers = [_get(server, "/files/now") for _ in range(ROUNDS)]
    finally:
        done.set()
        changing.join()
    statuses = [str(status) for status, _ in answers]
    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    findings.expect(not any(SECRET in received for _, received in answers), f"{counts}, and never what is outside")
    findings.expect(set(counts) == {"200", "404"}, "both ends of the link were met")


def _slow_readers(server: Server, meter: Meter, findings: Findings) -> None:
    _large(server)
    _read_slowly(server, findings, "", b" 200 ")


def _slow_ranges(server: Server, meter: Meter, findings: Findings) -> None:
    _large(server)
    step = GIBI // 100
    ranges = ",".join(f"{number * step}-{number * step + step // 2}" for number in range(100))
    _read_slowly(server, findings, f"Range: bytes={ranges}\r\n", b" 206 ")


def _read_slowly(server: Server, findings: Findings, more: str, status: bytes) -> None:
    head = f"GET /files/large.bin HTTP/1.1\r\nHost: a.test\r\n{more}\r\n".encode()
    with ExitStack() as stack:
        plugs = [stack.enter_context(server.connect(timeout=CLIENT_SECONDS)) for _ in range(CLIENTS)]
        for plug in plugs:
            plug.sendall(head)
        heads = [plug.recv(1 << 16) for plug in plugs]
        findings.expect(all(status in head[:16] for head in heads), f"all with{status.decode()}")
        received = [len(head) for head in heads]
        for _ in range(20):
            received = [count + len(plug.recv(1 << 16)) for count, plug in zip(received, plugs, strict=True)]
            time.sleep(0.05)
        findings.expect(min(received) > 1 << 16, f"{len(plugs)} clients, each with {min(received):,} bytes or more")


def _many_ranges(server: Server, meter: Meter, findings: Findings) -> None:
    _directory(server)
    status, received = _get(server, "/files/small.txt", "Range: bytes=" + ",".join(["0-0"] * 10_000) + "\r\n")
    findings.expect(status == 200 and received.endswith(b"small"), f"{status}, {len(received)} bytes: the whole file")


def _shorter(server: Server, meter: Meter, findings: Findings) -> None:
    large = _directory(server) / "large.bin"
    with open(large, "wb") as file:
        file.truncate(64 * MEBI)
    with server.connect(timeout=CLIENT_SECONDS) as plug:
        plug.sendall(b"GET /files/large.bin HTTP/1.1\r\nHost: a.test\r\n\r\n")
        plug.recv(1 << 16)
        os.truncate(large, 0)
        received = 0
        with suppress(OSError):
            while piece := plug.recv(1 << 20):
                received += len(piece)
    findings.expect(received < 64 * MEBI, f"the connection ended after {received:,} of {64 * MEBI:,} bytes")
    findings.expect("broke off" in server.log, "the log says so")


def _no_files(server: Server, meter: Meter, findings: Findings) -> None:
    """To open a pipe is to wait for who writes into it."""
    files = _directory(server)
    os.mkfifo(files / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(files / "socket"))
    (files / "folder").mkdir()
    begun = time.monotonic()
    statuses = [_get(server, f"/files/{name}")[0] for name in ("pipe", "socket", "folder", "folder/", "") for _ in range(50)]
    seconds = time.monotonic() - begun
    findings.expect(set(statuses) == {404}, f"{len(statuses)} requests: {sorted(map(str, set(statuses)))}, after {seconds:.1f} s")
