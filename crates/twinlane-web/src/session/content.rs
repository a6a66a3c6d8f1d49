//! The content of a session.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::python_json::{self, Members};

/// The content of a session: keys with values, in order, as JSON that Python's `json` would have written.
///
/// Numbers keep their spelling, however long they are, and texts their halves of surrogate pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionContent(Members);

/// The number of keys that are looked at sooner than the spelling of the one that is wanted is made.
const FEW: usize = 8;

impl SessionContent {
    /// The content of an object of JSON. `None`: it is none.
    pub fn parse(json: &str) -> Option<Self> {
        python_json::members(json).map(Self)
    }

    /// The content in the payload of a cookie: base64 of JSON. `None`: it is neither, or no object.
    pub fn from_payload(payload: &str) -> Option<Self> {
        let json = BASE64_STANDARD.decode(payload).ok()?;
        Self::parse(std::str::from_utf8(&json).ok()?)
    }

    /// The payload of a cookie.
    pub fn to_payload(&self) -> String {
        BASE64_STANDARD.encode(self.to_json())
    }

    /// The whole, as Python's `json.dumps` writes it.
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

    /// Gives a key this value. False: that is no JSON.
    pub fn insert(&mut self, key: &str, json: &str) -> bool {
        let value = python_json::value(json);
        let value = value.map(|value| self.0.insert(python_json::quoted(key), value));
        value.is_some()
    }

    /// Takes a key out. The others stay in their order.
    pub fn remove(&mut self, key: &str) -> Option<String> {
        self.0.shift_remove(&python_json::quoted(key))
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys in order. Half of a surrogate pair is U+FFFD here.
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
