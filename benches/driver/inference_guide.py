"""The measured tables of docs/inference.md, at its end."""

from typing import Any

from . import layout, tables

GUIDE = layout.ROOT / "docs" / "inference.md"
BEGIN = "<!-- Written by benches/inference: all that follows. -->\n"


def write(felt: list[Any], alone: list[dict[str, Any]]) -> None:
    before, begin, _ = GUIDE.read_text(encoding="utf-8").partition(BEGIN)
    if not begin:
        raise ValueError(f"{GUIDE} does not say where its measured tables begin: {BEGIN}")
    GUIDE.write_text(before + begin + "\n" + _tables(felt, alone), encoding="utf-8")


def _tables(felt: list[Any], alone: list[dict[str, Any]]) -> str:
    together = [one for one in alone if one["calls_at_a_time"] == 1]
    most = max(felt[0].rates)
    return "\n".join([
        "The model by itself, each call with all cores:\n",
        tables.table(["items a call", "items a second", "a call takes, ms"], [_of_call(one["batch"], one["items_per_second"]) for one in together]),
        f"Behind an API, with {most} clients:\n",
        tables.table(
            ["", "items a second", "p99, ms", "p99 of `/ping` meanwhile, ms", "memory, MB"],
            [[one.name, f"{rate.per_second:.0f}", f"{rate.p99:.0f}", f"{rate.ping_p99:.1f}", f"{one.memory / 1e6:.0f}"] for one in felt for rate in [one.rates[most]]],
        ),
    ])


def _of_call(batch: int, rate: float) -> list[str]:
    return [str(batch), f"{rate:.0f}", f"{batch / rate * 1e3:.0f}"]
