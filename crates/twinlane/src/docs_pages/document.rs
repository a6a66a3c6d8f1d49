//! The document, which names the root path below which a client has found the application.

use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The bytes of the document.
#[derive(Debug)]
pub(crate) struct Document {
    /// For those who find the application at the top.
    bytes: Bytes,
    /// For all others; `None` if the document is the same for them.
    with_servers: Option<WithServers>,
}

/// The document, cut where its servers are.
#[derive(Debug)]
struct WithServers {
    /// The text before them, without the brace at its end: all, where the application names none, as in FastAPI.
    before: String,
    /// The rest, without the brace at its beginning.
    after: String,
    /// The servers that the application has named.
    named: Vec<Value>,
}

impl Document {
    /// The document of an application. `names_root_path`: it names the root path among the servers, as FastAPI's does.
    pub(crate) fn new(mut document: Value, names_root_path: bool) -> Self {
        let bytes = Bytes::from(document.to_string());
        let object = document.as_object_mut().filter(|_| names_root_path);
        let with_servers = object.and_then(|object| {
            let place = object.keys().position(|key| key == "servers");
            let place = place.unwrap_or(object.len());
            let named = match object.shift_remove("servers") {
                None => Vec::new(),
                Some(Value::Array(named)) => named,
                // A change of the application's made something else of it, which stays.
                Some(_) => return None,
            };
            let mut fields = std::mem::take(object).into_iter();
            let before: Map<_, _> = fields.by_ref().take(place).collect();
            let after: Map<_, _> = fields.collect();
            let mut before = Value::Object(before).to_string();
            before.pop();
            Some(WithServers {
                before,
                after: Value::Object(after).to_string().split_off(1),
                named,
            })
        });
        Self {
            bytes,
            with_servers,
        }
    }

    /// The document for a client that has found the application below this path.
    pub(crate) fn below(&self, root_path: &str) -> Bytes {
        match &self.with_servers {
            Some(cut) if !root_path.is_empty() && !cut.names(root_path) => cut.below(root_path),
            _ => self.bytes.clone(),
        }
    }
}

impl WithServers {
    fn names(&self, root_path: &str) -> bool {
        let mut urls = self.named.iter().filter_map(|server| server.get("url"));
        urls.any(|url| url == root_path)
    }

    #[cold]
    fn below(&self, root_path: &str) -> Bytes {
        let own = json!({ "url": root_path });
        let servers: Value = [own]
            .into_iter()
            .chain(self.named.iter().cloned())
            .collect();
        let Self { before, after, .. } = self;
        let first = if before.len() > 1 { "," } else { "" };
        let second = if after.len() > 1 { "," } else { "" };
        Bytes::from(format!(
            "{before}{first}\"servers\":{servers}{second}{after}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(document: Value, names_root_path: bool, root_path: &str) -> Value {
        let document = Document::new(document, names_root_path);
        serde_json::from_slice(&document.below(root_path)).unwrap()
    }

    #[test]
    fn the_root_path_is_the_first_server() {
        for document in [json!({}), json!({ "openapi": "3.1.0", "paths": {} })] {
            assert_eq!(below(document.clone(), true, ""), document);
            assert_eq!(below(document.clone(), false, "/a"), document);
            let found = below(document.clone(), true, "/a\"b");
            assert_eq!(found["servers"], json!([{ "url": "/a\"b" }]));
            assert_eq!(found["paths"], document["paths"]);
        }
    }

    #[test]
    fn servers_stand_where_the_application_has_named_some() {
        let text = |document| below(document, true, "/a").to_string();
        let none = json!({ "openapi": "3.1.0", "paths": {} });
        let expected = r#"{"openapi":"3.1.0","paths":{},"servers":[{"url":"/a"}]}"#;
        assert_eq!(text(none), expected);
        let some = json!({ "info": {}, "servers": [{ "url": "/b" }], "paths": {} });
        let expected = r#"{"info":{},"servers":[{"url":"/a"},{"url":"/b"}],"paths":{}}"#;
        assert_eq!(text(some), expected);
    }

    #[test]
    fn servers_that_are_named_stay() {
        let named =
            json!({ "servers": [{ "url": "https://a.example" }, { "url": "/v1" }], "x": 1 });
        let found = below(named.clone(), true, "/v2");
        let expected = json!([{ "url": "/v2" }, { "url": "https://a.example" }, { "url": "/v1" }]);
        assert_eq!(found["servers"], expected);
        assert_eq!(below(named.clone(), true, "/v1"), named);
        let odd = json!({ "servers": "none" });
        assert_eq!(below(odd.clone(), true, "/v1"), odd);
    }
}
