use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::{Time, chrono::TimeDelta};

#[put("/items/{item_id}")]
async fn read_items(
    item_id: Uuid,
    #[body] start_datetime: DateTime,
    #[body] end_datetime: DateTime,
    #[body] process_after: TimeDelta,
    #[body] repeat_at: Option<Time>,
) -> Value {
    // Without an offset they are in UTC.
    let start_process = start_datetime.assume_utc() + process_after;
    let duration = end_datetime.assume_utc() - start_process;
    json!({
        "item_id": item_id,
        "start_datetime": jsonable_encoder(&start_datetime),
        "end_datetime": jsonable_encoder(&end_datetime),
        "process_after": jsonable_encoder(&process_after),
        "repeat_at": repeat_at,
        "start_process": jsonable_encoder(&start_process),
        "duration": jsonable_encoder(&duration),
    })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
