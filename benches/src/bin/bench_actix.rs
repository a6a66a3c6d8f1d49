//! actix-web as its users write it: serde reads, garde checks, `web::block` for what may block.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use actix_web::error::{BlockingError, ErrorUnprocessableEntity};
use actix_web::http::header::ContentType;
use actix_web::middleware::Compress;
use actix_web::web::{self, Form, Json, Path, Query, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, get, post, rt};
use garde::Validate;
use serde::Deserialize;
use twinlane_benches::block::{self, BlockingChunks, Hold, Waited, block};
use twinlane_benches::catalogue::catalogue;
use twinlane_benches::compute::compute;
use twinlane_benches::flags;
use twinlane_benches::order::{Done, Found, Order, Receipt, receipt};

/// Twinlane's header timeout: with its own five seconds it would drop the connections that wait for blocked workers.
const TIMEOUT: Duration = Duration::from_secs(30);

#[actix_web::main]
async fn main() -> io::Result<()> {
    let address = (Ipv4Addr::LOCALHOST, flags::required("--port"));
    let server = HttpServer::new(|| App::new().configure(operations));
    #[cfg(feature = "transports")]
    let server = match twinlane_benches::tls::config()? {
        Some(tls) => server.bind_rustls_0_23(address, tls)?,
        None => server.bind_auto_h2c(address)?,
    };
    #[cfg(not(feature = "transports"))]
    let server = server.bind(address)?;
    server
        .client_request_timeout(TIMEOUT)
        .keep_alive(TIMEOUT)
        .disable_signals()
        .run()
        .await
}

/// A mistake in a body is answered with 422, as by the others.
fn operations(app: &mut ServiceConfig) {
    app.app_data(
        web::JsonConfig::default().error_handler(|error, _| ErrorUnprocessableEntity(error)),
    )
    .app_data(web::FormConfig::default().error_handler(|error, _| ErrorUnprocessableEntity(error)))
    .app_data(web::PathConfig::default().error_handler(|error, _| ErrorUnprocessableEntity(error)))
    .service(read_item)
    .service(create_order)
    .service(search)
    .service(ping)
    .service(read_catalogue)
    .service(plain)
    .service(blocked)
    .service(blocking)
    .service(cpu)
    .service(wake_then_block)
    .service(spawn_then_block)
    .service(stream);
}

#[derive(Deserialize)]
struct Search {
    q: Option<String>,
    limit: u32,
}

#[get("/items/{item_id}")]
async fn read_item(item_id: Path<i64>, query: Query<Search>) -> Json<Found> {
    let query = query.into_inner();
    Json(Found {
        item_id: item_id.into_inner(),
        q: query.q,
        limit: query.limit,
    })
}

#[post("/orders")]
async fn create_order(order: Json<Order>) -> actix_web::Result<Json<Receipt>> {
    order.validate().map_err(ErrorUnprocessableEntity)?;
    Ok(Json(receipt(order.into_inner())))
}

#[derive(Deserialize)]
struct SearchForm {
    item_id: i64,
    q: Option<String>,
    limit: u32,
}

#[post("/search")]
async fn search(form: Form<SearchForm>) -> Json<Found> {
    let form = form.into_inner();
    Json(Found {
        item_id: form.item_id,
        q: form.q,
        limit: form.limit,
    })
}

#[get("/ping")]
async fn ping() -> Json<Done> {
    Json(Done { ok: true })
}

#[get("/catalogue", wrap = "Compress::default()")]
async fn read_catalogue() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(catalogue())
}

#[get("/plain")]
async fn plain() -> Result<Json<Done>, BlockingError> {
    web::block(|| Done { ok: true }).await.map(Json)
}

#[get("/blocked")]
async fn blocked(hold: Query<Hold>) -> Json<Done> {
    block(hold.ms);
    Json(Done { ok: true })
}

#[get("/blocking")]
async fn blocking(hold: Query<Hold>) -> Result<Json<Done>, BlockingError> {
    web::block(move || {
        block(hold.ms);
        Done { ok: true }
    })
    .await
    .map(Json)
}

#[get("/cpu")]
async fn cpu(hold: Query<Hold>) -> Result<Json<Done>, BlockingError> {
    web::block(move || {
        compute(hold.ms);
        Done { ok: true }
    })
    .await
    .map(Json)
}

#[get("/wake_then_block")]
async fn wake_then_block() -> Json<Waited> {
    Json(block::wake_then_block(rt::spawn).await)
}

#[get("/spawn_then_block")]
async fn spawn_then_block() -> Json<Waited> {
    Json(block::spawn_then_block(rt::spawn).await)
}

#[get("/stream")]
async fn stream() -> HttpResponse {
    HttpResponse::Ok().streaming(BlockingChunks::new())
}
