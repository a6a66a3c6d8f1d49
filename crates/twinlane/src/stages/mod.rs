//! The stages of an application: written ([`App`](crate::App)), [`Checked`], [`Running`], stopped.
//!
//! [`checked`] needs no I/O and has every mistake behind it. Its start makes the values of [`start_values`], fills the slots that wait for
//! them, and is [`running`]: whatever serves it, a server, a test client, another framework, gets its
//! [`Service`](crate::Service) there. A stop undoes the values.

mod checked;
mod running;
mod start_values;

pub use checked::Checked;
pub(crate) use checked::CheckedParts;
pub use running::Running;
pub(crate) use start_values::StartValue;

#[cfg(test)]
mod tests;
