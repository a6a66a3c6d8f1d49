//! Two burger shops, a bank and a dirty house: which lane is for what, shown by running all four and drawing what happens.
//!
//! Everything is done for real: the customers of the concurrent shop are tasks on the event loop, the staff of the parallel shop and
//! the tellers of the bank are threads, and the cleaners of the house compute. The page draws each step as it is sent.
//!
//! ```sh
//! cargo run --example burgers               # then http://localhost:8000
//! curl -N 'localhost:8000/run/concurrent-shop?customers=3'
//! ```
//!
//! Begin with `concurrent_shop.rs` and `parallel_shop.rs`: they tell the same visit twice, as an `async fn` and as a plain `fn`.

mod plan;
mod moment;
mod timeline;
mod staff;
mod door;
mod concurrent_shop;
mod parallel_shop;
mod bank;
mod dirty_house;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::{Semaphore, mpsc};
use twinlane::prelude::*;
use twinlane::response::EventStream;

use dirty_house::Brush;
use moment::Moment;
use plan::{Plan, Scenario};
use timeline::Timeline;

/// The most runs at a time, so that no crowd of viewers can overrun the machine.
const MOST_RUNS: usize = 4;

/// The state that all runs share.
struct Town {
    places: Arc<Semaphore>,
    brush: Brush,
}

#[derive(ApiError)]
enum RunError {
    #[error(
        status = 503,
        detail = "Every place is taken: try again in a few seconds"
    )]
    Full,
}

/// The page.
#[get("/", hidden)]
async fn home() -> Html {
    Html::new(include_str!("page.html"))
}

/// Runs a scenario, and sends each step as it happens. A run whose viewer leaves ends within a few seconds.
#[get("/run/{scenario}")]
async fn run(
    scenario: Scenario,
    #[query] plan: Plan,
    town: State<Town>,
) -> Result<EventStream<Moment>, RunError> {
    let place = Arc::clone(&town.places).try_acquire_owned();
    let place = place.map_err(|_| RunError::Full)?;
    let (timeline, moments) = Timeline::new(place);
    let brush = town.brush;
    lanes::spawn(async move {
        let ended = match scenario {
            Scenario::ConcurrentShop => concurrent_shop::run(plan, &timeline).await,
            Scenario::ParallelShop => parallel_shop::run(plan, &timeline).await,
            Scenario::Bank => bank::run(plan, &timeline).await,
            Scenario::DirtyHouse => dirty_house::run(plan, &timeline, brush).await,
        };
        timeline.close(ended);
    });
    Ok(EventStream::new(Moments(moments)))
}

/// The moments of a run, as a stream that ends with it.
struct Moments(mpsc::UnboundedReceiver<Result<Moment>>);

impl Stream for Moments {
    type Item = Result<Moment>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let town = Town {
        places: Arc::new(Semaphore::new(MOST_RUNS)),
        brush: Brush::calibrated(),
    };
    App::new()
        .title("Burgers")
        .document_errors(true)
        .state(town)
        .routes(routes![home, run])
        .serve()
        .await
}
