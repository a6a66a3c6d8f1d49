//! Each example is started as a user starts it, and asked over a real socket; and what else needs more than one crate.

mod fake_servers;
mod process;

mod blocking_clients;
mod burgers;
mod first_steps;
mod lanes;
mod ledger;
mod photos;
mod users;
