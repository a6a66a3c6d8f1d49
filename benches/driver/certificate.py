"""The certificate of a run, made by OpenSSL."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import shell


@contextlib.contextmanager
def options() -> Iterator[tuple[str, ...]]:
    """The options of a server for a certificate and its key, which are there until the end of the `with`."""
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = (str(Path(folder) / name) for name in ("certificate.pem", "key.pem"))
        new = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", "/CN=localhost")
        shell.output(["openssl", "req", *new, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate])
        yield ("--ssl-certfile", certificate, "--ssl-keyfile", key)
