"""BentoML with ONNX Runtime: batches of up to 32 by its adaptive batching, in two worker processes."""

import bentoml
import numpy as np
from bentoml.validators import Shape
from network import Network
from typing import Annotated


@bentoml.service(workers=2)
class Scores:
    def __init__(self) -> None:
        self.network = Network()

    @bentoml.api(batchable=True, max_batch_size=32, max_latency_ms=10_000, route="/scores")
    def scores(self, features: Annotated[np.ndarray, Shape((64,))]) -> np.ndarray:
        return self.network.scores(np.asarray(features, dtype=np.float32))
