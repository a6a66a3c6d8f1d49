"""The comparison: `conformance/sessions/run`."""

import json
import random
import struct
import subprocess
import sys
from base64 import b64decode, b64encode

import itsdangerous

SECRET = "sécret of the service"
CHARACTERS = ["a", "Z", "0", " ", '"', "\\", "/", "\n", "\t", "\x00", "\x7f", "é", "→", "😀", "\ud800", "\udc00", "<", "&"]


def text(source):
    return "".join(source.choice(CHARACTERS) for _ in range(source.randrange(8)))


def number(source):
    bits = struct.unpack("<d", source.randbytes(8))[0]
    return source.choice([
        bits, source.random(), source.uniform(-1e18, 1e18), float(source.randrange(-(10**17), 10**17)), 10.0 ** source.randrange(-30, 30),
        source.randrange(-10, 10), source.getrandbits(source.randrange(1, 400)), -source.getrandbits(80), float("inf"), float("nan"), -0.0,
    ])


def value(source, depth=0):
    kind = source.randrange(7 if depth < 4 else 4)
    if kind == 0:
        return source.choice([None, True, False])
    if kind in (1, 2):
        return number(source)
    if kind == 3:
        return text(source)
    if kind == 4:
        return {text(source): value(source, depth + 1) for _ in range(source.randrange(4))}
    return [value(source, depth + 1) for _ in range(source.randrange(4))]


class At(itsdangerous.TimestampSigner):
    time = 0

    def get_timestamp(self):
        return self.time


def main(program):
    source, signer = random.Random(21), At(SECRET)
    sessions, lines = [], []
    for _ in range(1000):
        signer.time = source.choice([source.randrange(1, 2**31), source.randrange(1, 2**40), 255, 256])
        session = {text(source): value(source) for _ in range(source.randrange(6))}
        cookie = signer.sign(b64encode(json.dumps(session).encode("utf-8"))).decode()
        sessions.append((signer.time, session, cookie))
        lines.append(f"{signer.time} {cookie}\n")
    answer = subprocess.run([program, SECRET], input="".join(lines), capture_output=True, text=True, check=True)
    failed = 0
    for (time, session, cookie), line in zip(sessions, answer.stdout.splitlines(), strict=True):
        signer.time = time
        try:
            read = json.dumps(json.loads(b64decode(signer.unsign(line.encode(), max_age=0))))
        except itsdangerous.BadSignature as error:
            read = repr(error)
        if line != cookie or read != json.dumps(session):
            failed += 1
            print(f"{session!r}\n  Starlette: {cookie}\n  Twinlane:  {line} {read}")
    print(f"{len(sessions) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
