"""ONNX graphs of one input and one output, the first dimension of which is the batch."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 17


def node(kind: str, inputs: list[str], output: str, **attributes: int) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def model(
    nodes: list[onnx.NodeProto],
    weights: dict[str, np.ndarray],
    given: tuple[str, int, int],
    made: tuple[str, int],
) -> onnx.ModelProto:
    """`given` is the input's name, type and width; `made` the output's name and width, of float32."""
    name, kind, width = given
    output, output_width = made
    graph = helper.make_graph(
        nodes,
        output,
        [helper.make_tensor_value_info(name, kind, ["batch", width])],
        [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, ["batch", output_width])],
        [numpy_helper.from_array(np.asarray(values), weight) for weight, values in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
