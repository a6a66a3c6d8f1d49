//! The response to a handshake that is refused.

use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, UPGRADE};
use http::{HeaderName, HeaderValue, StatusCode};

/// The response to a refused handshake: its status, its headers and its text.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "all that a response has")]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// The headers, except `date`, which comes first.
    pub headers: HeaderMap,
    /// The body of the response.
    pub text: String,
}

/// Mistakes in a handshake, each with the sentence about it.
#[derive(Debug)]
pub(super) enum Mistake {
    Method(String),
    /// The client asks for another protocol than a WebSocket, or for one beside it.
    Upgrade(String),
    /// Another header is missing or wrong.
    Header(String),
}

impl From<String> for Mistake {
    fn from(sentence: String) -> Self {
        Self::Header(sentence)
    }
}

impl From<Mistake> for Refusal {
    fn from(mistake: Mistake) -> Self {
        let (status, header, sentence, advice) = match mistake {
            Mistake::Header(sentence) => (StatusCode::BAD_REQUEST, None, sentence, ""),
            Mistake::Method(sentence) => {
                let allow = (ALLOW, HeaderValue::from_static("GET"));
                (StatusCode::METHOD_NOT_ALLOWED, Some(allow), sentence, "")
            }
            Mistake::Upgrade(sentence) => {
                let upgrade = (UPGRADE, HeaderValue::from_static("websocket"));
                (
                    StatusCode::UPGRADE_REQUIRED,
                    Some(upgrade),
                    sentence,
                    "\nYou cannot access a WebSocket server directly with a browser. You need a WebSocket client.\n",
                )
            }
        };
        let text = format!("Failed to open a WebSocket connection: {sentence}.\n{advice}");
        let plain_text = HeaderValue::from_static("text/plain; charset=utf-8");
        let mut headers = HeaderMap::from_iter([
            (CONNECTION, HeaderValue::from_static("close")),
            (CONTENT_LENGTH, HeaderValue::from(text.len())),
            (CONTENT_TYPE, plain_text),
        ]);
        headers.extend(header);
        Self {
            status,
            headers,
            text,
        }
    }
}

/// The sentence about a header that is not there.
pub(super) fn missing(header: &HeaderName) -> String {
    format!("missing {} header", as_written(header))
}

/// The sentence about a header that has this value, or in which this is wrong.
pub(super) fn invalid(header: &HeaderName, what: &str) -> String {
    let name = as_written(header);
    if what.is_empty() {
        format!("empty {name} header")
    } else {
        format!("invalid {name} header: {what}")
    }
}

/// The name of a header as people write it.
fn as_written(header: &HeaderName) -> String {
    let words = header.as_str().split('-').map(|word| match word {
        "websocket" => "WebSocket".to_owned(),
        word => word[..1].to_ascii_uppercase() + &word[1..],
    });
    words.collect::<Vec<_>>().join("-")
}
