//! The wish of a viewer: a scenario, and the number of people.

use std::time::Duration;

use twinlane::prelude::*;

/// One of the four scenarios.
#[model(rename_all = "kebab-case")]
#[derive(Clone, Copy)]
pub enum Scenario {
    ConcurrentShop,
    ParallelShop,
    Bank,
    DirtyHouse,
}

/// The numbers of people and rooms. A scenario ignores those that it does not need.
#[model]
#[derive(Clone, Copy)]
pub struct Plan {
    /// Customers of a shop or the bank.
    #[field(default = 12, ge = 1, le = 60)]
    pub customers: u32,
    /// Staff that take orders in the concurrent shop.
    #[field(default = 1, ge = 1, le = 4)]
    pub cashiers: u32,
    /// Staff that cook in the concurrent shop.
    #[field(default = 7, ge = 1, le = 60)]
    pub cooks: u32,
    /// Staff that take an order and cook it, in the parallel shop.
    #[field(default = 8, ge = 1, le = 16)]
    pub staff: u32,
    /// Staff that serve in the bank.
    #[field(default = 3, ge = 1, le = 16)]
    pub tellers: u32,
    /// Rooms of the house.
    #[field(default = 12, ge = 1, le = 60)]
    pub rooms: u32,
    /// Speed of everything, as a multiple of that in life.
    #[field(default = 1.0, ge = 0.5, le = 100)]
    pub speed: f64,
}

// Durations in life:

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
    /// The duration at the requested speed.
    pub fn paced(&self, time: Duration) -> Duration {
        time.div_f64(self.speed)
    }
}
