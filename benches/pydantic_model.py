"""pydantic-core's part of `benches/model`: `pydantic_model.py WORK TIMES < document` prints the CPU nanoseconds of one."""

import sys
import time

from fastapi_app import Order
from pydantic import BaseModel


class Batch(BaseModel):
    orders: list[Order]


def main() -> None:
    work, times = sys.argv[1], int(sys.argv[2])
    document = sys.stdin.read()
    model = Batch if document.startswith('{"orders"') else Order
    value = model.model_validate_json(document)
    began = time.process_time_ns()
    if work == "read":
        for _ in range(times):
            model.model_validate_json(document)
    else:
        for _ in range(times):
            value.model_dump_json()
    print((time.process_time_ns() - began) // times)


main()
