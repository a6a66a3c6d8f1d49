"""The cost of compiling 200 models of 10 fields, against the same structs with serde's derives."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import layout, shell, tables

MODELS, FIELDS = 200, 10
TYPES = ("String", "i64", "f64", "bool", "Option<String>", "Vec<i64>", "u32", "Option<f64>", "Vec<String>", "Option<bool>")
PROFILES = {"debug": [], "release": ["--release"]}
OURS, SERDE = "models", "serde"


@dataclass
class Costs:
    """Seconds by crate and profile, and bytes of the release binary by crate."""

    seconds: dict[tuple[str, str], float]
    bytes: dict[str, int]

    def ratio(self) -> float:
        return max(self.seconds[OURS, profile] / self.seconds[SERDE, profile] for profile in PROFILES)


def measure() -> Costs:
    costs = Costs({}, {})
    with tempfile.TemporaryDirectory() as folder:
        for name in (OURS, SERDE):
            crate = Path(folder) / name
            _write(crate, name)
            for profile, flags in PROFILES.items():
                build = ["cargo", "build", "--quiet", "--offline", *flags]
                shell.output(build, cwd=crate, seconds=1200)
                source = crate / "src" / "main.rs"
                source.write_text(source.read_text(encoding="ascii") + "\n", encoding="ascii")
                began = time.monotonic()
                shell.output(build, cwd=crate, seconds=600)
                costs.seconds[name, profile] = time.monotonic() - began
            costs.bytes[name] = (crate / "target" / "release" / name).stat().st_size
    return costs


def table(costs: Costs) -> str:
    head = ["200 models of 10 fields, each read once", "debug", "release", "release binary"]
    rows = [
        [title, *(f"{costs.seconds[name, profile]:.1f} s" for profile in PROFILES), f"{costs.bytes[name] / 1e6:.2f} MB"]
        for name, title in ((OURS, "`#[model]`"), (SERDE, "serde's derives"))
    ]
    return f"## Compiling\n\nThe crate alone, its dependencies being there.\n\n{tables.table(head, rows)}"


def _write(crate: Path, name: str) -> None:
    (crate / "src").mkdir(parents=True)
    shutil.copy(layout.ROOT / "Cargo.lock", crate)
    ours = f'twinlane-model = {{ path = "{layout.ROOT / "crates" / "twinlane-model"}" }}\n'
    serde = 'serde = { version = "1", features = ["derive"] }\nserde_json = "1"\n'
    dependencies = ours if name == OURS else serde
    (crate / "Cargo.toml").write_text(
        f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n{dependencies}\n[workspace]\n', encoding="utf-8"
    )
    (crate / "src" / "main.rs").write_text(_source(name), encoding="ascii")


def _source(name: str) -> str:
    attribute = "#[twinlane_model::model]\n" if name == OURS else "#[derive(serde::Serialize, serde::Deserialize)]\n"
    models = []
    for number in range(MODELS):
        fields = "".join(f"    field_{place}: {TYPES[place]},\n" for place in range(FIELDS))
        models.append(f"{attribute}struct Model{number} {{\n{fields}}}\n")
    if name == OURS:
        head = "use twinlane_model::Model as _;\n"
        reads = "".join(f"    println!(\"{{}}\", Model{n}::from_json(&text).map(|it| it.to_json()).is_ok());\n" for n in range(MODELS))
    else:
        head = ""
        reads = "".join(
            f"    println!(\"{{}}\", serde_json::from_str::<Model{n}>(&text).map(|it| serde_json::to_string(&it)).is_ok());\n" for n in range(MODELS)
        )
    return f"{head}{''.join(models)}\nfn main() {{\n    let text = std::env::args().next().unwrap_or_default();\n{reads}}}\n"
