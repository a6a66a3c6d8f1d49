# Sourced by `run` and `blocked`: installs what a measurement needs, where it is missing.

# need PROGRAM: a Debian package of the same name brings it.
need() {
    command -v "$1" >/dev/null && return
    echo "installing $1" >&2
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
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
