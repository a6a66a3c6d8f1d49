//! Sessions in signed cookies, as Starlette's `SessionMiddleware` writes and reads them.
//!
//! ```
//! use twinlane_web::session::{SessionContent, SessionKeys};
//!
//! let content = SessionContent::parse(r#"{"user": "ada", "seen": [1, 2.0]}"#).unwrap();
//! let keys = SessionKeys::new(["the new secret", "the old secret"]);
//! let cookie = keys.sign_content(&content, 1_700_000_000);
//!
//! let read = keys.verify(&cookie, 1_700_000_060, Some(3600)).unwrap();
//! assert_eq!(SessionContent::from_payload(read).unwrap(), content);
//! assert_eq!(keys.verify(&cookie, 1_700_003_601, Some(3600)), None);
//! ```

mod python_json;
mod content;
mod keys;
mod cookie;

pub use content::SessionContent;
pub use cookie::{BROWSER_LIMIT, SessionCookie, add_vary_cookie};
pub use keys::SessionKeys;
