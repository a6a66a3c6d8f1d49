"""Certificates of the check, made by OpenSSL."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    certificate: Path
    key: Path

    @property
    def options(self) -> dict[str, object]:
        return {"ssl-certfile": self.certificate, "ssl-keyfile": self.key}


class Authority:
    """An authority with a folder for what it signs."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tls-"))
        self.pair = self._pair("ca")
        _openssl("req", "-x509", "-key", self.pair.key, "-out", self.pair.certificate, "-days", "30", "-subj", f"/CN={name}")

    @property
    def file(self) -> Path:
        return self.pair.certificate

    def sign(self, name: str, names: str, usage: str = "serverAuth", times: tuple[str, ...] = ("-days", "90")) -> Pair:
        """`times` are what `openssl x509` takes: days, or less than none for one that has expired."""
        pair, request, extensions = self._pair(name), self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\nextendedKeyUsage={usage}\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n")
        _openssl("req", "-new", "-key", pair.key, "-out", request, "-subj", f"/CN={name}")
        new = pair.certificate.with_suffix(".new")
        _openssl("x509", "-req", "-in", request, "-CA", self.pair.certificate, "-CAkey", self.pair.key, "-CAcreateserial", "-out", new, "-extfile", extensions, *times)
        new.rename(pair.certificate)
        return pair

    def _pair(self, name: str) -> Pair:
        pair = Pair(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        new = pair.key.with_suffix(".newkey")
        _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", new)
        new.rename(pair.key)
        return pair


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], capture_output=True, timeout=30, check=True)


NAMES = "DNS:localhost,IP:127.0.0.1"
EXPIRED = ("-days", "-1")
