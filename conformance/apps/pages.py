"""The docs pages: where they are, what is set on them, pages of one's own, and root paths."""

from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html

app = FastAPI(title="Pages")

moved = FastAPI(
    title="Moved",
    openapi_url="/api/openapi.json",
    docs_url="/help/docs",
    redoc_url="/redoc/page",
    swagger_ui_oauth2_redirect_url="/help/back",
)
app.mount("/moved", moved)

configured = FastAPI(
    title="Set",
    swagger_ui_oauth2_redirect_url=None,
    swagger_ui_parameters={
        "deepLinking": False,
        "syntaxHighlight": {"theme": "obsidian"},
        "filter": None,
        "tags <&>": ["é", 1.5, 1e-7],
        "defaultModelsExpandDepth": -1,
    },
    swagger_ui_init_oauth={"clientId": "me", "scopes": "a b", "usePkceWithAuthorizationCodeGrant": True},
)
app.mount("/set", configured)

escaped = FastAPI(title="<b>'Set' & \"more\"</b>", openapi_url="/it's.json")
app.mount("/escaped", escaped)

app.mount("/none", FastAPI(docs_url=None, redoc_url=None))
app.mount("/silent", FastAPI(openapi_url=None))
app.mount("/docs-only", FastAPI(redoc_url=None))
app.mount("/redoc-only", FastAPI(docs_url=None))

own = FastAPI(title="Own", docs_url=None, redoc_url=None)


@own.get("/docs", include_in_schema=False)
def swagger_ui():
    return get_swagger_ui_html(
        openapi_url="/own/openapi.json",
        title="Own - Swagger UI",
        oauth2_redirect_url="/own/docs/oauth2-redirect",
        swagger_js_url="https://unpkg.com/swagger-ui-dist@5/swagger-ui-bundle.js",
        swagger_css_url="https://unpkg.com/swagger-ui-dist@5/swagger-ui.css",
        swagger_favicon_url="/static/icon.png",
        init_oauth={"clientId": "</script>&"},
        swagger_ui_parameters={"persistAuthorization": True, "dom_id": "#swagger-ui"},
    )


@own.get("/plain", include_in_schema=False)
def plain_swagger_ui():
    return get_swagger_ui_html(openapi_url="/own/openapi.json", title="Own")


@own.get("/docs/oauth2-redirect", include_in_schema=False)
def swagger_ui_redirect():
    return get_swagger_ui_oauth2_redirect_html()


@own.get("/redoc", include_in_schema=False)
def redoc():
    return get_redoc_html(
        openapi_url="/own/openapi.json",
        title="Own - ReDoc",
        redoc_js_url="https://unpkg.com/redoc@2/bundles/redoc.standalone.js",
        redoc_favicon_url="/static/icon.png",
        with_google_fonts=False,
    )


@own.get("/plain-redoc", include_in_schema=False)
def plain_redoc():
    return get_redoc_html(openapi_url="/own/openapi.json", title="Own")


app.mount("/own", own)

rooted = FastAPI(
    title="Root",
    root_path="/api/v1",
    openapi_url="/root/openapi.json",
    docs_url="/root/docs",
    redoc_url="/root/redoc",
    swagger_ui_oauth2_redirect_url="/root/back",
)
app.host("root.test", rooted)
