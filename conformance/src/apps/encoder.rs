//! Values without a type: what a `json!` that an operation returns has in it, and the same by their types.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::{Time, chrono::TimeDelta};

#[model]
struct Wait {
    time: TimeDelta,
    until: DateTime,
}

#[derive(Clone, Copy)]
struct Values {
    wait: TimeDelta,
    amount: Decimal,
    moment: DateTime,
    clock: Time,
    day: Date,
    id: Uuid,
}

fn encoded_values(values: Values) -> Value {
    let Values { wait, amount, moment, clock, day, id } = values;
    let new = || Wait { time: wait, until: moment };
    json!({
        "wait": jsonable_encoder(&wait),
        "amount": jsonable_encoder(&amount),
        "moment": jsonable_encoder(&moment),
        "clock": jsonable_encoder(&clock),
        "day": jsonable_encoder(&day),
        "id": jsonable_encoder(&id),
        "waits": jsonable_encoder(&vec![wait, -wait]),
        "pair": jsonable_encoder(&(wait, amount)),
        "nothing": jsonable_encoder(&None::<TimeDelta>),
        "by name": { "a": jsonable_encoder(&[moment]) },
        "by moment": jsonable_encoder(&HashMap::from([(moment, wait)])),
        "by id": jsonable_encoder(&HashMap::from([(id, amount)])),
        "model": jsonable_encoder(&new()),
        "models": jsonable_encoder(&vec![new()]),
    })
}

#[get("/untyped")]
async fn untyped(wait: TimeDelta, amount: Decimal, moment: DateTime, clock: Time, day: Date, id: Uuid) -> Value {
    encoded_values(Values { wait, amount, moment, clock, day, id })
}

#[get("/encoded")]
async fn encoded(wait: TimeDelta, moment: DateTime) -> Value {
    json!({ "wait": jsonable_encoder(&wait), "model": Wait { time: wait, until: moment } })
}

// As a model of the reference writes them.
#[get("/typed")]
async fn typed(wait: TimeDelta, amount: Decimal, moment: DateTime, clock: Time, day: Date, id: Uuid) -> Value {
    let waits = vec![wait, -wait];
    json!({
        "wait": wait,
        "amount": &amount,
        "moment": Some(moment),
        "clock": Some(&clock),
        "day": day,
        "id": id,
        "waits": &waits,
        "nothing": None::<TimeDelta>,
    })
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Encoder")
        .routes(routes![untyped, encoded, typed])
}
