"""FastAPI with ONNX Runtime: a `def`, which runs in the pool of threads; a call for each request."""

import os
import sys
from contextlib import asynccontextmanager
from typing import Annotated

import numpy as np
import uvicorn
from fastapi import FastAPI
from network import Network
from pydantic import BaseModel, Field


class Item(BaseModel):
    features: Annotated[list[float], Field(min_length=64, max_length=64)]


class Scores(BaseModel):
    scores: list[float]


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.network = Network()
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/scores")
def scores(item: Item) -> Scores:
    features = np.array([item.features], dtype=np.float32)
    return Scores(scores=app.state.network.scores(features)[0].tolist())


@app.get("/ping")
async def ping() -> str:
    return "pong"


if __name__ == "__main__":
    workers = int(os.environ.get("BENCH_WORKERS", "1"))
    uvicorn.run("fastapi_app:app", port=int(sys.argv[1]), workers=workers, access_log=False, log_level="warning")
