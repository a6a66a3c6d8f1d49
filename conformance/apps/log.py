"""The log of an application, and the operation that reads it."""

import time

log: list[str] = []


def read_log() -> list[str]:
    time.sleep(0.05)
    lines = log.copy()
    log.clear()
    return lines
