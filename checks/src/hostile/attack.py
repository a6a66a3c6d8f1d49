"""An attack: what it sends, what it measures, and what of that has to hold."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from . import servers
from .meter import Meter
from .servers import Server

# Generous, for the machine may be busy: what is found here is a hold, not a delay.
LONGEST_WAIT_SECONDS = 3.0


@dataclass
class Findings:
    """The findings of an attack while it ran: facts for the report, and mistakes."""

    facts: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def fact(self, text: str) -> None:
        self.facts.append(text)

    def expect(self, holds: bool, text: str) -> None:
        """Tells the text as a fact; if it does not hold, as a mistake, too."""
        self.facts.append(text)
        if not holds:
            self.mistakes.append(text)


@dataclass(frozen=True)
class Attack:
    """An attack by name. Memory is in MiB above what the server had before."""

    name: str
    run: Callable[[Server, Meter, Findings], None]
    options: dict[str, object] = field(default_factory=dict)
    most_peak: float = 128.0
    most_after: float = 64.0
    most_cpu: float = 5.0
    program: str = servers.PROGRAM


@dataclass(frozen=True)
class Result:
    """An attack that has been run."""

    attack: Attack
    before: float
    peak: float
    after: float
    cpu: float
    typical_wait: float
    longest_wait: float
    seconds: float
    facts: tuple[str, ...]
    mistakes: tuple[str, ...]


def run(attack: Attack) -> Result:
    """Runs an attack on a server of its own."""
    findings = Findings()
    if unknown := servers.unknown(attack.options, attack.program):
        findings.mistakes.append(f"this server does not know {', '.join(unknown)}")
    with servers.twinlane(attack.options, attack.program) as server:
        begun = time.monotonic()
        with Meter(server) as meter:
            attack.run(server, meter, findings)
            if server.process.poll() is None:
                meter.await_memory(meter.before + attack.most_after)
                cpu = meter.cpu_used()
            else:
                findings.expect(False, f"the server has ended with {server.process.returncode}")
                cpu = 0.0
        _judge(attack, meter, cpu, findings)
        return Result(
            attack,
            meter.before,
            meter.peak,
            meter.after,
            cpu,
            meter.typical_wait,
            meter.longest_wait,
            time.monotonic() - begun,
            tuple(findings.facts),
            tuple(findings.mistakes),
        )


def _judge(attack: Attack, meter: Meter, cpu: float, findings: Findings) -> None:
    mistakes = findings.mistakes
    if meter.peak - meter.before > attack.most_peak:
        mistakes.append(f"{meter.peak - meter.before:.0f} MiB more at the peak, and at most {attack.most_peak:.0f}")
    if meter.after - meter.before > attack.most_after:
        mistakes.append(f"{meter.after - meter.before:.0f} MiB more afterwards, and at most {attack.most_after:.0f}")
    if cpu > attack.most_cpu:
        mistakes.append(f"{cpu:.1f} s of CPU, and at most {attack.most_cpu:g}")
    if meter.failures:
        mistakes.append(f"{len(meter.failures)} pings failed: {meter.failures[0]}")
    if meter.longest_wait > LONGEST_WAIT_SECONDS:
        mistakes.append(f"a ping waited {meter.longest_wait:.1f} s")
