//! The services, as their authors would test them: with the database, in process and as programs.

mod postgres;
#[allow(dead_code, reason = "the tests of the other examples use the rest")]
#[path = "../../../tests/it/process.rs"]
mod process;
mod wait;

mod columns;
mod column_errors;
mod moments;
mod diesel_columns;
mod library;
mod members;
mod orders;
mod page;
