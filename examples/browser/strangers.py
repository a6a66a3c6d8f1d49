"""Pages of other origins: one of the same site, which browsers send cookies from, and one of another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# A browser takes both for the machine itself, and for two sites. Ports make no site.
SAME_SITE, OTHER_SITE = "localhost", "127.0.0.1"


class Strangers:
    """A server whose pages are written by who asks for them, and what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []

    def page(self, site: str, html: str) -> str:
        """The URL of a page with this in it."""
        path = f"/page{len(self.pages)}"
        self.pages[path] = html
        return f"http://{site}:{self.port}{path}"

    def url(self, path: str) -> str:
        return f"http://{SAME_SITE}:{self.port}{path}"


@contextmanager
def strangers() -> Iterator[Strangers]:
    """Serves such pages until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = here.pages.get(self.path)
            if html is None and self.path != "/favicon.ico":
                here.asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("access-control-allow-origin", "*")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Stranger</title>{html or ''}".encode())

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Strangers(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
