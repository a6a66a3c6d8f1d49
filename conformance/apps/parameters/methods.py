"""Every method, and what the wrong one is told."""

from fastapi import APIRouter

router = APIRouter(tags=["methods"])


@router.get("/methods/all")
async def all_get():
    return {"method": "GET"}


@router.put("/methods/all")
async def all_put():
    return {"method": "PUT"}


@router.post("/methods/all")
def all_post():
    return {"method": "POST"}


@router.delete("/methods/all")
def all_delete():
    return {"method": "DELETE"}


@router.options("/methods/all")
async def all_options():
    return {"method": "OPTIONS"}


@router.head("/methods/all")
async def all_head():
    return {"method": "HEAD"}


@router.patch("/methods/all")
async def all_patch():
    return {"method": "PATCH"}


@router.trace("/methods/all")
async def all_trace():
    return {"method": "TRACE"}


@router.post("/methods/two")
async def two_post():
    return {"method": "POST"}


@router.get("/methods/two")
async def two_get():
    return {"method": "GET"}


@router.delete("/methods/{name}")
async def name_delete(name: str):
    return {"deleted": name}


@router.get("/methods/{name}/parts/{number}")
async def part_get(name: str, number: int):
    return {"name": name, "number": number}


@router.put("/methods/{other}/parts/{id}")
async def part_put(other: str, id: int):
    return {"other": other, "id": id}
