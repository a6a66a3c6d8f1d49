//! Twinlane as its users write it, with its defaults.
//!
//! Variables vary it. Three are for the budgets that compare Twinlane with itself: `BENCH_ROUTES=10000` adds as many routes,
//! `BENCH_DOCS=off` leaves out the document and the docs page, `BENCH_MIDDLEWARE=noop` puts a function around everything that does nothing,
//! `cors`, `csrf` and `headers` what is built in, and `sessions` sessions with operations that read them.
//! `BENCH_WORKERS` and `BENCH_SPARE_WORKERS` set
//! these numbers, so that the instructions of a request depend on neither the processors nor the clock.

use std::env;

use twinlane::middleware::{Cors, Csrf, GZip, SecurityHeaders};
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane_benches::block::block;
use twinlane_benches::catalogue::{GZIP_LEVEL, catalogue};
use twinlane_benches::compute::compute;

/// The body of `POST /orders`: the constraints of `order.rs`, in Twinlane's spelling.
#[model]
struct Order {
    #[field(min_length = 3, max_length = 40)]
    reference: String,
    #[field(ge = 1, le = 5)]
    priority: u8,
    customer: Customer,
    #[field(min_length = 1, max_length = 100)]
    lines: Vec<Line>,
    #[field(max_length = 500)]
    note: Option<String>,
    express: bool,
}

#[model]
struct Customer {
    #[field(min_length = 1, max_length = 80)]
    name: String,
    #[field(min_length = 5, max_length = 120)]
    email: String,
    address: Address,
}

#[model]
struct Address {
    #[field(min_length = 1, max_length = 120)]
    street: String,
    #[field(min_length = 1, max_length = 80)]
    city: String,
    #[field(min_length = 3, max_length = 10)]
    postcode: String,
    #[field(min_length = 2, max_length = 2)]
    country: String,
}

#[model]
struct Line {
    #[field(min_length = 3, max_length = 32)]
    sku: String,
    #[field(min_length = 1, max_length = 120)]
    title: String,
    #[field(ge = 1, le = 1000)]
    quantity: u32,
    #[field(ge = 0.0, le = 100_000.0)]
    price: f64,
    #[field(max_length = 8)]
    tags: Vec<String>,
}

#[model]
struct Receipt {
    reference: String,
    units: u32,
    total: f64,
}

#[model]
struct Found {
    item_id: i64,
    q: Option<String>,
    limit: u32,
}

#[model]
struct Done {
    ok: bool,
}

#[model]
struct Waited {
    waited_ms: f64,
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64, q: Option<String>, limit: u32) -> Found {
    Found { item_id, q, limit }
}

#[post("/orders")]
async fn create_order(order: Order) -> Receipt {
    let units = order.lines.iter().map(|line| line.quantity).sum();
    let total = order
        .lines
        .iter()
        .map(|line| f64::from(line.quantity) * line.price)
        .sum();
    Receipt {
        reference: order.reference,
        units,
        total,
    }
}

#[post("/search")]
async fn search(#[form] item_id: i64, #[form] q: Option<String>, #[form] limit: u32) -> Found {
    Found { item_id, q, limit }
}

#[get("/ping")]
async fn ping() -> Done {
    Done { ok: true }
}

#[get("/catalogue", middleware = [GZip::new().level(GZIP_LEVEL)])]
async fn read_catalogue() -> Response {
    let response = Response::new(Body::from(catalogue()));
    response.with_header("content-type", "application/json")
}

#[get("/plain")]
fn plain() -> Done {
    Done { ok: true }
}

#[get("/in_place", in_place)]
fn in_place() -> Done {
    Done { ok: true }
}

/// Five dependencies, two of which another needs as well.
mod dependencies {
    use twinlane::prelude::*;

    use super::Found;

    #[dependency]
    pub(super) async fn first(item_id: i64) -> i64 {
        item_id + 1
    }

    #[dependency]
    pub(super) async fn second(limit: u32, first: Depends<first>) -> i64 {
        i64::from(limit) + *first
    }

    #[dependency]
    pub(super) async fn third(q: Option<String>) -> Option<String> {
        q
    }

    #[dependency]
    pub(super) async fn fourth(first: Depends<first>, second: Depends<second>) -> i64 {
        *first + *second
    }

    #[dependency]
    pub(super) async fn fifth(second: Depends<second>) -> u32 {
        u32::try_from(*second).unwrap_or_default()
    }

    #[get("/dependencies/{item_id}")]
    pub(super) async fn depending(
        third: Depends<third>,
        fourth: Depends<fourth>,
        fifth: Depends<fifth>,
    ) -> Found {
        Found {
            item_id: *fourth,
            q: (*third).clone(),
            limit: *fifth,
        }
    }

    /// The same, each function called where its value is needed.
    #[get("/by_hand/{item_id}")]
    pub(super) async fn by_hand(item_id: i64, q: Option<String>, limit: u32) -> Found {
        let first = first(item_id).await;
        let second = i64::from(limit) + first;
        let third = third(q).await;
        Found {
            item_id: first + second,
            q: third.clone(),
            limit: u32::try_from(second).unwrap_or_default(),
        }
    }
}

#[get("/blocked")]
async fn blocked(ms: u64) -> Done {
    block(ms);
    Done { ok: true }
}

#[get("/blocking")]
fn blocking(ms: u64) -> Done {
    block(ms);
    Done { ok: true }
}

#[get("/cpu", cpu)]
fn cpu(ms: u64) -> Done {
    compute(ms);
    Done { ok: true }
}

/// The known holes, which the watchdog cannot mend, and the remedies.
mod holes {
    use twinlane::prelude::*;
    use twinlane::response::Streaming;
    use twinlane_benches::block::{self, BlockingChunks};

    use super::Waited;

    impl From<block::Waited> for Waited {
        fn from(waited: block::Waited) -> Self {
            let waited_ms = waited.waited_ms;
            Self { waited_ms }
        }
    }

    #[get("/wake_then_block")]
    pub(super) async fn wake_then_block() -> Waited {
        block::wake_then_block(lanes::spawn).await.into()
    }

    #[get("/spawn_then_block")]
    pub(super) async fn spawn_then_block() -> Waited {
        block::spawn_then_block(lanes::spawn).await.into()
    }

    #[get("/tokio_spawn_then_block")]
    pub(super) async fn tokio_spawn_then_block() -> Waited {
        block::spawn_then_block(tokio::spawn).await.into()
    }

    #[get("/stream")]
    pub(super) async fn stream() -> Streaming {
        Streaming::new(BlockingChunks::new())
    }

    /// As its users are told to write it.
    #[get("/stream_from_a_thread")]
    pub(super) async fn stream_from_a_thread() -> Streaming {
        Streaming::blocking(BlockingChunks::new())
    }
}

twinlane_benches::twinlane_main!(serve);

async fn serve() -> Result {
    let mut app = App::new().title("Shop").routes(routes![
        read_item,
        create_order,
        search,
        ping,
        read_catalogue,
        plain,
        in_place,
        dependencies::depending,
        dependencies::by_hand,
        blocked,
        blocking,
        cpu,
        holes::wake_then_block,
        holes::spawn_then_block,
        holes::tokio_spawn_then_block,
        holes::stream,
        holes::stream_from_a_thread
    ]);
    if let Ok(count) = env::var("BENCH_ROUTES") {
        let count: u32 = count.parse()?;
        for number in 0..count {
            app = app.router(
                Router::new()
                    .prefix(&format!("/r{number}"))
                    .routes(routes![read_item]),
            );
        }
    }
    if env::var("BENCH_DOCS").is_ok_and(|docs| docs == "off") {
        app = app.openapi_url(None::<&str>);
    }
    match env::var("BENCH_MIDDLEWARE").as_deref() {
        Ok("noop") => app = app.middleware(noop),
        Ok("cors") => app = app.middleware(cors()),
        Ok("csrf") => app = app.middleware(Csrf::new()),
        Ok("headers") => app = app.middleware(SecurityHeaders::new()),
        Ok("sessions") => app = twinlane_benches::sessions::add(app),
        Ok(other) => return Err(twinlane::Error::msg(format!("no middleware `{other}`"))),
        Err(_) => {}
    }
    app.serve().await
}

async fn noop(request: Request, next: Next) -> Response {
    next.run(request).await
}

fn cors() -> Cors {
    Cors::new()
        .allow_origins(["https://example.com", "https://example.org"])
        .allow_credentials()
}
