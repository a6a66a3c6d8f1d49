"""A line for each public item of a crate, from what rustdoc writes as JSON."""

from collections.abc import Iterator

from .names import Names
from .types import Json, Types

FORMAT = 57
"""The version of what rustdoc writes, as the pinned toolchain has it."""


def lines(crate: Json, names: Names) -> list[str]:
    """Each item by the names that users have for it, sorted. Hidden items are none."""
    if crate["format_version"] != FORMAT:
        message = f"rustdoc writes version {crate['format_version']} and not {FORMAT}: see whether `public_api` still reads it"
        raise ValueError(message)
    types = Types(lambda number, written: names.of(crate, number, written))
    root = crate["index"][str(crate["root"])]
    name = root["name"]
    # The parts of an item stand below it, whatever it is.
    return sorted(set(Items(crate["index"], types).of_module(root, name)), key=lambda line: (line[line.find(f"{name}::") :], line))


class Items:
    def __init__(self, index: dict[str, Json], types: Types) -> None:
        self.index = index
        self.types = types

    def get(self, number: int) -> Json | None:
        return self.index.get(str(number))

    def known(self, numbers: list[int]) -> Iterator[Json]:
        """Those that are not hidden."""
        yield from filter(None, map(self.get, numbers))

    def of_module(self, module: Json, within: str) -> Iterator[str]:
        yield f"mod {within}"
        for item in self.known(module["inner"]["module"]["items"]):
            yield from self.of(item, within, item["name"])

    def of(self, item: Json, within: str, name: str | None) -> Iterator[str]:
        if item["visibility"] != "public" and "macro" not in item["inner"]:
            return
        [(kind, inner)] = item["inner"].items()
        full = f"{within}::{name}"
        match kind:
            case "module":
                yield from self.of_module(item, full)
            case "use":
                yield from self.of_use(inner, within)
            case "struct" | "union":
                yield from self.of_struct(item, inner, full, kind)
            case "enum":
                yield from self.of_enum(item, inner, full)
            case "trait":
                yield from self.of_trait(inner, full)
            case "function":
                yield self.types.function(full, inner)
            case "type_alias":
                yield f"type {full}{self.types.parameters(inner['generics'])} = {self.types.type_(inner['type'])}"
            case "constant" | "static":
                yield f"{kind} {full}: {self.types.type_(inner['type'])}"
            case "macro":
                yield f"macro {full}!"
            case "proc_macro":
                sign = {"attr": "#[{}]", "derive": "#[derive({})]", "bang": "{}!"}[inner["kind"]]
                helpers = f" with {', '.join(inner['helpers'])}" if inner["helpers"] else ""
                yield f"macro {sign.format(full)}{helpers}"

    def of_use(self, inner: Json, within: str) -> Iterator[str]:
        target = self.get(inner["id"]) if inner["id"] is not None else None
        if target is None:
            star = "::*" if inner["is_glob"] else ""
            yield f"use {inner['source']}{star} as {within}{'' if inner['is_glob'] else '::' + inner['name']}"
        elif inner["is_glob"]:
            for item in self.known(target["inner"]["module"]["items"]):
                yield from self.of(item, within, item["name"])
        elif within.endswith("::prelude"):
            # Each is described where it stands.
            yield f"use {inner['source']} as {within}::{inner['name']}"
        else:
            yield from self.of(target, within, inner["name"])

    def of_struct(self, item: Json, inner: Json, full: str, kind: str) -> Iterator[str]:
        fields, has_others = fields_of(inner.get("kind", inner))
        others = " with private fields" if has_others else ""
        yield f"{kind} {full}{self.types.parameters(inner['generics'])}{self.types.conditions(inner['generics'])}{non_exhaustive(item)}{others}"
        yield from self.of_fields(fields, full)
        yield from self.of_impls(inner["impls"], full)

    def of_fields(self, fields: list[int], full: str) -> Iterator[str]:
        for field in self.known(fields):
            yield f"{full}::{field['name']}: {self.types.type_(field['inner']['struct_field'])}"

    def of_enum(self, item: Json, inner: Json, full: str) -> Iterator[str]:
        yield f"enum {full}{self.types.parameters(inner['generics'])}{self.types.conditions(inner['generics'])}{non_exhaustive(item)}"
        for variant in self.known(inner["variants"]):
            name = f"{full}::{variant['name']}"
            yield name + non_exhaustive(variant)
            fields, _ = fields_of(variant["inner"]["variant"]["kind"])
            yield from self.of_fields(fields, name)
        yield from self.of_impls(inner["impls"], full)

    def of_trait(self, inner: Json, full: str) -> Iterator[str]:
        above = f": {self.types.bounds(inner['bounds'])}" if inner["bounds"] else ""
        words = "unsafe " if inner["is_unsafe"] else ""
        yield f"{words}trait {full}{self.types.parameters(inner['generics'])}{above}{self.types.conditions(inner['generics'])}"
        for item in self.known(inner["items"]):
            yield from self.of_associated(item, full)
        for item in self.known(inner["implementations"]):
            # Those of the crate's own types stand below the types.
            if not self.is_own(item["inner"]["impl"]["for"]):
                yield from self.of_impl(item, full)

    def is_own(self, one: Json) -> bool:
        """Tells whether this is a type, or a reference to a type, that the crate defines."""
        [(kind, inner)] = one.items()
        if kind == "borrowed_ref":
            return self.is_own(inner["type"])
        item = self.get(inner["id"]) if kind == "resolved_path" else None
        return item is not None and item["crate_id"] == 0

    def of_associated(self, item: Json, full: str) -> Iterator[str]:
        [(kind, inner)] = item["inner"].items()
        name = f"{full}::{item['name']}"
        match kind:
            case "function":
                yield self.types.function(name, inner)
            case "assoc_const":
                yield f"const {name}: {self.types.type_(inner['type'])}"
            case "assoc_type":
                above = f": {self.types.bounds(inner['bounds'])}" if inner["bounds"] else ""
                value = f" = {self.types.type_(inner['type'])}" if inner["type"] else ""
                yield f"type {name}{self.types.parameters(inner['generics'])}{above}{value}"

    def of_impls(self, numbers: list[int], full: str) -> Iterator[str]:
        for item in self.known(numbers):
            yield from self.of_impl(item, full)

    def of_impl(self, item: Json, full: str) -> Iterator[str]:
        inner = item["inner"]["impl"]
        if inner["is_synthetic"] or inner["blanket_impl"]:
            return
        trait = inner["trait"]
        if trait is None:
            for associated in self.known(inner["items"]):
                if associated["visibility"] == "public":
                    yield from self.of_associated(associated, full)
        elif trait["path"] != "StructuralPartialEq":
            generics = inner["generics"]
            written = self.types.path(trait)
            negative = "!" if inner["is_negative"] else ""
            of = self.types.type_(inner["for"])
            yield f"{full}: impl{self.types.parameters(generics)} {negative}{written} for {of}{self.types.conditions(generics)}"


def fields_of(kind: Json | str) -> tuple[list[int], bool]:
    """The fields that are no secret, and whether there are others."""
    if isinstance(kind, str):
        return [], False
    of = kind.get("plain") or kind.get("struct") or kind.get("tuple") or kind
    if isinstance(of, list):
        return [field for field in of if field is not None], None in of
    return of.get("fields", []), of.get("has_stripped_fields", False)


def non_exhaustive(item: Json) -> str:
    return " #[non_exhaustive]" if "non_exhaustive" in item["attrs"] else ""
