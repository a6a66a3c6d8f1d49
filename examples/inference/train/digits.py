"""A classifier of handwritten digits: 64 pixels in, the probabilities of ten digits out."""

import graph
import numpy as np
import onnx
from scipy import ndimage
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SIDE = 8
WHITE = 16
"""The value of a pixel that is ink all over; paper is 0."""
COPIES = 12
"""Distorted copies of each picture, besides itself: what is drawn with a mouse is less tidy than what was scanned."""


def train() -> tuple[onnx.ModelProto, str]:
    pixels, digits = load_digits(return_X_y=True)
    known, unseen, known_digits, unseen_digits = train_test_split(
        pixels, digits, test_size=0.2, random_state=0, stratify=digits
    )
    many, many_digits = _distorted(known, known_digits, np.random.default_rng(0))
    network = MLPClassifier((128, 64), batch_size=128, max_iter=30, alpha=1e-3, random_state=0)
    network.fit(many / WHITE, many_digits)
    return _model(network), f"{network.score(unseen / WHITE, unseen_digits):.1%} of {len(unseen)} unseen digits are right"


def _distorted(pixels: np.ndarray, digits: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The pictures and their copies: turned, stretched, moved, with thinner or thicker strokes."""
    pictures = [pixels.reshape(-1, SIDE, SIDE)]
    for _ in range(COPIES):
        pictures.append(np.stack([_distort(picture, random) for picture in pictures[0]]))
    return np.concatenate(pictures).reshape(-1, SIDE * SIDE), np.tile(digits, COPIES + 1)


def _distort(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    angle = random.uniform(-0.25, 0.25)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(random.uniform(0.85, 1.2, 2))
    middle = np.full(2, (SIDE - 1) / 2)
    offset = middle - matrix @ middle + random.uniform(-0.8, 0.8, 2)
    moved = ndimage.affine_transform(picture, matrix, offset, order=1)
    return np.clip(moved * random.uniform(0.7, 1.5), 0, WHITE)


def _model(network: MLPClassifier) -> onnx.ModelProto:
    layers = [graph.node("Div", ["pixels", "white"], "x0")]
    weights = {"white": np.float32(WHITE)}
    for number, (weight, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        weights |= {f"w{number}": weight.astype(np.float32), f"b{number}": bias.astype(np.float32)}
        layers.append(graph.node("Gemm", [f"x{number}", f"w{number}", f"b{number}"], f"y{number}"))
        layers.append(graph.node("Relu", [f"y{number}"], f"x{number + 1}"))
    last = len(network.coefs_) - 1
    layers[-1] = graph.node("Softmax", [f"y{last}"], "probabilities", axis=-1)
    return graph.model(layers, weights, ("pixels", onnx.TensorProto.FLOAT, SIDE * SIDE), ("probabilities", 10))
