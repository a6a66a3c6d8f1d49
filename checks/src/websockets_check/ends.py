"""Ten thousand connections, each with an end of its own: what was provided is undone, nothing is left, and the memory is back."""

import json
import random
import struct
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from hostile.servers import Server
from slow.memory import Memory

from .frames import CLOSE, TEXT, Client, frame, handshake, head

ROUNDS = 5
IN_A_ROUND = 2_000
AT_ONCE = 64
SECONDS = 20.0
MOST_GROWTH = 4.0
"""MiB, from the first round to the last."""


def closes(client: Client) -> None:
    client.send(frame(CLOSE, struct.pack("!H", 1000)))
    client.close_code()
    client.plug.close()


def goes(client: Client) -> None:
    client.plug.close()


def goes_with_answers(client: Client) -> None:
    client.send(frame(TEXT, b"a") * 10)
    client.plug.close()


def ends_its_side(client: Client) -> None:
    client.plug.shutdown(1)
    client.is_ended()
    client.plug.close()


def breaks_off(client: Client) -> None:
    client.send(head(TEXT, 1_000) + b"half")
    client.plug.close()


def resets(client: Client) -> None:
    client.reset()


def resets_within(client: Client) -> None:
    client.send(frame(TEXT, b"a" * 100_000))
    client.reset()


def breaks_rules(client: Client) -> None:
    client.send(frame(3))
    client.close_code()
    client.plug.close()


ENDS: list[Callable[[Client], None]] = [closes, goes, goes_with_answers, ends_its_side, breaks_off, resets, resets_within, breaks_rules]


@dataclass(frozen=True)
class Round:
    """The resources that are left after a round."""

    provided: int
    undone: int
    descriptors: int
    mebibytes: float


def run(server: Server) -> tuple[list[Round], list[str]]:
    memory = Memory(server)
    idle = memory.descriptors()
    rounds = []
    for number in range(ROUNDS):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda seed: _one(server, seed), range(number * IN_A_ROUND, (number + 1) * IN_A_ROUND)))
        rounds.append(_left(server, memory, idle))
    return rounds, _mistakes(rounds, idle)


def _one(server: Server, seed: int) -> None:
    choice = random.Random(seed)
    if choice.random() < 0.1:
        _leaves_the_handshake(server, choice)
        return
    try:
        client = Client(server, choice.choice(["/echo", "/late"]))
        if choice.random() < 0.5:
            client.send(frame(TEXT, b"a"))
        choice.choice(ENDS)(client)
    except (EOFError, OSError):
        pass


def _leaves_the_handshake(server: Server, choice: random.Random) -> None:
    plug = server.connect()
    whole = handshake("/late")
    plug.sendall(whole[: choice.randrange(1, len(whole) + 1)])
    plug.close()


def _left(server: Server, memory: Memory, idle: int) -> Round:
    end = time.monotonic() + SECONDS
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/counts", timeout=5) as response:
            counts = json.load(response)
        found = Round(counts["provided"], counts["undone"], memory.descriptors(), memory.now())
        if found.provided == found.undone and found.descriptors <= idle + 2 or time.monotonic() > end:
            return found
        time.sleep(0.1)


def _mistakes(rounds: list[Round], idle: int) -> list[str]:
    last = rounds[-1]
    mistakes = []
    if last.provided != last.undone:
        mistakes.append(f"{last.provided} values were provided and {last.undone} undone")
    if last.provided < ROUNDS * IN_A_ROUND // 2:
        mistakes.append(f"only {last.provided} values were provided: the clients have not come so far")
    if last.descriptors > idle + 2:
        mistakes.append(f"{last.descriptors - idle} connections are left")
    if last.mebibytes - rounds[0].mebibytes > MOST_GROWTH:
        mistakes.append(f"the memory has grown by {last.mebibytes - rounds[0].mebibytes:.1f} MiB")
    return mistakes
