"""Every type that a field or a query parameter can have, one operation each."""

from fastapi import FastAPI

from . import choices, containers, families, identifiers, models, moments, numbers, texts, unions

app = FastAPI(title="Types")
for module in [numbers, texts, moments, identifiers, containers, choices, unions, models, families]:
    app.include_router(module.router)
