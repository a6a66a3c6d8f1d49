//! axum as its users write it: serde reads, garde checks, `spawn_blocking` for what may block.

use std::io;

use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use garde::Validate;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use tokio::task::{JoinError, spawn_blocking};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use twinlane_benches::block::{self, BlockingChunks, Hold, Waited, block};
use twinlane_benches::catalogue::{GZIP_LEVEL, catalogue};
use twinlane_benches::compute::compute;
use twinlane_benches::order::{Done, Found, Order, Receipt, receipt};
use twinlane_benches::serve;

fn main() -> io::Result<()> {
    let level = CompressionLevel::Precise(GZIP_LEVEL.cast_signed());
    let compressed = CompressionLayer::new().quality(level);
    let router = Router::new()
        .route("/items/{item_id}", get(read_item))
        .route("/orders", post(create_order))
        .route("/search", post(search))
        .route("/ping", get(ping))
        .route("/catalogue", get(read_catalogue).layer(compressed))
        .route("/plain", get(plain))
        .route("/blocked", get(blocked))
        .route("/blocking", get(blocking))
        .route("/cpu", get(cpu))
        .route("/wake_then_block", get(wake_then_block))
        .route("/spawn_then_block", get(spawn_then_block))
        .route("/stream", get(stream));
    serve::run(TowerToHyperService::new(router))
}

#[derive(Deserialize)]
struct Search {
    q: Option<String>,
    limit: u32,
}

async fn read_item(Path(item_id): Path<i64>, Query(search): Query<Search>) -> Json<Found> {
    Json(Found {
        item_id,
        q: search.q,
        limit: search.limit,
    })
}

#[derive(Deserialize)]
struct SearchForm {
    item_id: i64,
    q: Option<String>,
    limit: u32,
}

async fn search(Form(form): Form<SearchForm>) -> Json<Found> {
    Json(Found {
        item_id: form.item_id,
        q: form.q,
        limit: form.limit,
    })
}

async fn create_order(Json(order): Json<Order>) -> Result<Json<Receipt>, (StatusCode, String)> {
    order
        .validate()
        .map_err(|report| (StatusCode::UNPROCESSABLE_ENTITY, report.to_string()))?;
    Ok(Json(receipt(order)))
}

async fn ping() -> Json<Done> {
    Json(Done { ok: true })
}

async fn read_catalogue() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], catalogue())
}

async fn plain() -> Result<Json<Done>, StatusCode> {
    spawn_blocking(|| Json(Done { ok: true }))
        .await
        .map_err(internal_error)
}

async fn blocked(Query(hold): Query<Hold>) -> Json<Done> {
    block(hold.ms);
    Json(Done { ok: true })
}

async fn blocking(Query(hold): Query<Hold>) -> Result<Json<Done>, StatusCode> {
    spawn_blocking(move || {
        block(hold.ms);
        Json(Done { ok: true })
    })
    .await
    .map_err(internal_error)
}

async fn cpu(Query(hold): Query<Hold>) -> Result<Json<Done>, StatusCode> {
    spawn_blocking(move || {
        compute(hold.ms);
        Json(Done { ok: true })
    })
    .await
    .map_err(internal_error)
}

async fn wake_then_block() -> Json<Waited> {
    Json(block::wake_then_block(tokio::spawn).await)
}

async fn spawn_then_block() -> Json<Waited> {
    Json(block::spawn_then_block(tokio::spawn).await)
}

async fn stream() -> Body {
    Body::from_stream(BlockingChunks::new())
}

fn internal_error(_: JoinError) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}
