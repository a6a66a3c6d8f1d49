"""Trains the two small models of this example, both on data that scikit-learn ships, and writes them as ONNX."""

import hashlib
from pathlib import Path

import digits
import letters
import onnx

MODELS = Path(__file__).parent.parent / "models"


def main() -> None:
    for name, train in (("digits", digits.train), ("letters", letters.train)):
        model, figures = train()
        onnx.checker.check_model(model, full_check=True)
        data = model.SerializeToString()
        (MODELS / f"{name}.onnx").write_bytes(data)
        note_checksum(f"{name}.onnx", hashlib.sha256(data).hexdigest())
        print(f"{name}.onnx: {len(data)} bytes; {figures}")


def note_checksum(file: str, checksum: str) -> None:
    """Writes the line of one file. Those of other models stay: the list is built into the service, which takes no others."""
    path = MODELS / "SHA256SUMS"
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    checksums = {name: line for line in lines for name in line.split()[1:]}
    checksums[file] = f"{checksum}  {file}"
    path.write_text("".join(f"{line}\n" for line in checksums.values()), encoding="ascii")


if __name__ == "__main__":
    main()
