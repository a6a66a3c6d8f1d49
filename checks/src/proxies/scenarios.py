"""The proxies before Twinlane, and what Twinlane has to make of their requests."""

from dataclasses import dataclass

from . import configs

PREFIX_OPTIONS = ("--forwarded-headers", "x-forwarded-for,x-forwarded-proto,x-forwarded-prefix")
LANGUAGES = {"nginx": "nginx", "HAProxy": "haproxy", "Caddy": "caddy"}


@dataclass(frozen=True)
class Scenario:
    """A proxy with a configuration, and Twinlane with options."""

    proxy: str
    name: str
    config: str
    """With `{port}` and `{application}`, or as the page has it."""
    options: tuple[str, ...] = ()
    is_tls: bool = True
    prefix: str = ""
    """Below which clients find the application."""
    names_client: bool = True
    """Otherwise the proxy is taken for the client, for want of better."""
    keeps_host: bool = True
    believes_forged: bool = False
    """The headers that a client forges arrive and are believed: the page warns of it."""
    inner: str = ""
    """A second proxy, between the first and Twinlane."""
    keeps_connections: bool = True
    cuts_silent: bool = True
    """It ends a WebSocket on which nothing is said."""

    @property
    def scheme(self) -> str:
        return "https" if self.is_tls else "http"


def all_of_them() -> list[Scenario]:
    return [*_nginx(), *_haproxy(), *_caddy()]


def with_websockets() -> list[Scenario]:
    """Those through which WebSockets come."""
    page = configs.PAGE_OF_WEBSOCKETS
    return [
        Scenario("nginx", "as the page says", configs.of_page("nginx", 0, page)),
        Scenario("HAProxy", "as the page says", configs.of_page("haproxy", 0, page)),
        Scenario("Caddy", "as the page says", configs.of_page("caddy", 0), cuts_silent=False),
        Scenario("Caddy", "below a prefix", configs.of_page("caddy", 1), PREFIX_OPTIONS, prefix="/api", cuts_silent=False),
        Scenario("Caddy", "by itself", configs.BY_ITSELF["Caddy"], is_tls=False, cuts_silent=False),
    ]


def _nginx() -> list[Scenario]:
    by_itself = configs.BY_ITSELF["nginx"]
    silent = {"is_tls": False, "names_client": False, "keeps_host": False, "keeps_connections": False}
    return [
        Scenario("nginx", "by itself", by_itself, believes_forged=True, **silent),
        Scenario("nginx", "by itself", by_itself, ("--no-proxy-headers",), **silent),
        Scenario("nginx", "as the page says", configs.of_page("nginx", 0)),
        Scenario("nginx", "for WebSockets", configs.of_page("nginx", 0, configs.PAGE_OF_WEBSOCKETS)),
        Scenario("nginx", "below a prefix", configs.of_page("nginx", 1), PREFIX_OPTIONS, prefix="/api"),
        Scenario("nginx", "below a prefix", configs.of_page("nginx", 1), ("--root-path", "/api"), prefix="/api"),
        Scenario("nginx", "before HAProxy", configs.of_page("nginx", 0), inner="HAProxy"),
    ]


def _haproxy() -> list[Scenario]:
    by_itself = configs.BY_ITSELF["HAProxy"]
    silent = {"is_tls": False, "names_client": False}
    return [
        Scenario("HAProxy", "by itself", by_itself, believes_forged=True, **silent),
        Scenario("HAProxy", "by itself", by_itself, ("--no-proxy-headers",), **silent),
        Scenario("HAProxy", "as the page says", configs.of_page("haproxy", 0)),
        Scenario("HAProxy", "for WebSockets", configs.of_page("haproxy", 0, configs.PAGE_OF_WEBSOCKETS)),
        Scenario("HAProxy", "below a prefix", configs.of_page("haproxy", 1), PREFIX_OPTIONS, prefix="/api"),
        Scenario("HAProxy", "by RFC 7239", configs.of_page("haproxy", 2), ("--forwarded-headers", "forwarded")),
        Scenario("HAProxy", "before nginx", configs.of_page("haproxy", 0), inner="nginx", keeps_connections=False),
    ]


def _caddy() -> list[Scenario]:
    return [
        Scenario("Caddy", "by itself", configs.BY_ITSELF["Caddy"], is_tls=False),
        Scenario("Caddy", "as the page says", configs.of_page("caddy", 0)),
        Scenario("Caddy", "below a prefix", configs.of_page("caddy", 1), PREFIX_OPTIONS, prefix="/api"),
        Scenario("Caddy", "before nginx", configs.of_page("caddy", 0), inner="nginx", keeps_connections=False),
    ]
