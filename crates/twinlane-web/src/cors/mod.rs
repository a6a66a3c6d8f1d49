//! Cross-origin resource sharing, as Starlette answers it: the responses to preflights, and the headers of all others.
//!
//! [`CorsRules`] is written, [`CorsPolicy`] is what is made of it once, at startup.

mod origins;
mod policy;
mod rules;

pub use policy::{CorsHeaders, CorsPolicy};
pub use rules::CorsRules;
