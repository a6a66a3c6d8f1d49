//! The bank: a few tellers, each with one customer at a time from beginning to end, and a long line.
//!
//! A visit is a plain `fn` that blocks, and there are few threads for it. The line is long, but who stands in it holds no thread.

use std::thread::sleep;

use twinlane::lanes::ThreadLane;
use twinlane::prelude::Result;

use crate::door;
use crate::moment::State;
use crate::plan::{BANK, Plan};
use crate::staff::{self, Staff};
use crate::timeline::{NobodyLooks, Timeline};

#[derive(Clone)]
struct Bank {
    plan: Plan,
    timeline: Timeline,
    tellers: Staff,
}

/// Opens the bank, until the last customer has gone.
pub async fn run(plan: Plan, timeline: &Timeline) -> Result {
    let names = staff::names("Teller", plan.tellers);
    timeline.open(plan.customers, 0, names.collect())?;
    let bank = Bank {
        plan,
        timeline: timeline.clone(),
        tellers: Staff::new(timeline, 1..plan.tellers + 1)?,
    };
    let lane = ThreadLane::new(plan.tellers as usize);
    door::let_in(plan, timeline, |customer| {
        let (lane, bank) = (lane.clone(), bank.clone());
        async move { Ok(lane.run(move || visit(customer, &bank)).await??) }
    })
    .await
}

/// A customer at the counter: the teller does everything, and nothing else meanwhile.
fn visit(customer: u32, bank: &Bank) -> Result<(), NobodyLooks> {
    let _thread = bank.timeline.hold_thread();
    let teller = bank.tellers.idle_one();
    teller.begins(State::Serving, customer)?;
    bank.timeline.customer(customer, State::Served, None)?;
    sleep(bank.plan.paced(BANK));
    bank.timeline.customer(customer, State::Done, None)
}
