//! The data types as columns of a database, for `sqlx` and `diesel`.
//!
//! A type of Twinlane is stored as the type inside it: an `Email` as a `String`, a `Uuid4` as a `Uuid`. So it fits every column, of
//! every database, that the inner type fits. A value from a column is checked like a value of a request.

#[cfg(feature = "diesel")]
mod by_diesel;
#[cfg(feature = "sqlx")]
mod by_sqlx;
