use twinlane::prelude::*;
use twinlane::types::{Time, chrono::TimeDelta};

#[put("/items/{item_id}")]
async fn read_items(
    item_id: Uuid,
    #[body] start_datetime: DateTime,
    #[body] end_datetime: DateTime,
    #[body] process_after: TimeDelta,
    #[body] repeat_at: Option<Time>,
) -> Value {
    let start_process = match start_datetime {
        DateTime::Aware(moment) => DateTime::Aware(moment + process_after),
        DateTime::Naive(moment) => DateTime::Naive(moment + process_after),
    };
    let duration = end_datetime.assume_utc() - start_process.assume_utc();
    json!({
        "item_id": item_id,
        "start_datetime": iso_format(start_datetime),
        "end_datetime": iso_format(end_datetime),
        "process_after": total_seconds(process_after),
        "repeat_at": repeat_at,
        "start_process": iso_format(start_process),
        "duration": total_seconds(duration),
    })
}

/// As Python's `isoformat`, with `+00:00`: `json!` writes `Z`.
fn iso_format(moment: DateTime) -> String {
    match moment {
        DateTime::Aware(moment) => moment.format("%Y-%m-%dT%H:%M:%S%.f%:z").to_string(),
        DateTime::Naive(moment) => moment.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
    }
}

/// `json!` writes a `TimeDelta` as `[300, 0]`.
fn total_seconds(delta: TimeDelta) -> f64 {
    delta.as_seconds_f64()
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
