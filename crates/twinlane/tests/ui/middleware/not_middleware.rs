//! Functions that cannot be middleware: a plain one, another order of the parameters, a return type that is no response.

use std::rc::Rc;

use twinlane::prelude::*;

fn plain(_: Request, _: Next) -> Response {
    Response::text("no")
}

async fn other_order(next: Next, request: Request) -> Response {
    next.run(request).await
}

async fn no_response(request: Request, next: Next) -> String {
    next.run(request).await.status().to_string()
}

async fn not_send(request: Request, next: Next) -> Response {
    let name = Rc::new("name");
    let response = next.run(request).await;
    response.with_header("x-name", *name)
}

#[get("/", middleware = plain)]
async fn no_list() {}

#[get("/", middleware = [plain])]
async fn in_a_list() {}

fn main() {
    let _ = App::new().middleware(plain);
    let _ = App::new().middleware(other_order);
    let _ = App::new().middleware(no_response);
    let _ = App::new().middleware(not_send);
    let _ = App::new().middleware("text");
    let _ = App::new().layer("text");
    let _ = routes![no_list, in_a_list];
}
