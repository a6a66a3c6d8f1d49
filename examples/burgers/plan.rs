//! What a viewer asks for: which scenario, and with how many people.

use std::time::Duration;

use twinlane::prelude::*;

/// Which of the four.
#[model(rename_all = "kebab-case")]
#[derive(Clone, Copy)]
pub enum Scenario {
    ConcurrentShop,
    ParallelShop,
    Bank,
    DirtyHouse,
}

/// How many there are of everybody. What a scenario has no use for is left aside.
#[model]
#[derive(Clone, Copy)]
pub struct Plan {
    /// Customers of a shop or the bank.
    #[field(default = 12, ge = 1, le = 60)]
    pub customers: u32,
    /// Who take orders in the concurrent shop.
    #[field(default = 1, ge = 1, le = 4)]
    pub cashiers: u32,
    /// Who cook in the concurrent shop.
    #[field(default = 7, ge = 1, le = 60)]
    pub cooks: u32,
    /// Who take an order and cook it, in the parallel shop.
    #[field(default = 8, ge = 1, le = 16)]
    pub staff: u32,
    /// Who serve in the bank.
    #[field(default = 3, ge = 1, le = 16)]
    pub tellers: u32,
    /// Rooms of the house.
    #[field(default = 12, ge = 1, le = 60)]
    pub rooms: u32,
    /// How many times as fast as in life everything goes.
    #[field(default = 1.0, ge = 0.5, le = 100)]
    pub speed: f64,
}

// How long everything takes in life:

/// Between one customer and the next who comes in.
pub const DOOR: Duration = Duration::from_millis(30);
/// To say what one would like.
pub const ORDER: Duration = Duration::from_millis(150);
/// To cook a burger.
pub const COOK: Duration = Duration::from_millis(2500);
/// To hand a burger over.
pub const HAND_OVER: Duration = Duration::from_millis(150);
/// To do all that a customer of the bank came for.
pub const BANK: Duration = Duration::from_millis(1200);
/// To clean a room.
pub const ROOM: Duration = Duration::from_millis(150);

impl Plan {
    /// How long something takes at the speed that was asked for.
    pub fn paced(&self, time: Duration) -> Duration {
        time.div_f64(self.speed)
    }
}
