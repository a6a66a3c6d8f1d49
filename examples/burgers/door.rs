//! The door of the shops and the bank.

use std::future::Future;

use tokio::time::sleep;
use twinlane::prelude::{Result, lanes};

use crate::moment::State;
use crate::plan::{DOOR, Plan};
use crate::timeline::Timeline;

/// Lets the customers in, one after the other, and waits until the last has gone.
pub async fn let_in<V>(plan: Plan, timeline: &Timeline, visit: impl Fn(u32) -> V) -> Result
where
    V: Future<Output = Result> + Send + 'static,
{
    let mut visits = Vec::new();
    for customer in 1..=plan.customers {
        timeline.customer(customer, State::InLine, None)?;
        visits.push(lanes::spawn(visit(customer)));
        sleep(plan.paced(DOOR)).await;
    }
    for visit in visits {
        visit.await??;
    }
    Ok(())
}
