"""A client of one connection: what it sends at first, and what it does from then on, in a thread of its own."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from .servers import Server

PATIENCE_SECONDS = 60.0


class Client:
    """A connection to a server. Used in `with`, which ends it."""

    def __init__(self, server: Server, sent: bytes = b"", receive_buffer: int | None = None) -> None:
        self.received = bytearray()
        self.closed_by: str | None = None
        self._plug = server.connect(receive_buffer=receive_buffer)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        if sent:
            self._plug.sendall(sent)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Closes the connection."""
        self._stopped.set()
        with suppress(OSError):
            self._plug.shutdown(socket.SHUT_RDWR)
        self._plug.close()
        if self._thread is not None:
            self._thread.join(10)

    def send(self, sent: bytes) -> None:
        self._plug.sendall(sent)

    def await_bytes(self, wanted: bytes, seconds: float = 20.0) -> None:
        """Reads until something has been received."""
        end = time.monotonic() + seconds
        while wanted not in self.received:
            if time.monotonic() > end or not self._receive():
                raise TimeoutError(f"{wanted!r} did not come, but {bytes(self.received[-200:])!r}")

    def await_end(self, seconds: float = 5.0) -> None:
        """Reads what is left, until the server closes or nothing more comes."""
        if self._thread is not None:
            self._thread.join(seconds)
        if self._thread is not None or self._stopped.is_set():
            return
        self._plug.settimeout(seconds)
        while len(self.received) < 1 << 27 and self._receive():
            pass

    def keep_reading(self) -> None:
        """Reads as it comes, in a thread."""
        self._begin(self._read_all)

    def keep_sending(self, piece: bytes, every: float) -> None:
        """Sends a piece again and again, in a thread, and reads what comes meanwhile."""
        self._begin(lambda: self._drip(piece, every))

    @property
    def summary(self) -> str:
        """The result of the client, in some words."""
        status = self.received.split(b"\r\n", 1)[0].decode("latin-1")
        count = self.received.count(b"HTTP/1.1 ")
        responses = f"{count} responses, the first " if count > 1 else ""
        end = {None: "still open", "close": "closed", "reset": "reset"}[self.closed_by]
        if self._stopped.is_set():
            return "has gone"
        if not self.received:
            return end
        whole = ", whole" if self._is_whole() else ", cut" if count == 1 else ""
        return f"{responses}{status.removeprefix('HTTP/1.1 ')}{whole}, {end}"

    def _is_whole(self) -> bool:
        head, _, body = bytes(self.received).partition(b"\r\n\r\n")
        fields = head.lower()
        if b"content-length: " in fields:
            return len(body) >= int(fields.split(b"content-length: ")[1].split(b"\r\n")[0])
        return body.endswith(b"0\r\n\r\n")

    def _begin(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()

    def _read_all(self) -> None:
        self._plug.settimeout(PATIENCE_SECONDS)
        while not self._stopped.is_set() and self._receive():
            pass

    def _drip(self, piece: bytes, every: float) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        self._plug.settimeout(every)
        while not self._stopped.is_set() and time.monotonic() < end:
            with suppress(OSError):
                self._plug.sendall(piece)
            if not self._receive(pause=every):
                return

    def _receive(self, pause: float = 0.0) -> bool:
        """Reads once. `False`: the server has closed, or nothing came in time where that is the end."""
        begun = time.monotonic()
        try:
            piece = self._plug.recv(1 << 16)
        except TimeoutError:
            return pause > 0
        except OSError:
            self.closed_by = "reset"
            return False
        if not piece:
            self.closed_by = self.closed_by or "close"
            return False
        self.received += piece
        self._stopped.wait(max(0.0, pause - (time.monotonic() - begun)))
        return True
