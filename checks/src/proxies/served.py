"""A scenario while it is served."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import configs, servers
from .scenarios import Scenario


@contextmanager
def served(
    scenario: Scenario, folder: Path, changed: Callable[[str], str] = lambda config: config
) -> Iterator[tuple[servers.Application, int]]:
    """The application and the port of the proxy. `changed` makes another configuration of the scenario's."""
    with contextlib.ExitStack() as stack:
        application = stack.enter_context(servers.twinlane(folder, list(scenario.options)))
        behind = application.port
        if scenario.inner:
            inner = servers.free_port()
            config = configs.INNER[scenario.inner].format(port=inner, application=behind)
            stack.enter_context(servers.PROXIES[scenario.inner](folder, config, inner))
            behind = inner
        port = servers.free_port()
        config = changed(scenario.config)
        if "{port}" in config:
            config = config.format(port=port, application=behind)
        config = configs.with_ports(config, str(folder), port, behind)
        stack.enter_context(servers.PROXIES[scenario.proxy](folder, config, port))
        yield application, port
