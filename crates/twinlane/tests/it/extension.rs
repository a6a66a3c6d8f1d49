//! Extensions that layers around the application put into a request.

use tower_service::Service as _;
use twinlane::http;
use twinlane::parameter::Extension;
use twinlane::prelude::*;
use twinlane::response::Body;

#[derive(Clone)]
struct Tenant(&'static str);

#[dependency]
async fn tenant(tenant: Extension<Tenant>, #[query(default = 1)] n: u8) -> String {
    format!("{}{n}", tenant.0.0)
}

#[get("/tenant")]
async fn read(tenant: Depends<tenant>, again: Extension<Tenant>) -> (String, String) {
    (tenant.clone(), again.0.0.to_owned())
}

#[get("/maybe")]
fn maybe(tenant: Option<Extension<Tenant>>) -> bool {
    tenant.is_some()
}

async fn ask(target: &str, tenant: Option<Tenant>) -> u16 {
    let mut service = App::new()
        .routes(routes![read, maybe])
        .into_service()
        .unwrap();
    let mut request = http::Request::get(target).body(Body::empty()).unwrap();
    if let Some(tenant) = tenant {
        request.extensions_mut().insert(tenant);
    }
    service.call(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_extension_reaches_operations_and_dependencies() {
    let ada = || Some(Tenant("ada"));
    assert_eq!(ask("/tenant", ada()).await, 200);
    assert_eq!(ask("/maybe", ada()).await, 200);
    assert_eq!(ask("/maybe", None).await, 200);
    assert_eq!(ask("/tenant?n=x", ada()).await, 422);
    // The client can do nothing about it.
    assert_eq!(ask("/tenant", None).await, 500);
    assert_eq!(ask("/tenant?n=x", None).await, 500);
}
