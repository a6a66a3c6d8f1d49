"""The results as Markdown: `checks/results/proxies.md`."""

import platform

import record

from . import live, servers
from .steps import Outcome


def text(requests: list[Outcome], websockets: list[Outcome], summary: str) -> str:
    versions = ", ".join(f"{name} {servers.version(name)}" for name in servers.PROXIES)
    return f"""# Behind proxies: `checks/proxies`

{record.day_and_commit()}; Linux {platform.release()}; {versions}.

{summary}

Each row is a proxy on 127.0.0.1 with Twinlane behind it, and two clients, 127.0.0.2 and 127.0.0.3, in turn. `as the page says` and `below a prefix` are the configurations of
`docs/proxies.md`, with TLS ended by the proxy and a certificate that it has signed itself; `by itself` is the least that makes it a proxy, in the clear.

- **two clients**: the client, the scheme, the URL and the root path of ten requests. A proxy that says nothing is the client.
- **redirect**: the `Location` of a slash redirect.
- **forged**: the same as above, of a client that sends every header of a proxy itself. `believed`: it is believed, of which `docs/proxies.md` warns.
- **HTTPS**: `HttpsRedirect` lets in who asks within TLS, and sends others there.
- **document**: its `servers`, and the docs page's address of it.
- **rate limit**: two requests for each client, and no third for one that forges.
- **log**: the access log has a line for each request, with its client.
- **kept**: the connections of the last proxy to Twinlane, for the requests that tell it; at most four where it keeps them.

{_table(requests, ["requests", "connections"])}

## WebSockets

The configurations of `docs/websockets.md`, and Caddy's of `docs/proxies.md`; nginx and HAProxy wait {live.WAIT} seconds for a byte of a WebSocket instead of a minute, and the application pings twice a second. The
client is 127.0.0.2, by `wss` where the proxy ends TLS.

- **handshake**: the application knows the client, the scheme and the URL, whatever the client says itself.
- **refused**: a refusal arrives, and the proxy serves on.
- **messages**: texts, bytes, 200,000 of them, a message in pieces, 100 at once. **compressed**: what was agreed on, and messages by it.
- **client closes**, **application closes**: code and reason on the other side, and the end of the connection.
- **ping**: both ways. **idle**: pings keep a connection three times as long as the proxy waits. **silent**: without them it ends, and the application gets 1006; Caddy does not end it.
- **reset**: the application gets 1006. **origin**: a page of the host that the client knows may use its cookie, another not. **stop**: 1012.

{_table(websockets, ["connections"])}

Not tried: Traefik, which Debian does not have. Unix sockets: `checks/sockets`.
"""


def _table(outcomes: list[Outcome], figures: list[str]) -> str:
    head = ["before Twinlane", "Twinlane's options", *outcomes[0].mistakes, *figures]
    lines = [_row(head), _row(["---"] * len(head))]
    lines += [_row([*_cells(outcome), *(str(vars(outcome)[figure]) for figure in figures)]) for outcome in outcomes]
    return "\n".join(lines)


def _cells(outcome: Outcome) -> list[str]:
    scenario = outcome.scenario
    name = f"{scenario.proxy}, {scenario.name}"
    options = " ".join(scenario.options)
    cells = [name, f"`{options}`" if options else "-"]
    for step, mistakes in outcome.mistakes.items():
        believed = scenario.believes_forged and step in ("forged", "rate limit")
        cells.append("FAILED" if mistakes else "believed" if believed else "holds")
    return cells


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
