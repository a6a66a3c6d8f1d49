"""The crates that are published."""

import json

import record

ALONE = "crates/twinlane-sessions-sqlite/Cargo.toml"
"""A workspace of its own, with one crate."""


def published(*options: str) -> list[dict]:
    """The published crates of a workspace, as Cargo describes them."""
    metadata = json.loads(record.output("cargo", "metadata", "--no-deps", "--format-version", "1", *options))
    return [package for package in metadata["packages"] if package["publish"] is None]
