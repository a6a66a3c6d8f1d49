"""The configurations of the proxies: those of `docs/proxies.md` and `docs/websockets.md` as they stand there, and what each does by itself."""

import re

from . import servers

PAGE = "proxies.md"
PAGE_OF_WEBSOCKETS = "websockets.md"


def of_page(language: str, number: int, page: str = PAGE) -> str:
    """One of a page's configurations of a proxy."""
    text = (servers.WORKSPACE / "docs" / page).read_text(encoding="utf-8")
    return str(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)[number])


def with_short_waits(config: str, seconds: int) -> str:
    """The configuration of a proxy that does not wait longer for a byte of a WebSocket."""
    config = config.replace("proxy_http_version 1.1;", f"proxy_http_version 1.1;\n    proxy_read_timeout {seconds}s;")
    return re.sub(r"timeout tunnel \w+", f"timeout tunnel {seconds}s", config)


def with_ports(config: str, folder: str, port: int, application: int) -> str:
    """The configuration for these ports, and with the certificate of the check."""
    for wanted, here in [
        ("127.0.0.1:8000", f"127.0.0.1:{application}"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("bind :443", f"bind 127.0.0.1:{port}"),
        ("/etc/ssl/", f"{folder}/"),
    ]:
        config = config.replace(wanted, here)
    certificate = f"tls {folder}/shop.crt {folder}/shop.key"
    return re.sub(r"^shop\.example \{", f"https://shop.example:{port} {{\n    {certificate}", config, flags=re.MULTILINE)


# The default of each proxy: the least that makes it a proxy, in the clear.
BY_ITSELF = {
    "nginx": "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{application}; }} }}",
    "HAProxy": "listen web\n    bind 127.0.0.1:{port}\n    server one 127.0.0.1:{application}\n",
    "Caddy": "http://shop.example:{port} {{\n    reverse_proxy 127.0.0.1:{application}\n}}\n",
}

# A proxy within, to which another one passes on: it adds an entry, and leaves alone what it does not know better.
INNER = {
    "nginx": """
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{application};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}""",
    "HAProxy": "listen web\n    bind 127.0.0.1:{port}\n    option forwardfor\n    server one 127.0.0.1:{application}\n",
}
