//! The codes of RFC 6455 that connections are closed with.

pub(super) const NORMAL: u16 = 1000;

/// The client sends what the function does not take: a text where bytes were expected.
pub(super) const UNSUPPORTED_DATA: u16 = 1003;

pub(super) const POLICY_VIOLATION: u16 = 1008;

pub(super) const INTERNAL_ERROR: u16 = 1011;

/// The server stops.
pub(super) const SERVICE_RESTART: u16 = 1012;

/// The client does not keep up.
pub(super) const TRY_LATER: u16 = 1013;
