//! Each example is started as a user starts it, and asked over a real socket.

mod process;

mod burgers;
mod chat;
mod first_steps;
mod lanes;
mod lifespan;
mod pages;
mod photos;
