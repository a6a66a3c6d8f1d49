"""LitServe with ONNX Runtime: batches of up to 64, in two worker processes."""

import sys

import litserve
import numpy as np
from network import Network


class Api(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.network = Network()

    def decode_request(self, request: dict) -> np.ndarray:
        return np.array(request["features"], dtype=np.float32)

    def batch(self, inputs: list[np.ndarray]) -> np.ndarray:
        return np.stack(inputs)

    def predict(self, features: np.ndarray) -> np.ndarray:
        return self.network.scores(features)

    def unbatch(self, scores: np.ndarray) -> list[np.ndarray]:
        return list(scores)

    def encode_response(self, scores: np.ndarray) -> dict:
        return {"scores": scores.tolist()}


if __name__ == "__main__":
    api = Api(max_batch_size=64, batch_timeout=0.002, api_path="/scores")
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=2, healthcheck_path="/ping")
    server.run(port=int(sys.argv[1]), host="127.0.0.1", generate_client_file=False, log_level="warning")
