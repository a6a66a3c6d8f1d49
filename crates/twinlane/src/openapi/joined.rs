//! Two responses of one status as one.

use serde_json::{Map, Value, json};

use crate::json_object::merge;

/// Adds a response to an earlier one of its status: both descriptions, each content that one of them may have, all headers.
pub(super) fn join(earlier: &mut Value, mut other: Value, title: &str) {
    let texts = (&earlier["description"], &other["description"]);
    if let (Some(one), Some(another)) = (texts.0.as_str(), texts.1.as_str())
        && one != another
    {
        earlier["description"] = format!("{one}; {another}").into();
    }
    if let Value::Object(content) = other["content"].take() {
        for (media_type, media) in content {
            join_media(&mut earlier["content"], &media_type, media, title);
        }
    }
    if other["headers"].is_object() {
        let headers = other["headers"].take();
        merge(earlier, json!({ "headers": headers }));
    }
}

/// Adds what is sent in one media type. Of two schemas one is kept.
fn join_media(content: &mut Value, media_type: &str, mut media: Value, title: &str) {
    if !content.is_object() {
        *content = Value::Object(Map::new());
    }
    let earlier = &mut content[media_type];
    if !earlier.is_object() {
        *earlier = media;
        return;
    }
    for key in ["schema", "itemSchema"] {
        let schema = media[key].take();
        if schema.is_null() || earlier[key] == schema {
            continue;
        }
        let arms = match earlier[key].take() {
            Value::Null => {
                earlier[key] = schema;
                continue;
            }
            Value::Object(mut union) if is_ours(&union, title) => {
                let mut arms = union["anyOf"].take();
                if let Value::Array(arms) = &mut arms
                    && !arms.contains(&schema)
                {
                    arms.push(schema);
                }
                arms
            }
            one => json!([one, schema]),
        };
        earlier[key] = json!({ "anyOf": arms, "title": title });
    }
}

/// True if a schema has been made here.
fn is_ours(schema: &Map<String, Value>, title: &str) -> bool {
    schema.len() == 2 && schema["title"] == title && schema.contains_key("anyOf")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(description: &str, media_type: &str, schema: &Value) -> Value {
        json!({ "description": description, "content": { media_type: { "schema": schema } } })
    }

    #[test]
    fn one_status_has_every_schema_once() {
        let (one, two, three) = (json!({ "a": 1 }), json!({ "b": 1 }), json!({ "c": 1 }));
        let mut joined = response("One", "application/json", &one);
        for (description, media_type, schema) in [
            ("Two", "application/json", &two),
            ("Two", "application/json", &one),
            ("Three", "application/json", &three),
            ("Three", "text/csv", &three),
        ] {
            join(
                &mut joined,
                response(description, media_type, schema),
                "All",
            );
        }
        assert_eq!(
            joined["content"],
            json!({
                "application/json": { "schema": { "anyOf": [one, two, three], "title": "All" } },
                "text/csv": { "schema": three },
            })
        );
    }

    #[test]
    fn both_descriptions_are_there_and_all_headers() {
        let mut joined = json!({ "description": "One", "headers": { "x-a": {} } });
        let other = json!({ "description": "Two", "headers": { "x-b": {} } });
        join(&mut joined, other, "All");
        let expected = json!({ "description": "One; Two", "headers": { "x-a": {}, "x-b": {} } });
        assert_eq!(joined, expected);
    }
}
