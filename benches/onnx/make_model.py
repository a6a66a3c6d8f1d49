"""Writes the model of the measurement: `make_model.py FILE`. A call costs a + b·n for n items, since the weights (84 MB) are read once for all."""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FEATURES, SCORES = 64, 8
ROWS = 4
"""The network is applied to as many rows of each item."""
WIDTH, LAYERS = 2048, 6


def main() -> None:
    random = np.random.default_rng(0)
    weights = {
        "rows": np.array([-1, FEATURES // ROWS], dtype=np.int64),
        "items": np.array([-1, SCORES], dtype=np.int64),
    }
    nodes = [helper.make_node("Reshape", ["features", "rows"], ["x0"])]
    before = FEATURES // ROWS
    for layer in range(LAYERS):
        # As large as keeps what comes out as large as what came in.
        weights[f"w{layer}"] = (random.standard_normal((before, WIDTH)) * np.sqrt(2 / before)).astype(np.float32)
        nodes.append(helper.make_node("MatMul", [f"x{layer}", f"w{layer}"], [f"y{layer}"]))
        nodes.append(helper.make_node("Relu", [f"y{layer}"], [f"x{layer + 1}"]))
        before = WIDTH
    weights["last"] = (random.standard_normal((before, SCORES // ROWS)) / np.sqrt(before)).astype(np.float32)
    nodes.append(helper.make_node("MatMul", [f"x{LAYERS}", "last"], ["z"]))
    nodes.append(helper.make_node("Reshape", ["z", "items"], ["scores"]))
    graph = helper.make_graph(
        nodes,
        "scores",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", FEATURES])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", SCORES])],
        [numpy_helper.from_array(values, name) for name, values in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, sys.argv[1])


if __name__ == "__main__":
    main()
