"""Real clients, and a scanner."""

import json
import subprocess
import ssl
import sys
from pathlib import Path

import httpx

from hostile.servers import Server

from . import client
from .certificates import Authority

HERE = Path(__file__).resolve().parent


def all_of(server: Server, authority: Authority) -> dict[str, list[str]]:
    """The mistakes of each peer."""
    url = f"https://localhost:{server.port}"
    return {
        "curl, HTTP/2 by ALPN": _has(_curl(authority, url + "/connection"), '"https://localhost', '"http":"HTTP/2.0"', '"tls":"1.3"'),
        "curl, HTTP/1.1": _has(_curl(authority, url + "/connection", "--http1.1"), '"http":"HTTP/1.1"'),
        "curl, TLS 1.2": _has(_curl(authority, url + "/connection", "--tls-max", "1.2"), '"tls":"1.2"'),
        "curl, 16 MB": _has(_curl(authority, url + "/large?megabytes=16", "-o", "/dev/null", "-w", "%{size_download}"), str(16 << 20)),
        "curl, clear HTTP on the port": _has(_run("curl", "-sS", f"http://localhost:{server.port}/"), "ask for https://"),
        "openssl s_client, resumes": _resumes(server, authority),
        "openssl s_client, TLS 1.1 is refused": _refused(server, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"),
        "Python's ssl, close_notify": _has(client.ask(server.port, client.context(authority.file)).decode(), "200 OK"),
        "Python's ssl, another authority": _another(server),
        "HTTPX, HTTP/2": _httpx(url, authority),
        "Go's net/http": _go(url, authority),
        "Chromium, HTTP/2": _chromium(url, authority),
        "sslyze, Mozilla's intermediate rules": _sslyze(server, authority),
    }


def _has(text: str, *wanted: str) -> list[str]:
    return [f"not found: {one} in {text[-300:]!r}" for one in wanted if one not in text]


def _run(*command: str, sent: str | None = None, seconds: float = 60) -> str:
    ran = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=seconds, check=False)
    return ran.stdout + ran.stderr


def _curl(authority: Authority, url: str, *more: str) -> str:
    return _run("curl", "-sS", "--cacert", str(authority.file), *more, url)


def _resumes(server: Server, authority: Authority) -> list[str]:
    session = authority.folder / "session"
    common = ("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-servername", "localhost", "-CAfile", str(authority.file), "-ign_eof")
    sent = "GET /ping HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    first = _run(*common, "-sess_out", str(session), sent=sent)
    second = _run(*common, "-sess_in", str(session), sent=sent)
    return _has(first, "Verify return code: 0 (ok)", "New, TLSv1.3") + _has(second, "Reused, TLSv1.3", "pong")


def _refused(server: Server, *options: str) -> list[str]:
    text = _run("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *options, sent="")
    return _has(text, "SSL alert number")


def _another(server: Server) -> list[str]:
    try:
        client.ask(server.port, client.context(Authority("another").file))
    except ssl.SSLCertVerificationError:
        return []
    return ["it trusts it"]


def _httpx(url: str, authority: Authority) -> list[str]:
    with httpx.Client(http2=True, verify=client.context(authority.file)) as made:
        response = made.get(url + "/connection")
        return _has(f"{response.http_version} {response.text}", "HTTP/2 ", '"name":"localhost"')


def _go(url: str, authority: Authority) -> list[str]:
    text = _run("go", "run", str(HERE / "client.go"), str(authority.file), url + "/connection", seconds=300)
    return _has(text, "HTTP/2.0 200", '"tls":"1.3"')


def _chromium(url: str, authority: Authority) -> list[str]:
    """It does not know the authority, and is told to go on."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", f"--user-data-dir={authority.folder / 'chromium'}")
    return _has(_run("chromium", *options, "--dump-dom", url + "/connection"), '"http":"HTTP/2.0"', '"tls":"1.3"')


def _sslyze(server: Server, authority: Authority) -> list[str]:
    """The authority of the check is no finding: it is told to the scanner."""
    report = authority.folder / "sslyze.json"
    sslyze = str(Path(sys.executable).parent / "sslyze")
    text = _run(sslyze, "--mozilla_config=intermediate", f"--certinfo_ca_file={authority.file}", f"--json_out={report}", f"localhost:{server.port}", seconds=300)
    result = json.loads(report.read_text(encoding="utf-8"))["server_scan_results"][0]["scan_result"]
    mistakes = [f"{name}: {one['status']}" for name, one in result.items() if one and one.get("status") == "ERROR"]
    for name in ("heartbleed", "openssl_ccs_injection", "robot", "tls_compression", "session_renegotiation"):
        found = json.dumps((result.get(name) or {}).get("result"))
        bad = ('"is_vulnerable_to_heartbleed": true', '"is_vulnerable_to_ccs_injection": true', '"VULNERABLE', '"supports_compression": true', '"is_vulnerable_to_client_renegotiation_dos": true')
        mistakes += [f"{name}: {found}" for one in bad if one in found]
    lines = [line.strip() for line in text.split("COMPLIANCE AGAINST", 1)[-1].splitlines()]
    if not any("OK - Compliant" in line or "FAILED - Not compliant" in line for line in lines):
        mistakes.append(f"no verdict: {text[-300:]!r}")
    # The authority is the check's own: the stores of browsers do not know it.
    return mistakes + [line for line in lines if line.startswith("* ") and "certificate_path_validation" not in line]
