"""The model alone in a loop: prints, for each number of threads and size of a batch, how many items a second it does. The sizes are the arguments."""

import json
import sys
import threading
import time

import numpy as np
from network import Network

SECONDS = 1.5
SIZES = (1, 8, 16, 32, 64)


def main() -> None:
    shapes = [(1, 2), (2, 1)]
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    rates = [
        {"threads_a_call": threads, "calls_at_a_time": calls, "batch": size, "items_per_second": _rate(threads, calls, size)}
        for threads, calls in shapes
        for size in sizes
    ]
    print(json.dumps(rates))


def _rate(threads: int, calls: int, size: int) -> float:
    network = Network(threads)
    features = np.random.default_rng(1).random((size, 64), dtype=np.float32)
    network.scores(features)
    counts = [0] * calls
    end = time.monotonic() + SECONDS

    def loop(number: int) -> None:
        while time.monotonic() < end:
            network.scores(features)
            counts[number] += size

    begun = time.monotonic()
    loops = [threading.Thread(target=loop, args=(number,)) for number in range(calls)]
    for one in loops:
        one.start()
    for one in loops:
        one.join()
    return sum(counts) / (time.monotonic() - begun)


if __name__ == "__main__":
    main()
