"""Parameters of the path and the query, routing, and answers."""

from fastapi import FastAPI

from . import answers, methods, path, query, routing, widths

app = FastAPI(
    title="Parameters",
    version="2.1",
    summary="Path and query parameters.",
    description="What **parameters** can be.\n\nAnd how they are answered.",
)
app.include_router(path.router)
app.include_router(query.router, prefix="/query", tags=["query"])
app.include_router(widths.router)
app.include_router(methods.router)
app.include_router(routing.router)
app.include_router(answers.router)
