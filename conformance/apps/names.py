"""Names: URLs of operations and of routes, from wherever there is a request."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel
from starlette.routing import NoMatchFound

app = FastAPI(title="Names", root_path="/api")


class Wanted(BaseModel):
    name: str
    params: dict[str, Any] = {}


class OutOfStock(Exception):
    pass


@app.exception_handler(OutOfStock)
async def out_of_stock(request: Request, error: OutOfStock):
    return JSONResponse({"see": str(request.url_for("read_item", item_id="other"))}, status_code=409)


@app.middleware("http")
async def linked(request: Request, call_next):
    home = str(request.url_for("make_url"))
    response = await call_next(request)
    response.headers["x-home"] = home
    return response


def item_link(request: Request, item_id: str) -> str:
    return str(request.url_for("read_item", item_id=item_id))


@app.post("/url")
async def make_url(wanted: Wanted, request: Request):
    try:
        return {"url": str(request.url_for(wanted.name, **wanted.params))}
    except NoMatchFound:
        return {"error": "no route"}
    except (AssertionError, ValueError):
        return {"error": "value"}


@app.post("/path")
async def make_path(wanted: Wanted, request: Request):
    try:
        return {"path": str(request.app.url_path_for(wanted.name, **wanted.params))}
    except NoMatchFound:
        return {"error": "no route"}
    except (AssertionError, ValueError):
        return {"error": "value"}


@app.get("/items/{item_id}")
async def read_item(item_id: str):
    return {"item_id": item_id}


@app.get("/items/{item_id}/links")
async def read_links(item_id: str, request: Request, link: Annotated[str, Depends(item_link)]):
    next_page = request.url_for("read_item", item_id=item_id).include_query_params(page=2, q="a b&é")
    return {"self": link, "next": str(next_page)}


@app.get("/go/{item_id:path}", response_class=RedirectResponse)
async def go(item_id: str, request: Request):
    return RedirectResponse(request.url_for("read_file", file_path=item_id))


@app.get("/fails")
async def fails():
    raise OutOfStock()


@app.get("/files/{file_path:path}")
async def read_file(file_path: str):
    return {"file_path": file_path}


@app.get("/i/{v:int}")
async def of_int(v: int):
    return v


@app.get("/f/{v:float}")
async def of_float(v: float):
    return v


@app.get("/u/{v:uuid}")
async def of_uuid(v: str):
    return v


@app.get("/mixed/{a}-{b}.txt")
async def mixed(a: str, b: str):
    return [a, b]


@app.get("/two/{a}", name="two")
async def two_one(a: str):
    return a


@app.get("/two/{a}/{b}", name="two")
async def two_both(a: str, b: str):
    return [a, b]


@app.put("/two/{a}/put", name="two")
async def two_put(a: str):
    return a


@app.get("/named/{v}", name="the NAME_of it's é")
async def function(v: str):
    return v


@app.get("/named", name="summed", summary="A summary", operation_id="an_id")
async def with_all_names():
    return None


@app.post("/named", name="with body")
async def with_body(a: int, wanted: Wanted, other: Wanted):
    return None


@app.get("/hidden", include_in_schema=False)
async def hidden():
    return None


tenants = APIRouter(prefix="/tenants/{tenant}")


@tenants.get("/x/{v}")
async def below(v: str, tenant: str):
    return [tenant, v]


app.include_router(tenants)
app.include_router(tenants, prefix="/again/{more}")


@app.get("/{rest:path}")
async def rest(rest: str):
    return {"rest": rest}
