//! The parallel shop: each of the staff takes an order and cooks it, and the customer stands there until it is done.
//!
//! A visit is a plain `fn` that blocks, in a thread of its own: what Twinlane does with a path operation that is a plain `fn`.

use std::thread::sleep;

use twinlane::lanes::ThreadLane;
use twinlane::prelude::Result;

use crate::door;
use crate::moment::State;
use crate::plan::{COOK, HAND_OVER, ORDER, Plan};
use crate::staff::{self, Staff};
use crate::timeline::{NobodyLooks, Timeline};

#[derive(Clone)]
struct Shop {
    plan: Plan,
    timeline: Timeline,
    staff: Staff,
}

/// Opens the shop, until the last customer has gone.
pub async fn run(plan: Plan, timeline: &Timeline) -> Result {
    let names = staff::names("Cook", plan.staff);
    timeline.open(plan.customers, 0, names.collect())?;
    let shop = Shop {
        plan,
        timeline: timeline.clone(),
        staff: Staff::new(timeline, 1..plan.staff + 1)?,
    };
    // A thread for each of the staff. Who finds none free stands in line, and holds none.
    let lane = ThreadLane::new(plan.staff as usize);
    door::let_in(plan, timeline, |customer| {
        let (lane, shop) = (lane.clone(), shop.clone());
        async move { Ok(lane.run(move || visit(customer, &shop)).await??) }
    })
    .await
}

/// A customer, from the counter to the burger. The thread is theirs all the time, though most of it is waiting.
fn visit(customer: u32, shop: &Shop) -> Result<(), NobodyLooks> {
    let _thread = shop.timeline.hold_thread();
    let cook = shop.staff.idle_one();

    cook.begins(State::TakingOrder, customer)?;
    shop.timeline.customer(customer, State::Ordering, None)?;
    sleep(shop.plan.paced(ORDER));

    cook.begins(State::Cooking, customer)?;
    shop.timeline.customer(customer, State::AtCounter, None)?;
    sleep(shop.plan.paced(COOK));

    cook.begins(State::HandingOver, customer)?;
    shop.timeline.customer(customer, State::Served, None)?;
    sleep(shop.plan.paced(HAND_OVER));
    shop.timeline.customer(customer, State::Done, None)
}
