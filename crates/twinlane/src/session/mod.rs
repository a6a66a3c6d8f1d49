//! Sessions: what a server remembers of a browser from one request to the next.
//!
//! `Sessions` is the middleware. It hands each request a [slot](slot), which nobody looks at until a function asks for the
//! [`Session`]: then the cookie is verified, and what it stands for is [loaded](store). When the response is there the middleware
//! [closes](slot) the slot, and sends or saves what has changed.

mod around;
mod store;
mod memory;
mod policy;
mod slot;
mod value;

pub use memory::MemorySessions;
pub(crate) use policy::SessionPolicy;
pub(crate) use slot::{SessionSlot, SessionUse};
pub(crate) use store::AnyStore;
pub use store::SessionStore;
pub use value::{Session, SessionError};
