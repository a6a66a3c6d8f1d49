"""Trains the two small models of this example, both on data that scikit-learn ships, and writes them as ONNX."""

import hashlib
from pathlib import Path

import digits
import letters
import onnx

MODELS = Path(__file__).parent.parent / "models"


def main() -> None:
    checksums = ""
    for name, train in (("digits", digits.train), ("letters", letters.train)):
        model, figures = train()
        onnx.checker.check_model(model, full_check=True)
        data = model.SerializeToString()
        (MODELS / f"{name}.onnx").write_bytes(data)
        checksums += f"{hashlib.sha256(data).hexdigest()}  {name}.onnx\n"
        print(f"{name}.onnx: {len(data)} bytes; {figures}")
    # Built into the service, which takes no other models.
    (MODELS / "SHA256SUMS").write_text(checksums, encoding="ascii")


if __name__ == "__main__":
    main()
