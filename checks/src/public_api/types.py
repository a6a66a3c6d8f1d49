"""Rust as text, from what rustdoc writes as JSON: types, generics and bounds."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

Naming = Callable[[int, str], str]
"""The name for users of an item, by its number and by its path as it is written in the sources."""


class Types:
    def __init__(self, naming: Naming) -> None:
        self.naming = naming

    def path(self, one: Json) -> str:
        return self.naming(one["id"], one["path"]) + self.generic_arguments(one["args"])

    def generic_arguments(self, arguments: Json | None) -> str:
        if not arguments:
            return ""
        [(kind, inner)] = arguments.items()
        if kind == "parenthesized":
            inputs = ", ".join(map(self.type_, inner["inputs"]))
            return f"({inputs}){self.returned(inner['output'])}"
        parts = [self.argument(one) for one in inner["args"]] + [self.constraint(one) for one in inner["constraints"]]
        return f"<{', '.join(parts)}>" if parts else ""

    def argument(self, one: Json | str) -> str:
        if one == "infer":
            return "_"
        [(kind, inner)] = one.items()
        if kind == "const":
            return inner["expr"]
        return inner if kind == "lifetime" else self.type_(inner)

    def constraint(self, one: Json) -> str:
        name = one["name"] + self.generic_arguments(one["args"])
        [(kind, inner)] = one["binding"].items()
        return f"{name} = {self.term(inner)}" if kind == "equality" else f"{name}: {self.bounds(inner)}"

    def term(self, inner: Json) -> str:
        [(kind, value)] = inner.items()
        return self.type_(value) if kind == "type" else value["expr"]

    def returned(self, output: Json | None) -> str:
        return f" -> {self.type_(output)}" if output else ""

    def type_(self, one: Json | str) -> str:
        if one == "infer":
            return "_"
        [(kind, inner)] = one.items()
        match kind:
            case "generic" | "primitive":
                return "!" if inner == "never" else inner
            case "resolved_path":
                return self.path(inner)
            case "dyn_trait":
                traits = [higher_ranked(bound["generic_params"]) + self.path(bound["trait"]) for bound in inner["traits"]]
                return "dyn " + " + ".join(traits + ([inner["lifetime"]] if inner["lifetime"] else []))
            case "impl_trait":
                return f"impl {self.bounds(inner)}"
            case "tuple":
                return f"({', '.join(map(self.type_, inner))}{',' if len(inner) == 1 else ''})"
            case "slice":
                return f"[{self.type_(inner)}]"
            case "array":
                return f"[{self.type_(inner['type'])}; {inner['len']}]"
            case "borrowed_ref":
                lifetime = f"{inner['lifetime']} " if inner["lifetime"] else ""
                to = self.type_(inner["type"])
                return "&" + lifetime + ("mut " if inner["is_mutable"] else "") + (f"({to})" if to.startswith(("dyn ", "impl ")) and " + " in to else to)
            case "raw_pointer":
                return ("*mut " if inner["is_mutable"] else "*const ") + self.type_(inner["type"])
            case "function_pointer":
                inputs = ", ".join(self.type_(input_) for _, input_ in inner["sig"]["inputs"])
                return f"{higher_ranked(inner['generic_params'])}fn({inputs}){self.returned(inner['sig']['output'])}"
            case "qualified_path":
                name = inner["name"] + self.generic_arguments(inner["args"])
                owner = self.type_(inner["self_type"])
                trait = inner["trait"]
                return f"<{owner} as {self.path(trait)}>::{name}" if trait and trait["path"] else f"{owner}::{name}"
        message = f"rustdoc writes a type that this check does not know: {kind}"
        raise ValueError(message)

    def bounds(self, many: list[Json]) -> str:
        return " + ".join(map(self.bound, many))

    def bound(self, one: Json) -> str:
        [(kind, inner)] = one.items()
        if kind == "outlives":
            return inner
        if kind == "use":
            captured = ", ".join(next(iter(capture.values())) for capture in inner)
            return f"use<{captured}>"
        modifier = {"none": "", "maybe": "?", "maybe_const": "~const "}[inner["modifier"]]
        return modifier + higher_ranked(inner["generic_params"]) + self.path(inner["trait"])

    def parameters(self, generics: Json) -> str:
        """The parameters between `<` and `>`. `impl Trait` in an argument's place has one that nobody has written."""
        written = [text for text in map(self.parameter, generics["params"]) if text]
        return f"<{', '.join(written)}>" if written else ""

    def parameter(self, param: Json) -> str | None:
        [(kind, inner)] = param["kind"].items()
        name = param["name"]
        if kind == "lifetime":
            return name + (f": {' + '.join(inner['outlives'])}" if inner["outlives"] else "")
        if kind == "const":
            return f"const {name}: {self.type_(inner['type'])}"
        if inner["is_synthetic"]:
            return None
        text = f"{name}: {self.bounds(inner['bounds'])}" if inner["bounds"] else name
        return f"{text} = {self.type_(inner['default'])}" if inner["default"] else text

    def conditions(self, generics: Json) -> str:
        written = [self.condition(predicate) for predicate in generics["where_predicates"]]
        return f" where {', '.join(written)}" if written else ""

    def condition(self, predicate: Json) -> str:
        [(kind, inner)] = predicate.items()
        if kind == "lifetime_predicate":
            return f"{inner['lifetime']}: {' + '.join(inner['outlives'])}"
        if kind == "eq_predicate":
            return f"{self.type_(inner['lhs'])} == {self.term(inner['rhs'])}"
        return f"{higher_ranked(inner['generic_params'])}{self.type_(inner['type'])}: {self.bounds(inner['bounds'])}"

    def function(self, name: str, inner: Json) -> str:
        header = inner["header"]
        words = "".join(f"{word} " for word in ("const", "async", "unsafe") if header[f"is_{word}"])
        inputs = ", ".join(self.input_(*one) for one in inner["sig"]["inputs"])
        generics = inner["generics"]
        return f"{words}fn {name}{self.parameters(generics)}({inputs}){self.returned(inner['sig']['output'])}{self.conditions(generics)}"

    def input_(self, name: str, of: Json) -> str:
        if name != "self":
            return self.type_(of)
        text = self.type_(of)
        return {"Self": "self", "&Self": "&self", "&mut Self": "&mut self"}.get(text, f"self: {text}")


def higher_ranked(params: list[Json]) -> str:
    return f"for<{', '.join(param['name'] for param in params)}> " if params else ""
