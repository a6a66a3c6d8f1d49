"""`benches/model`: reading, checking and writing documents without a server, and what models cost to compile."""

import argparse
import re
import subprocess
from statistics import median

from . import compile_cost, layout, machine, shell, tables
from .budgets import verdict

COLLECTED = re.compile(r"Collected : (\d+)")
SMALL, LARGE = "small", "large"
TIMES = {SMALL: 40_000, LARGE: 400}
FEW, MANY = {SMALL: 100, LARGE: 2}, {SMALL: 1100, LARGE: 12}
CHECKED = ("serde_json", "garde", "validator", "twinlane")
NAMES = {"serde_json": "serde_json alone", "garde": "serde + garde", "validator": "serde + validator", "twinlane": "Twinlane", "pydantic": "pydantic-core"}


def measure(options: argparse.Namespace) -> None:
    binary = _build()
    counted = {(one, size): _instructions(binary, one, "read", size) for one in CHECKED for size in (SMALL, LARGE)}
    refused = _instructions(binary, "twinlane", "refuse", LARGE)
    report = [_counts(counted), _invalid(counted, refused)]
    if options.short:
        print("\n".join([*report, _budgets(counted, refused, {}, None)]))
        return
    times = _times(binary, options.rounds)
    compiled = compile_cost.measure()
    head = ["# Models by themselves: `benches/model`\n", machine.description(), INTRODUCTION]
    report = [*head, *report, _speeds(times), _patterns(binary), compile_cost.table(compiled), _budgets(counted, refused, times, compiled)]
    text = "\n".join(report)
    print(text)
    (layout.RESULTS / "model.md").write_text(text, encoding="utf-8")


INTRODUCTION = (
    "The documents are `order.json`, of about 1 KB, and 110 of it in one object. Every Rust contender parses a `&str` into "
    "owned values; garde and validator then check the same rules as Twinlane. pydantic-core is called from Python "
    "(`model_validate_json`, `model_dump_json`) and makes Python objects. No field has a pattern but where it says so.\n"
)


def _build() -> str:
    command = ["cargo", "build", "--quiet", "--profile", "bench-server", "--package", "twinlane-benches", "--bin", "bench_model"]
    shell.output(command, cwd=layout.ROOT, seconds=1200)
    return str(layout.ROOT / "target" / "bench-server" / "bench_model")


def _instructions(binary: str, contender: str, work: str, size: str) -> float:
    few, many = FEW[size], MANY[size]
    counts = [_count([binary, contender, work, size, str(times)]) for times in (few, many)]
    return (counts[1] - counts[0]) / (many - few)


def _count(command: list[str]) -> int:
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], capture_output=True, text=True, timeout=300, check=False
    )
    found = COLLECTED.search(done.stderr)
    if done.returncode != 0 or not found:
        raise shell.ToolFailed(f"{' '.join(command)} under callgrind: {done.stderr[-300:]}")
    return int(found[1])


def _times(binary: str, rounds: int) -> dict[tuple[str, str, str], float]:
    """Nanoseconds of CPU by contender, work and size: medians of rounds that go round the contenders."""
    documents = {SMALL: _document(SMALL), LARGE: _document(LARGE)}
    samples: dict[tuple[str, str, str], list[int]] = {}
    for _ in range(rounds):
        for size in (SMALL, LARGE):
            for one, work in [*((one, "read") for one in CHECKED), ("serde_json", "write"), ("twinlane", "write")]:
                said = shell.output([binary, one, work, size, str(TIMES[size])])
                samples.setdefault((one, work, size), []).append(int(said))
            for work in ("read", "write"):
                samples.setdefault(("pydantic", work, size), []).append(_pydantic(work, size, documents[size]))
    return {key: median(values) for key, values in samples.items()}


def _pydantic(work: str, size: str, document: str) -> int:
    command = [str(layout.VENV_PYTHON), "pydantic_model.py", work, str(TIMES[size] // 10)]
    return int(subprocess.run(command, cwd=layout.BENCHES, input=document, capture_output=True, text=True, timeout=120, check=True).stdout)


def _document(size: str) -> str:
    order = (layout.BENCHES / "order.json").read_text(encoding="utf-8")
    return order if size == SMALL else '{"orders":[' + ",".join([order] * 110) + "]}"


def _counts(counted: dict[tuple[str, str], float]) -> str:
    head = ["read and check, instructions", "1 KB", "× serde_json", "100 KB", "× serde_json"]
    rows = []
    for one in CHECKED:
        cells = [NAMES[one]]
        for size in (SMALL, LARGE):
            cells += [f"{counted[one, size]:,.0f}", f"{counted[one, size] / counted['serde_json', size]:.2f}"]
        rows.append(cells)
    return f"## Instructions\n\n{tables.table(head, rows)}"


def _invalid(counted: dict[tuple[str, str], float], refused: float) -> str:
    valid = counted["twinlane", LARGE]
    return (
        f"A 100 KB document with more than 1,000 errors, all of them listed: {refused:,.0f} instructions, "
        f"{refused / valid:.1f} × the valid one.\n"
    )


def _speeds(times: dict[tuple[str, str, str], float]) -> str:
    head = ["CPU time", "read 1 KB", "read 100 KB", "write 1 KB", "write 100 KB"]
    rows = []
    for one in (*CHECKED, "pydantic"):
        cells = [times.get((one, work, size)) for work in ("read", "write") for size in (SMALL, LARGE)]
        rows.append([NAMES[one], *("" if cell is None else f"{cell / 1000:,.2f} µs" for cell in cells)])
    return f"## Speed\n\n{tables.table(head, rows)}"


def _patterns(binary: str) -> str:
    without, having = (_instructions(binary, one, "read", LARGE) for one in ("no_patterns", "patterns"))
    return (
        "Two text fields of each order with a `pattern` against the same without, everything else being skipped: "
        f"{having / without:.2f} × the instructions of the whole, 660 matches a document.\n"
    )


def _budgets(counted: dict, refused: float, times: dict, compiled: "compile_cost.Costs | None") -> str:
    alone = max(counted["twinlane", size] / counted["serde_json", size] for size in (SMALL, LARGE))
    rival = max(counted["twinlane", size] / counted[one, size] for one in ("garde", "validator") for size in (SMALL, LARGE))
    invalid = refused / counted["twinlane", LARGE]
    rows = [
        ["valid input: at most 1.15 × serde_json alone", f"{alone:.2f} ×", verdict(alone <= 1.15)],
        ["fewer instructions than garde and validator", f"{rival:.2f} ×", verdict(rival < 1)],
        ["1,000 errors: at most 10 × the valid document", f"{invalid:.1f} ×", verdict(invalid <= 10)],
    ]
    if times:
        faster = min(times["pydantic", "read", size] / times["twinlane", "read", size] for size in (SMALL, LARGE))
        rows.append(["at least 5 × pydantic-core's throughput", f"{faster:.1f} ×", verdict(faster >= 5)])
    if compiled:
        rows.append(["200 models: compiled in at most 2.5 × serde's derives", f"{compiled.ratio():.2f} ×", verdict(compiled.ratio() <= 2.5)])
    return f"## Budgets\n\n{tables.table(['budget', 'measured', ''], rows)}"
