"""Prefixes, tags, trailing slashes, and which path operation answers."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/slash/with/")
async def slash_with():
    return {"slash": True}


@router.post("/slash/without")
async def slash_without():
    return {"slash": False}


@router.get("/slash/both")
async def slash_both_without():
    return {"both": "without"}


@router.get("/slash/both/")
async def slash_both_with():
    return {"both": "with"}


@router.get("/slash/{name}/inner/")
async def slash_inner(name: str):
    return {"name": name}


@router.get("/people/me")
async def people_me():
    return {"person": "me"}


@router.get("/people/{person_id}")
async def people_read(person_id: int):
    return {"person": person_id}


@router.get("/late/{name}")
async def late_name(name: str):
    return {"name": name}


@router.get("/late/static")
async def late_static():
    return {"static": True}


@router.get("/twice/{number:int}/x")
async def twice_number(number: int):
    return {"number": number}


@router.get("/twice/{text}/y")
async def twice_text(text: str):
    return {"text": text}


@router.get("/Case/Sensitive")
async def case_sensitive():
    return {"case": "Case"}


@router.get("/ünïcode/straße")
async def unicode_path():
    return {"unicode": True}


@router.get("/with space/a+b")
async def space_path():
    return {"space": True}


shop = APIRouter(prefix="/shop", tags=["shop"])
shelves = APIRouter(prefix="/shelves", tags=["shelves", "inner"])
tenants = APIRouter(prefix="/tenants/{tenant_id}")


@shop.get("")
async def shop_root():
    return {"shop": "root"}


@shop.get("/items", tags=["items", "own"])
async def shop_items(limit: int = 5):
    return {"limit": limit}


@shelves.get("/{shelf}")
def shop_shelf(shelf: int):
    return {"shelf": shelf}


@tenants.get("/items/{item_id}")
async def tenant_item(tenant_id: int, item_id: str):
    return {"tenant_id": tenant_id, "item_id": item_id}


@tenants.get("/ignored")
async def tenant_ignored():
    return {"ignored": True}


shop.include_router(shelves)
router.include_router(shop)
router.include_router(shop, prefix="/v2", tags=["second"])
router.include_router(tenants, prefix="/admin", tags=["admin"])
