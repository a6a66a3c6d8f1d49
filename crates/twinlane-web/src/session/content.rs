//! The content of a session.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::python_json::{self, Members};

/// The content of a session: keys with values, in order, as the JSON of Python's `json` module.
///
/// Numbers keep their spelling, whatever their length. Texts keep unpaired surrogates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionContent(Members);

/// The number of keys that are looked at sooner than the spelling of the one that is wanted is made.
const FEW: usize = 8;

impl SessionContent {
    /// Reads the content from a JSON object. `None`: the text is not a JSON object.
    pub fn parse(json: &str) -> Option<Self> {
        python_json::members(json).map(Self)
    }

    /// Reads the content from the payload of a cookie. `None`: the payload is not the base64 of a JSON object.
    pub fn from_payload(payload: &str) -> Option<Self> {
        let json = BASE64_STANDARD.decode(payload).ok()?;
        Self::parse(std::str::from_utf8(&json).ok()?)
    }

    /// Returns the payload of a cookie.
    pub fn to_payload(&self) -> String {
        BASE64_STANDARD.encode(self.to_json())
    }

    /// Returns the content as JSON, as Python's `json.dumps` writes it.
    pub fn to_json(&self) -> String {
        let members = self.0.iter();
        python_json::object(members.map(|(key, value)| (&**key, &**value)))
    }

    /// The value of a key, as JSON.
    pub fn get(&self, key: &str) -> Option<&str> {
        if self.0.len() <= FEW && python_json::is_plain(key) {
            let is_it = |known: &String| {
                let inner = known.strip_prefix('"');
                inner.and_then(|inner| inner.strip_suffix('"')) == Some(key)
            };
            let found = self.0.iter().find(|(known, _)| is_it(known));
            return found.map(|(_, value)| value.as_str());
        }
        self.0.get(&python_json::quoted(key)).map(String::as_str)
    }

    /// Sets the value of a key. Returns false if the value is not JSON.
    pub fn insert(&mut self, key: &str, json: &str) -> bool {
        let value = python_json::value(json);
        let value = value.map(|value| self.0.insert(python_json::quoted(key), value));
        value.is_some()
    }

    /// Removes a key, and returns its value as JSON. The other keys keep their order.
    pub fn remove(&mut self, key: &str) -> Option<String> {
        self.0.shift_remove(&python_json::quoted(key))
    }

    /// Removes all keys.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys in order. An unpaired surrogate is U+FFFD here.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.0.keys().map(|quoted| python_json::unquoted(quoted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_however_it_is_spelled_and_however_many_there_are() {
        let keys = ["user", "", "a\"b", "é", "\n", "\\", "😀", "user "];
        for others in [0, 40] {
            let mut content = SessionContent::default();
            for number in 0..others {
                assert!(content.insert(&number.to_string(), "0"));
            }
            for (number, key) in keys.iter().enumerate() {
                assert_eq!(content.get(key), None, "{key:?}");
                assert!(content.insert(key, &number.to_string()));
                assert_eq!(content.get(key), Some(&*number.to_string()), "{key:?}");
            }
            for key in ["use", "\"user\"", "\\u00e9", "\\n", "users"] {
                assert_eq!(content.get(key), None, "{key:?}");
            }
        }
    }
}
