//! The yardstick: the operations written by hand on hyper, as short as they can be while reading the same input.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::task::spawn_blocking;
use twinlane_benches::block::{block, spawn_then_block, wake_then_block};
use twinlane_benches::compute::compute;
use twinlane_benches::order::{Address, Customer, Done, Found, Line, Order, receipt};
use twinlane_benches::serve;

/// Twinlane's default, so that both count what they read.
const MAX_BODY: usize = 16 << 20;

type Answer = Response<Full<Bytes>>;

fn main() -> io::Result<()> {
    serve::run(service_fn(answer))
}

async fn answer(request: Request<Incoming>) -> Result<Answer, Infallible> {
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return Ok(refusal(StatusCode::NOT_FOUND));
    };
    if let Some(item_id) = path.strip_prefix("/items/") {
        return Ok(match *request.method() {
            Method::GET => read_item(item_id, request.uri().query().unwrap_or_default()),
            _ => refusal(StatusCode::METHOD_NOT_ALLOWED),
        });
    }
    let method = request.method().clone();
    Ok(match (method, &*path) {
        (Method::POST, "/orders") => create_order(request).await,
        (Method::POST, "/search") => search(request).await,
        (Method::GET, "/ping") => json(&Done { ok: true }),
        (Method::GET, "/plain") => in_a_thread(|| ()).await,
        (Method::GET, "/blocked" | "/blocking" | "/cpu") => hold(&request).await,
        (Method::GET, "/wake_then_block") => json(&wake_then_block(tokio::spawn).await),
        (Method::GET, "/spawn_then_block") => json(&spawn_then_block(tokio::spawn).await),
        _ => refusal(StatusCode::NOT_FOUND),
    })
}

async fn search(request: Request<Incoming>) -> Answer {
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == b"application/x-www-form-urlencoded");
    let Ok(body) = Limited::new(request.into_body(), MAX_BODY).collect().await else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    let body = body.to_bytes();
    let item_id = form_urlencoded::parse(&body).find(|(name, _)| name == "item_id");
    match (item_id, std::str::from_utf8(&body)) {
        (Some((_, item_id)), Ok(fields)) if is_form => read_item(&item_id, fields),
        _ => refusal(StatusCode::UNPROCESSABLE_ENTITY),
    }
}

fn read_item(item_id: &str, query: &str) -> Answer {
    let (mut q, mut limit) = (None, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "q" => q = Some(value),
            "limit" => limit = Some(value),
            _ => {}
        }
    }
    let limit = limit.and_then(|limit| limit.parse().ok());
    match (item_id.parse(), limit) {
        (Ok(item_id), Some(limit)) => json(&Found {
            item_id,
            q: q.map(Cow::into_owned),
            limit,
        }),
        _ => refusal(StatusCode::UNPROCESSABLE_ENTITY),
    }
}

async fn create_order(request: Request<Incoming>) -> Answer {
    let is_json = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == b"application/json");
    let Ok(body) = Limited::new(request.into_body(), MAX_BODY).collect().await else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    match serde_json::from_slice::<Order>(&body.to_bytes()) {
        Ok(order) if is_json && order_is_right(&order) => json(&receipt(order)),
        _ => refusal(StatusCode::UNPROCESSABLE_ENTITY),
    }
}

fn order_is_right(order: &Order) -> bool {
    length_within(&order.reference, 3, 40)
        && (1..=5).contains(&order.priority)
        && customer_is_right(&order.customer)
        && (1..=100).contains(&order.lines.len())
        && order.lines.iter().all(line_is_right)
        && order
            .note
            .as_ref()
            .is_none_or(|note| length_within(note, 0, 500))
}

fn customer_is_right(customer: &Customer) -> bool {
    length_within(&customer.name, 1, 80)
        && length_within(&customer.email, 5, 120)
        && address_is_right(&customer.address)
}

fn address_is_right(address: &Address) -> bool {
    length_within(&address.street, 1, 120)
        && length_within(&address.city, 1, 80)
        && length_within(&address.postcode, 3, 10)
        && length_within(&address.country, 2, 2)
}

fn line_is_right(line: &Line) -> bool {
    length_within(&line.sku, 3, 32)
        && length_within(&line.title, 1, 120)
        && (1..=1000).contains(&line.quantity)
        && (0.0..=100_000.0).contains(&line.price)
        && line.tags.len() <= 8
}

/// In characters, as Pydantic counts.
fn length_within(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.chars().count())
}

async fn hold(request: &Request<Incoming>) -> Answer {
    let query = request.uri().query().unwrap_or_default();
    let ms = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ms");
    let Some(Ok(ms)) = ms.map(|(_, ms)| ms.parse()) else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match request.uri().path() {
        "/blocking" => in_a_thread(move || block(ms)).await,
        "/cpu" => in_a_thread(move || compute(ms)).await,
        _ => {
            block(ms);
            json(&Done { ok: true })
        }
    }
}

async fn in_a_thread(work: impl FnOnce() + Send + 'static) -> Answer {
    match spawn_blocking(move || {
        work();
        Done { ok: true }
    })
    .await
    {
        Ok(done) => json(&done),
        Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn json(value: &impl Serialize) -> Answer {
    let Ok(text) = serde_json::to_vec(value) else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let mut response = Response::new(Full::from(text));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn refusal(status: StatusCode) -> Answer {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
