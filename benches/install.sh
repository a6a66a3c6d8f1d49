# Sourced by `run`, `blocked` and `model`: installs what a measurement needs, where it is missing.

# need PROGRAM [PACKAGE]: a Debian package brings it, of the same name where none is given.
need() {
    command -v "$1" >/dev/null && return
    echo "installing $1" >&2
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${2:-$1}" >/dev/null
}

as_root() {
    if [[ "$(id -u)" == 0 ]]; then "$@"; else sudo "$@"; fi
}

# need_fastapi DIRECTORY: FastAPI and Uvicorn, pinned, in DIRECTORY/.venv.
need_fastapi() {
    local venv="$1/.venv" wanted="$1/requirements.txt"
    cmp --silent "$wanted" "$venv/installed.txt" 2>/dev/null && return
    echo "installing FastAPI into $venv" >&2
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$wanted" >&2
    cp "$wanted" "$venv/installed.txt" # last: a half-made environment is made again
}

# need_contenders DIRECTORY ARGUMENT...: what the contenders need that cargo does not bring; with `--only`, those that are named.
need_contenders() {
    local here="$1" arguments=" ${*:2} "
    asked() { [[ "$arguments" != *" --only "* || "$arguments" == *" $1 "* ]]; }
    if asked fastapi; then need_fastapi "$here"; fi
    if asked go; then need_go "$here/go"; fi
    if asked fastify; then need_node "$here/node"; fi
}

# need_go DIRECTORY: Go, and the contender there built: it takes no time where nothing has changed.
need_go() {
    need go golang-go
    (cd "$1" && go build -o bench_go .)
}

# need_node DIRECTORY: Fastify, ws and what they need, pinned, in DIRECTORY/node_modules.
need_node() {
    local wanted="$1/package-lock.json" installed="$1/node_modules/installed.json"
    need node nodejs
    cmp --silent "$wanted" "$installed" 2>/dev/null && return
    need npm
    echo "installing Fastify and ws into $1/node_modules" >&2
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    cp "$wanted" "$installed" # last: a half-made folder is made again
}
