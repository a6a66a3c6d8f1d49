"""The model in Python, for all contenders in it."""

import os

import numpy as np
import onnxruntime


class Network:
    def __init__(self, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # A thread that waits for work leaves its core to others: all contenders do.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(os.environ["BENCH_MODEL"], options)

    def scores(self, features: np.ndarray) -> np.ndarray:
        return self._session.run(None, {"features": features})[0]
