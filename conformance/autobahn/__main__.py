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

# In the order in which they are run, each within its seconds. Those of 12 and 13 send a thousand messages each.
PARTS = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*"]
PARTS += [f"{group}.{number}.*" for group, numbers in ((12, 5), (13, 7)) for number in range(1, numbers + 1)]
# As CI runs it: without what takes minutes, by a build that is not optimised.
QUICK = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
SECONDS = 600
CASES = 517

# What a server may do, though another way would be better, and what says nothing of it.
ACCEPTED = {"OK", "NON-STRICT", "INFORMATIONAL"}


def main() -> int:
    quick = sys.argv[1:] == ["--quick"]
    parts = QUICK if quick else sys.argv[1:] or PARTS
    server = build("dev" if quick else "release")
    found: dict[str, str] = {}
    for part in parts:
        begin = time.monotonic()
        # A server for each, so that one that ends or hangs fails no others.
        results = run(server, part)
        found |= results
        bad = sum(verdict not in ACCEPTED for verdict in results.values())
        print(f"{part:8} {len(results)} cases, {bad} failed, {time.monotonic() - begin:.0f} s", flush=True)
    if len(sys.argv) == 1 and len(found) != CASES:
        found["all"] = f"{len(found)} cases were run, of {CASES}"
    return report(found)


def build(profile: str) -> Path:
    command = ["cargo", "build", "--profile", profile, "--quiet", "--package", "twinlane-checks", "--bin", "autobahn"]
    command += ["--message-format=json-render-diagnostics"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    return Path(next(program for message in messages if (program := message.get("executable"))))


def run(server: Path, part: str) -> dict[str, str]:
    """The verdict of each case."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    serving = subprocess.Popen([server, address])
    try:
        wait_for(address)
        with tempfile.TemporaryDirectory() as folder:
            command = [KOSOKU, "-p", "1", "-i", part, "-o", folder, f"ws://{address}"]
            try:
                subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired:
                return {part: f"not done after {SECONDS} seconds"}
            return verdicts(Path(folder) / "index.json", part)
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


def verdicts(index: Path, part: str) -> dict[str, str]:
    if not index.exists():
        return {part: "no report"}
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
