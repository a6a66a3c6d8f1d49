"""The model alone in a loop: prints, for each number of threads and size of a batch, how many items a second it does: the best of the tries."""

import argparse
import itertools
import json
import threading
import time

import numpy as np
from network import Network

CORES = 2
SIZES = (1, 8, 16, 32, 64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--threads", type=int, nargs="+", default=(1, 2), help="of a call; as many calls at a time as leave no core idle")
    parser.add_argument("--seconds", type=float, default=1.5, help="for each of these")
    parser.add_argument("--tries", type=int, default=3, help="because other machines of the same host slow this one down for a while")
    options = parser.parse_args()
    best: dict[tuple[int, int], float] = {}
    for _ in range(options.tries):
        for key in itertools.product(options.threads, options.sizes):
            best[key] = max(best.get(key, 0.0), _rate(*key, options.seconds))
    rates = [
        {"threads_a_call": threads, "calls_at_a_time": CORES // threads, "batch": size, "items_per_second": rate}
        for (threads, size), rate in best.items()
    ]
    print(json.dumps(rates))


def _rate(threads: int, size: int, seconds: float) -> float:
    calls = CORES // threads
    network = Network(threads)
    features = np.random.default_rng(1).random((size, 64), dtype=np.float32)
    network.scores(features)
    counts = [0] * calls
    end = time.monotonic() + seconds

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
