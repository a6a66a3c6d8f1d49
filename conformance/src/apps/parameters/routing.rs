//! Prefixes, tags, trailing slashes, and which path operation answers.

use twinlane::prelude::*;

pub(super) fn router() -> Router {
    Router::new()
        .routes(routes![
            slash_with,
            slash_without,
            slash_both_without,
            slash_both_with,
            slash_inner,
            people_me,
            people_read,
            late_name,
            late_static,
            twice_number,
            twice_text,
            case_sensitive,
            unicode_path,
            space_path,
        ])
        .router(shop())
        .router(shop().prefix("/v2").tags(["second"]))
        .router(tenants().prefix("/admin").tags(["admin"]))
}

fn shop() -> Router {
    let shelves = Router::new()
        .prefix("/shelves")
        .tags(["shelves", "inner"])
        .routes(routes![shop_shelf]);
    Router::new()
        .prefix("/shop")
        .tags(["shop"])
        .routes(routes![shop_root, shop_items])
        .router(shelves)
}

fn tenants() -> Router {
    Router::new()
        .prefix("/tenants/{tenant_id}")
        .routes(routes![tenant_item, tenant_ignored])
}

#[get("/slash/with/")]
async fn slash_with() -> Value {
    json!({ "slash": true })
}

#[post("/slash/without")]
async fn slash_without() -> Value {
    json!({ "slash": false })
}

#[get("/slash/both")]
async fn slash_both_without() -> Value {
    json!({ "both": "without" })
}

#[get("/slash/both/")]
async fn slash_both_with() -> Value {
    json!({ "both": "with" })
}

#[get("/slash/{name}/inner/")]
async fn slash_inner(name: String) -> Value {
    json!({ "name": name })
}

#[get("/people/me")]
async fn people_me() -> Value {
    json!({ "person": "me" })
}

#[get("/people/{person_id}")]
async fn people_read(person_id: i64) -> Value {
    json!({ "person": person_id })
}

#[get("/late/{name}")]
async fn late_name(name: String) -> Value {
    json!({ "name": name })
}

#[get("/late/static")]
async fn late_static() -> Value {
    json!({ "static": true })
}

#[get("/twice/{number:int}/x")]
async fn twice_number(number: i64) -> Value {
    json!({ "number": number })
}

#[get("/twice/{text}/y")]
async fn twice_text(text: String) -> Value {
    json!({ "text": text })
}

#[get("/Case/Sensitive")]
async fn case_sensitive() -> Value {
    json!({ "case": "Case" })
}

#[get("/ünïcode/straße")]
async fn unicode_path() -> Value {
    json!({ "unicode": true })
}

#[get("/with space/a+b")]
async fn space_path() -> Value {
    json!({ "space": true })
}

#[get("")]
async fn shop_root() -> Value {
    json!({ "shop": "root" })
}

#[get("/items", tags = ["items", "own"])]
async fn shop_items(#[query(default = 5)] limit: i64) -> Value {
    json!({ "limit": limit })
}

#[get("/{shelf}")]
fn shop_shelf(shelf: i64) -> Value {
    json!({ "shelf": shelf })
}

#[get("/items/{item_id}")]
async fn tenant_item(tenant_id: i64, item_id: String) -> Value {
    json!({ "tenant_id": tenant_id, "item_id": item_id })
}

#[get("/ignored")]
async fn tenant_ignored() -> Value {
    json!({ "ignored": true })
}
