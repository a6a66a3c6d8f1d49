"""The command lines: `benches/run`, `benches/transports`, `benches/websockets`, `benches/files`, `benches/idle`, `benches/blocked`, `benches/inference`, `benches/model` and `benches/soak`."""

import argparse
import sys

from . import batch_of_one, blocked, contenders, files, idle, inference, limits, model, run, soak, sockets, sockets_report, transports
from .answers import WrongAnswer
from .batch_of_one import OverBudget as BatchOverBudget
from .contenders import Field
from .files import OverBudget as FileOverBudget
from .idle import OverBudget as IdleOverBudget
from .limits import WorseThanRecorded
from .middleware import OverBudget
from .servers import ServerFailed
from .shell import ToolFailed
from .soak import NotAsItShould
from .sockets import OverBudget as SocketOverBudget
from .sessions import OverBudget as SessionOverBudget
from .transports import OverBudget as TransportOverBudget


FAILURES = (ServerFailed, BatchOverBudget, FileOverBudget, WrongAnswer, ToolFailed, NotAsItShould, OverBudget, IdleOverBudget, TransportOverBudget, SocketOverBudget, SessionOverBudget, WorseThanRecorded)


def main() -> int:
    options = _options()
    try:
        _measure(options)
    except FAILURES as error:
        print(f"benches/{options.command}: {error}", file=sys.stderr)
        return 1
    return 0


def _measure(options: argparse.Namespace) -> None:
    if options.command == "model":
        model.measure(options)
    elif options.command == "inference" and options.short:
        print(batch_of_one.measure())
    elif options.command == "inference":
        inference.measure(options)
    elif options.command == "idle":
        idle.measure(options)
    elif options.command == "transports":
        transports.measure(options)
    elif options.command == "websockets":
        sockets.measure(options)
    elif options.command == "files":
        files.measure(options)
    elif options.command == "soak":
        soak.measure(options)
    elif options.picture:
        {"run": run, "blocked": blocked}[options.command].draw()
    elif options.command == "run" and options.record:
        limits.record(_choose(options, contenders.SAME_SHAPE))
    elif options.command == "run" and options.bounds:
        run.measure_bounds(_choose(options, contenders.BOUNDED))
    elif options.command == "run" and options.short:
        run.measure_short(_choose(options, contenders.SAME_SHAPE))
    elif options.command == "run":
        run.measure(_choose(options, contenders.NAMES), options)
    else:
        blocked.measure(_choose(options, contenders.NAMES), options)


def _choose(options: argparse.Namespace, names: tuple[str, ...]) -> Field:
    chosen = [name for name in names if name in (options.only or names)]
    return contenders.choose(chosen, contenders.binaries(options.binaries, chosen))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benches/", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    side_by_side = commands.add_parser("run", help="instructions, system calls, throughput and CPU time a request")
    side_by_side.add_argument("--short", action="store_true", help="instructions and system calls only; writes nothing; fails above the record")
    side_by_side.add_argument("--bounds", action="store_true", help="only what --short fails by, without the peers beside it; writes nothing")
    side_by_side.add_argument("--record", action="store_true", help="sets the record that --short compares with: results/instructions.json")
    side_by_side.add_argument("--rounds", type=int, default=9, help="interleaved rounds of throughput (default: 9)")
    over = commands.add_parser("transports", help="HTTP/2 beside peers, and HTTP/1.1 with everything compiled in")
    over.add_argument("--short", action="store_true", help="instructions only; writes nothing; fails above the budgets")
    over.add_argument("--rounds", type=int, default=9, help="interleaved rounds of throughput (default: 9)")
    live = commands.add_parser("websockets", help="echoes and broadcasts beside peers, idle connections, handlers that block")
    live.add_argument("--short", action="store_true", help="instructions only; writes nothing; fails above the bounds")
    live.add_argument("--rounds", type=int, default=7, help="interleaved rounds of messages a CPU second (default: 7)")
    live.add_argument("--only", nargs="+", choices=sockets_report.contender_names(), help="these contenders instead of all; writes nothing")
    live.add_argument("--rows", nargs="+", choices=[row.key for row in sockets_report.ROWS], help="these rows instead of everything; writes nothing")
    sent = commands.add_parser("files", help="static files beside peers, and the memory of clients that fetch a large one")
    sent.add_argument("--rounds", type=int, default=4, help="interleaved rounds of CPU time (default: 4)")
    sent.add_argument("--only", nargs="+", choices=files.NAMES, help="these contenders instead of all; writes nothing")
    sent.add_argument("--rows", nargs="+", choices=[row.key for row in files.ROWS], help="these rows instead of everything; writes nothing")
    nothing = commands.add_parser("idle", help="the memory of connections that do nothing")
    nothing.add_argument("--connections", type=int, default=10_000, help="how many are open at a time (default: 10,000)")
    nothing.add_argument("--rounds", type=int, default=3, help="processes a row (default: 3)")
    held = commands.add_parser("blocked", help="latencies of /ping while other operations block")
    held.add_argument("--seconds", type=int, default=4, help="length of each measurement (default: 4)")
    behind = commands.add_parser("inference", help="a model behind an API: throughput, latencies and memory beside peers; takes seven minutes after building")
    behind.add_argument("--short", action="store_true", help="the instructions of a batch of one only; writes nothing; fails above the budget")
    behind.add_argument("--seconds", type=int, default=6, help="length of each measurement (default: 6)")
    behind.add_argument("--only", nargs="+", choices=inference.NAMES, help="these contenders instead of all; writes nothing")
    alone = commands.add_parser("model", help="models without a server, and what they cost to compile")
    alone.add_argument("--short", action="store_true", help="instructions only; writes nothing")
    alone.add_argument("--rounds", type=int, default=5, help="interleaved rounds of CPU time (default: 5)")
    long = commands.add_parser("soak", help="whether a server that is kept busy loses a request or grows")
    long.add_argument("--seconds", type=int, default=120, help="how long it is kept busy (default: 120)")
    for command in (side_by_side, held):
        command.add_argument("--only", nargs="+", choices=contenders.NAMES, help="these contenders instead of all")
        command.add_argument("--picture", action="store_true", help="only draw the picture again, from the recorded results")
    for command in (side_by_side, held, long):
        command.add_argument("--binaries", metavar="DIR", help="measure these binaries instead of building")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
