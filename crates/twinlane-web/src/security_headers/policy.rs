//! A Content-Security-Policy, in which a nonce may stand.

use http::HeaderValue;

use super::rules::Frames;

/// The place of the nonce in a policy that is written.
pub(super) const NONCE: &str = "{nonce}";

/// A policy.
#[derive(Debug)]
pub(super) struct Policy {
    text: PolicyText,
    /// That of pages of the framework.
    frames: Option<HeaderValue>,
}

#[derive(Debug)]
enum PolicyText {
    /// The same for each response. `None`: there is none.
    Same(Option<HeaderValue>),
    /// The pieces between the nonces.
    WithNonce(Vec<String>),
}

impl Policy {
    /// The policy that says who may show responses in frames, and nothing else. `None`: anybody may.
    pub(super) fn frames(&self) -> Option<&HeaderValue> {
        self.frames.as_ref()
    }

    /// A policy, and who may show responses in frames. `None`: it cannot be a header.
    pub(super) fn new(written: Option<&str>, frames: &Frames) -> Option<Self> {
        let directive = frames.directive();
        let written = written.map(|written| written.trim().trim_end_matches(';').trim_end());
        let parts = [written, directive.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let whole = parts.join("; ");
        let value = |text: &str| HeaderValue::from_str(text).ok();
        let text = if whole.contains(NONCE) {
            let pieces: Vec<String> = whole.split(NONCE).map(str::to_owned).collect();
            // Each nonce is of ASCII.
            value(&pieces.concat())?;
            PolicyText::WithNonce(pieces)
        } else if whole.is_empty() {
            PolicyText::Same(None)
        } else {
            PolicyText::Same(Some(value(&whole)?))
        };
        let frames = match directive {
            Some(directive) => Some(value(&directive)?),
            None => None,
        };
        Some(Self { text, frames })
    }

    pub(super) fn needs_nonce(&self) -> bool {
        matches!(self.text, PolicyText::WithNonce(_))
    }

    /// The header of a response with this nonce.
    pub(super) fn header(&self, nonce: &str, is_framework_page: bool) -> Option<HeaderValue> {
        if is_framework_page {
            return self.frames.clone();
        }
        match &self.text {
            PolicyText::Same(value) => value.clone(),
            PolicyText::WithNonce(pieces) => HeaderValue::try_from(pieces.join(nonce)).ok(),
        }
    }
}
