"""`benches/inference`: the same model by the same library behind each contender."""

import argparse
import json
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import inference_guide, inference_report, layout, operations, shell
from .answers import WrongAnswer
from .connection import Connection
from .contenders import BUILD_SECONDS, CORES, TWINLANE, Contender
from .inference_report import CONNECTIONS, LARGEST_BATCH, WAITING, Rate, Round
from .servers import Server, running
from .throughput import TOTAL, TROUBLE

HERE = layout.BENCHES / "onnx"
PYTHON = str(HERE / ".venv" / "bin" / "python")
MODEL = layout.ROOT / "target" / "inference-model.onnx"
FEATURES = [round(0.01 * number, 2) for number in range(64)]
TOLERANCE = 1e-4
READY_SECONDS = 60
PINGING, INTERVAL = 4, 0.008
"""Connections that ping, and the seconds between two pings of one, as in `benches/blocked`."""

ROUNDS, ROUND_SECONDS = 15, 4
"""Turns of Twinlane and the model alone, and the seconds of each."""

NAMES = ("twinlane", "fastapi", "fastapi-workers", "litserve", "bentoml")


@dataclass(frozen=True)
class Served:
    """A contender, and how it is asked."""

    contender: Contender
    batches_body: bool = False
    """True if a request is a batch of one item, as BentoML has it."""
    ping: str = "/ping"

    def request(self) -> bytes:
        item = [FEATURES] if self.batches_body else FEATURES
        return json.dumps({"features": item}).encode()

    def scores(self, answer: Any) -> list[float]:
        return answer[0] if self.batches_body else answer["scores"]


@dataclass
class Felt:
    """The measurements of one contender."""

    name: str
    rates: dict[int, Rate] = field(default_factory=dict)
    memory: int = 0
    """Bytes of all its processes after the last rate, what they share counted once."""
    processes: int = 0


def measure(options: argparse.Namespace) -> None:
    """Everything; writes `results/inference.md`, `inference.json` and the tables of docs/inference.md."""
    if not MODEL.exists():
        MODEL.parent.mkdir(exist_ok=True)
        shell.output([PYTHON, str(HERE / "make_model.py"), str(MODEL)])
    chosen = [(name, one) for name, one in _contenders().items() if name in (options.only or NAMES)]
    if any(name == "twinlane" for name, _ in chosen):
        manifest = str(HERE / "Cargo.toml")
        build = ["cargo", "build", "--quiet", "--profile", "bench-server", "--manifest-path", manifest]
        shell.output(build, cwd=HERE, seconds=BUILD_SECONDS)
    alone = _alone()
    expected: list[float] = []
    felt = []
    rounds: list[Round] = []
    for _, one in chosen:
        print(f"inference: {one.contender.name}", flush=True)
        with _running(one, expected) as server:
            felt.append(_measure(one, server, options.seconds))
            if one.contender.name == TWINLANE:
                rounds = _beside_the_model_alone(one, server)
    report = inference_report.write(felt, alone, rounds, options.seconds)
    print(report)
    if not options.only:
        inference_report.keep(report, felt, alone, rounds)
        inference_guide.write(felt, alone)


def _alone(*options: str) -> list[dict[str, Any]]:
    command = ["env", f"BENCH_MODEL={MODEL}", PYTHON, str(HERE / "alone.py"), *options]
    return json.loads(shell.output(command, seconds=120))


def _contenders() -> dict[str, Served]:
    library = next((HERE / ".venv").glob("lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so.*"))
    environment = {"BENCH_MODEL": str(MODEL), "BENCH_LIBRARY": str(library), "PYTHONPATH": str(HERE)}
    ours = str(layout.ROOT / "target" / "bench-server" / "twinlane-inference-bench")

    def python(name: str, file: str, **more: str) -> Contender:
        return Contender(name, (PYTHON, str(HERE / file)), environment={**environment, **more})

    bento = (PYTHON, "-m", "bentoml", "serve", "bento_app:Scores", "--working-dir", str(HERE), "--port")
    return {
        "twinlane": Served(
            Contender(
                TWINLANE,
                (ours, "--log-level", "warn", "--port"),
                environment={**environment, "BENCH_LIBRARY_THREADS": str(CORES)},
            )
        ),
        "fastapi": Served(python("FastAPI, threads", "fastapi_app.py")),
        "fastapi-workers": Served(python(f"FastAPI, {CORES} workers", "fastapi_app.py", BENCH_WORKERS=str(CORES))),
        "litserve": Served(python("LitServe", "litserve_app.py")),
        "bentoml": Served(Contender("BentoML", bento, environment={**environment, "BENTOML_DO_NOT_TRACK": "true"}), True, "/livez"),
    }


@contextmanager
def _running(one: Served, expected: list[float]) -> Iterator[Server]:
    """Starts the contender, and waits for its first answer, which must be that of the others. Its workers end with it."""
    with running(one.contender) as server:
        try:
            _check(one, server, expected)
            yield server
        finally:
            family = _family(server.pid)
            server.stop()
            for pid in family:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _check(one: Served, server: Server, expected: list[float]) -> None:
    request = operations.request("/scores", one.request())
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            with Connection(server.port) as connection:
                scores = one.scores(connection.ask_json(request))
                break
        except (OSError, ValueError):
            # The port is open before the workers have their model.
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
    expected[:] = expected or scores
    if len(scores) != len(expected) or any(abs(a - b) > TOLERANCE for a, b in zip(scores, expected, strict=True)):
        raise WrongAnswer(f"{one.contender.name} answers {scores}, not {expected}")


def _measure(one: Served, server: Server, seconds: int) -> Felt:
    felt = Felt(one.contender.name)
    with _script(one) as script:
        _ask(server, script, max(CONNECTIONS), 2)  # nothing of it is kept
        for connections in CONNECTIONS:
            with _pinging(server.port, one.ping) as pings:
                rate, p99 = _ask(server, script, connections, seconds)
            felt.rates[connections] = Rate(rate, p99, *_percentiles(pings))
    family = _family(server.pid)
    felt.memory, felt.processes = sum(map(_proportional_bytes, family)), len(family)
    return felt


def _beside_the_model_alone(one: Served, server: Server) -> list[Round]:
    """In turns, because other machines of the same host change what this one does within seconds: the best batch always waits, and nobody pings."""

    def alone() -> float:
        [rate] = _alone("--threads", str(CORES), "--sizes", str(LARGEST_BATCH), "--seconds", str(ROUND_SECONDS), "--tries", "1")
        return rate["items_per_second"]

    rounds = []
    before = alone()
    with _script(one) as script:
        for _ in range(ROUNDS):
            served, _ = _ask(server, script, WAITING, ROUND_SECONDS)
            after = alone()
            rounds.append(Round(served, (before + after) / 2))
            before = after
    return rounds


@contextmanager
def _script(one: Served) -> Iterator[Path]:
    """The script for wrk with the request to send."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "scores.lua"
        body = one.request().decode()
        script.write_text(
            f"wrk.method = 'POST'\nwrk.body = [==[{body}]==]\nwrk.headers['content-type'] = 'application/json'\n",
            encoding="utf-8",
        )
        yield script


def _ask(server: Server, script: Path, connections: int, seconds: int) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their latencies in milliseconds."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "30s", "--latency"]
    text = shell.output([*command, "--script", str(script), f"http://127.0.0.1:{server.port}/scores"], seconds=seconds + 60)
    trouble, total = TROUBLE.search(text), TOTAL.search(text)
    if trouble or not total:
        raise shell.ToolFailed(f"wrk on {server.contender.name}: {trouble[0] if trouble else text}")
    taken = _milliseconds(total[2] + total[3])
    [p99] = [line.split()[1] for line in text.splitlines() if line.strip().startswith("99%")]
    return int(total[1]) / taken * 1e3, _milliseconds(p99)


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 1e-3), ("ms", 1.0), ("s", 1e3), ("m", 6e4)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


@contextmanager
def _pinging(port: int, path: str) -> Iterator[list[float]]:
    """Pings on a schedule meanwhile; a ping that was due while another had no answer counts from when it was due."""
    latencies: list[float] = []
    over = threading.Event()

    def ping(first: float) -> None:
        due = first
        with Connection(port) as connection:
            while not over.is_set():
                time.sleep(max(0.0, due - time.monotonic()))
                sent = time.monotonic()
                connection.repeat(operations.request(path), 1)
                answered = time.monotonic()
                latencies.append(answered - sent)
                due += INTERVAL
                while due < answered:
                    latencies.append(answered - due)
                    due += INTERVAL

    begin = time.monotonic()
    threads = [threading.Thread(target=ping, args=(begin + INTERVAL * number / PINGING,)) for number in range(PINGING)]
    for thread in threads:
        thread.start()
    try:
        yield latencies
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _percentiles(latencies: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    ordered = sorted(latencies)
    return tuple(ordered[(len(ordered) - 1) * share // 100] * 1e3 for share in (50, 99))


def _family(pid: int) -> list[int]:
    """The process and all that it has started."""
    family = [pid]
    for parent in family:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                family += map(int, children.read_text(encoding="ascii").split())
    return family


def _proportional_bytes(pid: int) -> int:
    try:
        sizes = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in sizes.splitlines() if line.startswith("Pss:")), 0)
