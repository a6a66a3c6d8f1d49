//! Streams that are written by hand: a function sends one item after another.

use std::time::Duration;

use twinlane::prelude::*;
use twinlane::dependency::AfterResponse;
use twinlane::response::{Event, EventStream, JsonLines, Streaming};
use twinlane::{Error, Provided};

use crate::log::{Log, read_log};

#[model]
#[derive(Clone)]
struct Price {
    name: String,
    cents: Option<i64>,
}

impl Price {
    fn new(name: &str, cents: impl Into<Option<i64>>) -> Self {
        let (name, cents) = (name.to_owned(), cents.into());
        Self { name, cents }
    }
}

fn all_prices() -> Vec<Price> {
    vec![
        Price::new("tea", 300),
        Price::new("Größe", None),
        Price::new("cake", 450),
    ]
}

#[get("/prices")]
async fn prices(#[header] last_event_id: Option<i64>) -> EventStream<Price> {
    EventStream::from_fn(async move |mut out| {
        let begin = last_event_id.map_or(0, |id| id + 1);
        for (number, price) in (0..).zip(all_prices()) {
            if number >= begin {
                out.send(Event::new(price).id(number.to_string())).await?;
            }
        }
        Ok(())
    })
}

#[get("/events")]
async fn events() -> EventStream<Price> {
    EventStream::from_fn(async |mut out| {
        out.send(Price::new("a", None)).await?;
        let update = Event::new(Price::new("x", None))
            .name("update")
            .id("1")
            .retry(Duration::from_millis(5))
            .comment("hi\nthere");
        out.send(update).await?;
        out.send(Event::raw("one\ntwo")).await?;
        out.send(Event::empty().comment("only")).await?;
        out.send(Event::empty().retry(Duration::from_millis(1500)))
            .await?;
        out.send(Event::empty().name("e").id("")).await?;
        Ok(())
    })
}

#[get("/events/none")]
async fn events_none() -> EventStream<i64> {
    EventStream::from_fn(async |_| Ok(()))
}

/// The prices, and the log.
struct Connection {
    rows: Vec<Price>,
    log: State<Log>,
}

#[dependency]
async fn connection(log: State<Log>) -> Provided<Connection, AfterResponse> {
    log.add("connected");
    let connection = Connection {
        rows: all_prices(),
        log: log.clone(),
    };
    Provided::new(connection).after_response(async move |_, _| log.add("closed"))
}

#[get("/export")]
async fn export(
    rows: Depends<connection>,
    #[query(default = 3)] limit: i64,
) -> JsonLines<Price> {
    JsonLines::from_fn(async move |mut out| {
        // The iterator borrows what the function owns.
        let limit = usize::try_from(limit).unwrap_or_default();
        for row in rows.rows.iter().take(limit) {
            rows.log.add(&row.name);
            out.send(row.clone()).await?;
        }
        Ok(())
    })
}

#[get("/export/fails")]
async fn export_fails(rows: Depends<connection>) -> JsonLines<Price> {
    JsonLines::from_fn(async move |mut out| {
        out.send(rows.rows[0].clone()).await?;
        Err(Error::msg("no more"))
    })
}

#[get("/export/untyped")]
async fn export_untyped() -> JsonLines<Value> {
    JsonLines::from_fn(async |mut out| {
        out.send(json!({ "a": 1.5, "ü": "→😀" })).await?;
        out.send(json!([1, null, "x"])).await?;
        Ok(())
    })
}

#[get("/table")]
async fn table() -> Streaming {
    let rows = Streaming::from_fn(async |mut out| {
        out.send("name,cents\n").await?;
        out.send("").await?;
        for Price { name, cents } in all_prices() {
            let cents = cents.map_or_else(|| "None".to_owned(), |cents| cents.to_string());
            out.send(format!("{name},{cents}\n").into_bytes()).await?;
        }
        Ok(())
    });
    rows.media_type("text/csv")
}

#[get("/table/fails")]
async fn table_fails() -> Streaming {
    let rows = Streaming::from_fn(async |mut out| {
        out.send("name,cents\n").await?;
        Err(Error::msg("no more"))
    });
    rows.media_type("text/csv")
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Streams")
        .state(Log::default())
        .routes(routes![
            read_log,
            prices,
            events,
            events_none,
            export,
            export_fails,
            export_untyped,
            table,
            table_fails,
        ])
}
