//! The server, the log, and the pages of the application, as they are without a feature, for the tests beside this.
//!
//! The tests of `twinlane-server` depend on it with all features, so that what it says without them is never compiled there. Alone, this
//! package has none: `TWINLANE_FEATURELESS=1 cargo test -p twinlane-featureless`. Beside others it may have theirs, and its tests look for
//! nothing.

pub use twinlane_server::{Settings, SettingsError};
