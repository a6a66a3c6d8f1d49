//! Cross-origin resource sharing, as in Starlette: the responses to preflights, and the headers of all other responses.
//!
//! An application writes [`CorsRules`]. At startup they become a [`CorsPolicy`].

mod origins;
mod policy;
mod rules;

pub use policy::{CorsHeaders, CorsPolicy};
pub use rules::CorsRules;
