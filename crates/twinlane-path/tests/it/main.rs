//! Path templates through their public interface.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod template;
