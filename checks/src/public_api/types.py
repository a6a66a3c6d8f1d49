"""Rust as text, from what rustdoc writes as JSON: types, generics and bounds."""

from typing import Any

Json = dict[str, Any]


def path(name: str, arguments: Json | None) -> str:
    return name.rpartition("::")[2] + generic_arguments(arguments)


def generic_arguments(arguments: Json | None) -> str:
    if not arguments:
        return ""
    [(kind, inner)] = arguments.items()
    if kind == "parenthesized":
        inputs = ", ".join(map(type_, inner["inputs"]))
        return f"({inputs}){returned(inner['output'])}"
    parts = [argument(one) for one in inner["args"]] + [constraint(one) for one in inner["constraints"]]
    return f"<{', '.join(parts)}>" if parts else ""


def argument(one: Json | str) -> str:
    if one == "infer":
        return "_"
    [(kind, inner)] = one.items()
    if kind == "const":
        return inner["expr"]
    return inner if kind == "lifetime" else type_(inner)


def constraint(one: Json) -> str:
    name = one["name"] + generic_arguments(one["args"])
    [(kind, inner)] = one["binding"].items()
    return f"{name} = {term(inner)}" if kind == "equality" else f"{name}: {bounds(inner)}"


def term(inner: Json) -> str:
    [(kind, value)] = inner.items()
    return type_(value) if kind == "type" else value["expr"]


def returned(output: Json | None) -> str:
    return f" -> {type_(output)}" if output else ""


def type_(one: Json | str) -> str:
    if one == "infer":
        return "_"
    [(kind, inner)] = one.items()
    match kind:
        case "generic" | "primitive":
            return "!" if inner == "never" else inner
        case "resolved_path":
            return path(inner["path"], inner["args"])
        case "dyn_trait":
            traits = [higher_ranked(bound["generic_params"]) + path(bound["trait"]["path"], bound["trait"]["args"]) for bound in inner["traits"]]
            return "dyn " + " + ".join(traits + ([inner["lifetime"]] if inner["lifetime"] else []))
        case "impl_trait":
            return f"impl {bounds(inner)}"
        case "tuple":
            return f"({', '.join(map(type_, inner))}{',' if len(inner) == 1 else ''})"
        case "slice":
            return f"[{type_(inner)}]"
        case "array":
            return f"[{type_(inner['type'])}; {inner['len']}]"
        case "borrowed_ref":
            lifetime = f"{inner['lifetime']} " if inner["lifetime"] else ""
            to = type_(inner["type"])
            return "&" + lifetime + ("mut " if inner["is_mutable"] else "") + (f"({to})" if to.startswith(("dyn ", "impl ")) and " + " in to else to)
        case "raw_pointer":
            return ("*mut " if inner["is_mutable"] else "*const ") + type_(inner["type"])
        case "function_pointer":
            inputs = ", ".join(type_(input_) for _, input_ in inner["sig"]["inputs"])
            return f"{higher_ranked(inner['generic_params'])}fn({inputs}){returned(inner['sig']['output'])}"
        case "qualified_path":
            name = inner["name"] + generic_arguments(inner["args"])
            owner = type_(inner["self_type"])
            trait = inner["trait"]
            return f"<{owner} as {path(trait['path'], trait['args'])}>::{name}" if trait and trait["path"] else f"{owner}::{name}"
    message = f"rustdoc writes a type that this check does not know: {kind}"
    raise ValueError(message)


def bounds(many: list[Json]) -> str:
    return " + ".join(map(bound, many))


def bound(one: Json) -> str:
    [(kind, inner)] = one.items()
    if kind == "outlives":
        return inner
    if kind == "use":
        captured = ", ".join(next(iter(capture.values())) for capture in inner)
        return f"use<{captured}>"
    modifier = {"none": "", "maybe": "?", "maybe_const": "~const "}[inner["modifier"]]
    return modifier + higher_ranked(inner["generic_params"]) + path(inner["trait"]["path"], inner["trait"]["args"])


def higher_ranked(params: list[Json]) -> str:
    return f"for<{', '.join(param['name'] for param in params)}> " if params else ""


def parameters(generics: Json) -> str:
    """The parameters between `<` and `>`. `impl Trait` in an argument's place has one that nobody has written."""
    written = [text for text in map(parameter, generics["params"]) if text]
    return f"<{', '.join(written)}>" if written else ""


def parameter(param: Json) -> str | None:
    [(kind, inner)] = param["kind"].items()
    name = param["name"]
    if kind == "lifetime":
        return name + (f": {' + '.join(inner['outlives'])}" if inner["outlives"] else "")
    if kind == "const":
        return f"const {name}: {type_(inner['type'])}"
    if inner["is_synthetic"]:
        return None
    text = f"{name}: {bounds(inner['bounds'])}" if inner["bounds"] else name
    return f"{text} = {type_(inner['default'])}" if inner["default"] else text


def conditions(generics: Json) -> str:
    written = [condition(predicate) for predicate in generics["where_predicates"]]
    return f" where {', '.join(written)}" if written else ""


def condition(predicate: Json) -> str:
    [(kind, inner)] = predicate.items()
    if kind == "lifetime_predicate":
        return f"{inner['lifetime']}: {' + '.join(inner['outlives'])}"
    if kind == "eq_predicate":
        return f"{type_(inner['lhs'])} == {term(inner['rhs'])}"
    return f"{higher_ranked(inner['generic_params'])}{type_(inner['type'])}: {bounds(inner['bounds'])}"


def function(name: str, inner: Json) -> str:
    header = inner["header"]
    words = "".join(f"{word} " for word in ("const", "async", "unsafe") if header[f"is_{word}"])
    inputs = ", ".join(input_(*one) for one in inner["sig"]["inputs"])
    generics = inner["generics"]
    return f"{words}fn {name}{parameters(generics)}({inputs}){returned(inner['sig']['output'])}{conditions(generics)}"


def input_(name: str, of: Json) -> str:
    if name != "self":
        return type_(of)
    text = type_(of)
    return {"Self": "self", "&Self": "&self", "&mut Self": "&mut self"}.get(text, f"self: {text}")
