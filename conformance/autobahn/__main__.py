"""Runs Autobahn's cases, one at a time, against an echo server, and counts those that fail."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
KOSOKU = Path(sys.executable).with_name("kosoku")

# In the order in which they are run, each within its seconds, and how many cases there are. Those of 12 and 13 send a
# thousand messages each.
PARTS = {"1.*": 16, "2.*": 11, "3.*": 7, "4.*": 10, "5.*": 20, "6.*": 145, "7.*": 37, "9.*": 54, "10.*": 1}
PARTS |= {f"{group}.{number}.*": 18 for group, numbers in ((12, 5), (13, 7)) for number in range(1, numbers + 1)}
# As CI runs it: without what takes minutes, by a build that is not optimised.
QUICK = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
SECONDS = 600

# Verdicts that pass: right, allowed though another way would be better, or without a judgement.
ACCEPTED = {"OK", "NON-STRICT", "INFORMATIONAL"}


MOST_BYTES = 64 << 20
"""As in the largest cases."""


def main() -> int:
    quick = sys.argv[1:] == ["--quick"]
    parts = QUICK if quick else sys.argv[1:] or list(PARTS)
    server = build("dev" if quick else "release")
    found: dict[str, str] = {}
    for part in parts:
        begin = time.monotonic()
        # A server for each, so that one that ends or hangs fails no others.
        results = run(server, part)
        results |= missing(part, len(results))
        found |= results
        bad = sum(verdict not in ACCEPTED for verdict in results.values())
        print(f"{part:8} {len(results)} cases, {bad} failed, {time.monotonic() - begin:.0f} s", flush=True)
    return report(found)


def missing(part: str, count: int) -> dict[str, str]:
    """A failure of the part itself, unless its cases were run: as many as it has, or one at least if that is not known."""
    expected = PARTS.get(part)
    if count == expected or (expected is None and count > 0):
        return {}
    return {f"{part} itself": f"{count} cases were run, of {expected or 'at least one'}"}


def build(profile: str) -> Path:
    command = ["cargo", "build", "--profile", profile, "--quiet", "--package", "twinlane-checks"]
    command += ["--features", "websockets", "--bin", "autobahn"]
    command += ["--message-format=json-render-diagnostics"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    return Path(next(program for message in messages if (program := message.get("executable"))))


def run(server: Path, part: str) -> dict[str, str]:
    """The verdict of each case that was run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    _, port = address.split(":")
    serving = subprocess.Popen([server, "--port", port, "--ws-max-size", str(MOST_BYTES)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(address)
        with tempfile.TemporaryDirectory() as folder:
            command = [KOSOKU, "-p", "1", "-i", part, "-o", folder, f"ws://{address}"]
            try:
                subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
                # The cases that it has reported count in any case.
                print(failure, (failure.stderr or b"").decode(errors="replace"), sep="\n", file=sys.stderr)
            return verdicts(Path(folder) / "index.json")
    finally:
        serving.kill()
        serving.wait()


def wait_for(address: str) -> None:
    host, port = address.split(":")
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"the server does not listen on {address}")


def verdicts(index: Path) -> dict[str, str]:
    if not index.exists():
        return {}
    (cases,) = json.loads(index.read_text()).values()
    return {case: verdict(result) for case, result in cases.items()}


def verdict(result: dict) -> str:
    """Of what was answered, and of how the connection ended: the worse of both."""
    both = [result["behavior"], result["behaviorClose"]]
    worst = [one for one in both if one not in ACCEPTED]
    return next(iter(worst), next((one for one in both if one != "OK"), "OK"))


def report(found: dict[str, str]) -> int:
    for accepted in sorted(ACCEPTED - {"OK"}):
        names = [case for case, verdict in found.items() if verdict == accepted]
        if names:
            print(f"{accepted}: {' '.join(names)}")
    failed = {case: verdict for case, verdict in found.items() if verdict not in ACCEPTED}
    for case, verdict in failed.items():
        print(f"{case}: {verdict}")
    count = Counter(case in failed for case in found)
    print(f"{count[False]} passed, {count[True]} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
