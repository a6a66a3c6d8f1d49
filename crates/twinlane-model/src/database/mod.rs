//! The types as columns of a database, for the crates that speak to it.
//!
//! A type of Twinlane's own is stored as the type within: an `Email` as a `String`, a `Uuid4` as a `Uuid`. So it fits every
//! column, of every database, that the type within fits. What is read from a column is checked as a value of a request is.

#[cfg(feature = "diesel")]
mod by_diesel;
#[cfg(feature = "sqlx")]
mod by_sqlx;
