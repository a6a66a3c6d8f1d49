"""JSON bodies: models of every form, scalars, lists, and bodies that may be absent."""

from fastapi import FastAPI

from . import items, plain, shapes

app = FastAPI(title="Bodies", description="One JSON body an operation.")
app.include_router(items.router, tags=["items"])
app.include_router(shapes.router, prefix="/shapes")
app.include_router(plain.router, prefix="/plain")
