//! The stages of an application: written ([`App`](crate::App)), [`Checked`], [`Running`], stopped.
//!
//! [`checked`] needs no I/O and has every mistake behind it. Its start enters the functions [`around`] the application, makes the values of the
//! lifespan dependencies ([`started_values`]), fills the slots that wait for them, and is [`running`]: whatever serves it, a server, a test
//! client, another framework, gets its [`Service`](crate::lifespan::Service) there. A stop undoes all of it in reverse order.

mod checked;
mod running;
mod around;
mod started_values;

pub(crate) use around::AroundFunction;
pub use around::{Around, Ended};
pub use checked::Checked;
pub(crate) use checked::CheckedParts;
pub use running::Running;

#[cfg(test)]
mod tests;
