"""BentoML with ONNX Runtime: batches of up to 64 by its adaptive batching, in two worker processes."""

import bentoml
import numpy as np
from network import Network


@bentoml.service(workers=2, traffic={"timeout": 60, "max_concurrency": 1000})
class Scores:
    def __init__(self) -> None:
        self.network = Network()

    @bentoml.api(batchable=True, max_batch_size=64, max_latency_ms=10_000, route="/scores")
    def scores(self, features: np.ndarray) -> np.ndarray:
        return self.network.scores(np.asarray(features, dtype=np.float32))
