"""What an application remembers of what has happened, and the operation that tells it."""

import time

log: list[str] = []


def read_log() -> list[str]:
    time.sleep(0.05)
    lines = log.copy()
    log.clear()
    return lines
