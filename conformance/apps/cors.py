"""Cross-origin requests: `CORSMiddleware` with every option. The first segment of the path says which."""

from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, StreamingResponse

app = FastAPI(title="Cross-origin requests")

SITE = "https://example.com"

POLICIES = {
    "none": {},
    "site": {"allow_origins": [SITE, "http://localhost:3000"]},
    "all": {
        "allow_origins": [SITE, "null"],
        "allow_credentials": True,
        "allow_methods": ["*"],
        "allow_headers": ["X-B", "x-a", "accept"],
        "expose_headers": ["X-E", "x-f"],
        "max_age": 5,
        "allow_private_network": True,
    },
    "any": {"allow_origins": ["*"], "allow_methods": ["GET", "POST", "patch"], "expose_headers": ["X-E"]},
    "mirror": {"allow_origins": ["*"], "allow_credentials": True, "allow_headers": ["*"]},
    "regex": {"allow_origin_regex": r"https://([a-z]+\.)?example\.com|http://localhost(:[0-9]+)?"},
    "both": {"allow_origins": ["http://other.example:8080"], "allow_origin_regex": "https://.*"},
}


class ByPath:
    """The policy that the path names."""

    def __init__(self, app):
        self.app = app
        self.policies = {name: CORSMiddleware(app, **options) for name, options in POLICIES.items()}

    async def __call__(self, scope, receive, send):
        name = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await self.policies.get(name, self.app)(scope, receive, send)


app.add_middleware(ByPath)


@app.get("/{policy}/items")
async def items(policy: str):
    return JSONResponse({"policy": policy}, headers={"x-e": "e"})


@app.get("/{policy}/varied")
async def varied(policy: str):
    return JSONResponse(
        {"policy": policy},
        headers={"Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "https://own.example"},
    )


@app.get("/{policy}/stream", response_class=StreamingResponse)
async def stream(policy: str):
    return StreamingResponse(iter(["a", "b"]), media_type="text/plain")


@app.post("/{policy}/teapot")
async def teapot(policy: str):
    raise HTTPException(418, "Teapot")


@app.get("/{policy}/fails")
async def fails(policy: str):
    raise RuntimeError("no disk")


@app.options("/{policy}/own")
async def own(policy: str):
    return {"options": policy}
