"""The backend behind nginx: notes each request as nginx passed it on. `python -m hostile.stub PORT`.

It reads what nginx writes (HTTP/1.0, a length, no chunks), one request a connection, and nothing else.
"""

import base64
import itertools
import json
import os
import socketserver
import sys

NUMBERS = itertools.count(1)


class Handler(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        line = self.rfile.readline(100_000)
        method, _, rest = line.rstrip(b"\r\n").partition(b" ")
        target = rest.rpartition(b" ")[0]
        headers = []
        while (line := self.rfile.readline(100_000).rstrip(b"\r\n")) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers.append((name.lower(), value.strip()))
        fields = dict(headers)
        body = self.rfile.read(int(fields.get("content-length", 0)))
        number = next(NUMBERS)
        note(
            {
                "number": number,
                "port": int(fields["x-client-port"]),
                "method": method.decode("latin-1"),
                "target": target.decode("latin-1"),
                "host": fields.get("host"),
                "raw_host": fields.get("x-raw-host"),
                "probes": [pair for pair in headers if pair[0].startswith(("x-p", "x_p"))],
                "body": base64.b64encode(body).decode(),
                "encoding": fields.get("transfer-encoding"),
            }
        )
        self.wfile.write(f"HTTP/1.0 200 OK\r\ncontent-length: 0\r\nx-note: {number}\r\n\r\n".encode())


def note(reading: dict[str, object]) -> None:
    with open(os.environ["HOSTILE_NOTES"], "a", encoding="utf-8") as file:
        file.write(json.dumps(reading) + "\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100


if __name__ == "__main__":
    with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
        server.serve_forever()
