//! The concurrent shop: one takes orders, others cook, and customers sit until their number is called.
//!
//! All of it is `async fn`, on the event loop: at each `.await` that has to wait, the thread is given to somebody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::oneshot;
use tokio::time::sleep;
use twinlane::prelude::{Result, lanes};

use crate::door;
use crate::moment::State;
use crate::plan::{COOK, HAND_OVER, ORDER, Plan};
use crate::staff::{self, Staff};
use crate::timeline::Timeline;

#[derive(Clone)]
struct Shop {
    plan: Plan,
    timeline: Timeline,
    cashiers: Staff,
    cooks: Staff,
    orders: Arc<AtomicU32>,
}

/// The order that a customer takes to the table: a number, and something that rings.
struct Order {
    number: u32,
    ready: oneshot::Receiver<()>,
}

/// Opens the shop, until the last customer has gone.
pub async fn run(plan: Plan, timeline: &Timeline) -> Result {
    let names = staff::names("Cashier", plan.cashiers).chain(staff::names("Cook", plan.cooks));
    timeline.open(plan.customers, 0, names.collect())?;
    let cooks = plan.cashiers + 1;
    let shop = Shop {
        plan,
        timeline: timeline.clone(),
        cashiers: Staff::new(timeline, 1..cooks)?,
        cooks: Staff::new(timeline, cooks..cooks + plan.cooks)?,
        orders: Arc::default(),
    };
    door::let_in(plan, timeline, |customer| {
        let shop = shop.clone();
        async move { shop.timeline.metered(visit(customer, &shop)).await }
    })
    .await
}

/// A customer, from the door to the burger.
async fn visit(customer: u32, shop: &Shop) -> Result {
    let order = order(customer, shop).await?;

    let number = Some(order.number);
    shop.timeline.customer(customer, State::Free, number)?;
    order.ready.await?;

    shop.timeline.customer(customer, State::Served, number)?;
    sleep(shop.plan.paced(HAND_OVER)).await;
    shop.timeline.customer(customer, State::Done, number)?;
    Ok(())
}

/// At the counter: short, since nobody cooks there. The order is handed to the kitchen.
async fn order(customer: u32, shop: &Shop) -> Result<Order> {
    let cashier = shop.cashiers.call().await;
    let number = shop.orders.fetch_add(1, Ordering::Relaxed) + 1;
    cashier.begins(State::TakingOrder, number)?;
    shop.timeline
        .customer(customer, State::Ordering, Some(number))?;
    sleep(shop.plan.paced(ORDER)).await;

    let (ring, ready) = oneshot::channel();
    let (kitchen, timeline) = (shop.clone(), shop.timeline.clone());
    lanes::spawn(async move { timeline.metered(cook(number, kitchen, ring)).await });
    Ok(Order { number, ready })
}

/// In the kitchen: as soon as a cook is free. At the end the number is called.
async fn cook(order: u32, shop: Shop, ring: oneshot::Sender<()>) -> Result {
    let cook = shop.cooks.call().await;
    cook.begins(State::Cooking, order)?;
    sleep(shop.plan.paced(COOK)).await;
    // A customer who has left hears nothing.
    let _ = ring.send(());
    Ok(())
}
