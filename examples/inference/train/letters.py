"""A tiny language model: the last eight letters in, the probabilities of the next one out."""

import re
from importlib import resources

import graph
import numpy as np
import onnx
from sklearn.neural_network import MLPClassifier

ALPHABET = " abcdefghijklmnopqrstuvwxyz.,"
CONTEXT = 8
HIDDEN = 192


def train() -> tuple[onnx.ModelProto, str]:
    letters = np.array([ALPHABET.index(letter) for letter in _text()])
    contexts = np.lib.stride_tricks.sliding_window_view(letters[:-1], CONTEXT)
    nexts = letters[CONTEXT:]
    # Each place and letter is an input of its own, of which eight are 1.
    rows = contexts + np.arange(CONTEXT) * len(ALPHABET)
    inputs = np.zeros((len(rows), CONTEXT * len(ALPHABET)), dtype=np.float32)
    np.put_along_axis(inputs, rows, 1, axis=1)
    network = MLPClassifier((HIDDEN,), batch_size=256, max_iter=30, random_state=0, alpha=1e-4)
    network.fit(inputs, nexts)
    if list(network.classes_) != list(range(len(ALPHABET))):
        raise SystemExit("not every letter is followed by every other: the outputs would be others than the inputs")
    return _model(network), f"trained on {len(nexts)} letters, loss {network.loss_:.2f} a letter"


def _text() -> str:
    """The descriptions of scikit-learn's data sets, in lower case, without what is no letter."""
    folder = resources.files("sklearn.datasets.descr")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".rst"))
    text = " ".join((folder / name).read_text(encoding="utf-8") for name in names).lower()
    return re.sub(" +", " ", re.sub(r"[^a-z.,]", " ", text))


def _model(network: MLPClassifier) -> onnx.ModelProto:
    (first, second), (bias, last_bias) = network.coefs_, network.intercepts_
    weights = {
        "places": np.arange(CONTEXT, dtype=np.int64) * len(ALPHABET),
        "first": first.astype(np.float32),
        "bias": bias.astype(np.float32),
        "context_axis": np.array([1], dtype=np.int64),
        "second": second.astype(np.float32),
        "last_bias": last_bias.astype(np.float32),
    }
    layers = [
        graph.node("Add", ["letters", "places"], "rows"),
        graph.node("Gather", ["first", "rows"], "gathered"),
        graph.node("ReduceSum", ["gathered", "context_axis"], "summed", keepdims=0),
        graph.node("Add", ["summed", "bias"], "biased"),
        graph.node("Relu", ["biased"], "hidden"),
        graph.node("Gemm", ["hidden", "second", "last_bias"], "scores"),
        graph.node("Softmax", ["scores"], "probabilities", axis=-1),
    ]
    return graph.model(layers, weights, ("letters", onnx.TensorProto.INT64, CONTEXT), ("probabilities", len(ALPHABET)))
