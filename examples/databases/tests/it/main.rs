//! The examples, started as a user starts them; and blocking clients in the lanes.

mod fake_servers;
#[allow(dead_code, reason = "the tests of the other examples use the rest")]
#[path = "../../../tests/it/process.rs"]
mod process;

mod blocking_clients;
mod ledger;
mod users;
