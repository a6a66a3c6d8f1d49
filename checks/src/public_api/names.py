"""The names by which users reach items, whatever the private modules are that hold them."""

from collections.abc import Iterator

from .types import Json

IN_EVERY_FILE = {
    *("AsMut", "AsRef", "Box", "Clone", "Copy", "Default", "DoubleEndedIterator", "Drop", "Eq", "ExactSizeIterator", "Extend", "Fn"),
    *("FnMut", "FnOnce", "From", "FromIterator", "Future", "Into", "IntoFuture", "IntoIterator", "Iterator", "Option", "Ord", "PartialEq"),
    *("PartialOrd", "Result", "Send", "Sized", "String", "Sync", "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec"),
}
"""Names of the standard library that stand in each file without an import."""

STANDARD = {"alloc", "core", "std"}


class Names:
    """Of all crates together: a name of one crate is written in the signatures of another."""

    def __init__(self, crates: list[Json]) -> None:
        self.by_place: dict[tuple[str, ...], str] = {}
        for crate in crates:
            self.add(crate)

    def add(self, crate: Json) -> None:
        found = sorted(reached(crate), key=lambda one: (one[1].count("::"), one[1]))
        for number, name in found:
            summary = crate["paths"].get(str(number))
            if summary and summary["crate_id"] == 0:
                self.by_place.setdefault(tuple(summary["path"]), name)

    def of(self, crate: Json, number: int, written: str) -> str:
        summary = crate["paths"].get(str(number))
        if summary is None:
            return written.rpartition("::")[2]
        place = tuple(summary["path"])
        if place[0] in STANDARD:
            return place[-1] if place[-1] in IN_EVERY_FILE and is_usual(place) else "::".join(("std", *place[1:]))
        return self.by_place.get(place, "::".join(place))


def is_usual(place: tuple[str, ...]) -> bool:
    """Not another of the same name, as `std::fmt::Result`."""
    return place[1:] != ("fmt", "Result") and place[1:] != ("io", "Result")


def reached(crate: Json) -> Iterator[tuple[int, str]]:
    """The number and the name of each item that a public path of the crate leads to."""
    index = crate["index"]
    root = index[str(crate["root"])]
    waiting = [(root, root["name"])]
    while waiting:
        module, within = waiting.pop()
        for number in module["inner"]["module"]["items"]:
            item = index.get(str(number))
            if item is None or item["visibility"] != "public":
                continue
            [(kind, inner)] = item["inner"].items()
            target, name = (index.get(str(inner["id"])), inner["name"]) if kind == "use" else (item, item["name"])
            if target is None or within.endswith("::prelude"):
                continue
            is_module = "module" in target["inner"]
            if kind == "use" and inner["is_glob"]:
                if is_module:
                    waiting.append((target, within))
                continue
            yield target["id"], f"{within}::{name}"
            if is_module:
                waiting.append((target, f"{within}::{name}"))
