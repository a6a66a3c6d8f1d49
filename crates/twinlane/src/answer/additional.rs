//! Further answers that operations may give, for the document: FastAPI's additional responses.

use std::fmt::Display;

use serde_json::{Value, json};
use twinlane_model::{DataType, Shape};

use super::standard_phrase;

/// A further answer that operations may give: for [`Router::response`](crate::Router::response). It only says so in the document.
///
/// ```
/// use twinlane::AdditionalResponse;
/// use twinlane::prelude::*;
///
/// #[model]
/// struct Message {
///     message: String,
/// }
///
/// let missing = AdditionalResponse::new(404).model::<Message>().description("No such item");
/// let router = Router::new().response(missing).response(AdditionalResponse::new("5XX"));
/// # let _ = router;
/// ```
#[derive(Debug, Clone)]
#[must_use = "it is given to an application, a router or an operation"]
pub struct AdditionalResponse {
    status: String,
    description: Option<String>,
    shape: Option<&'static Shape>,
    media_types: Vec<String>,
}

impl AdditionalResponse {
    /// An answer of a status: a number, a range such as `"4XX"`, or `"default"`.
    pub fn new(status: impl Display) -> Self {
        let status = status.to_string().to_ascii_uppercase();
        Self {
            status: match status.as_str() {
                "DEFAULT" => "default".to_owned(),
                _ => status,
            },
            description: None,
            shape: None,
            media_types: Vec::new(),
        }
    }

    /// When it is given. Unless said, the standard phrase of the status.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What its content is: JSON of this type.
    pub fn model<T: DataType>(mut self) -> Self {
        self.shape = Some(T::SHAPE);
        self
    }

    /// A media type that its content may have, beside that of the model.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_types.push(media_type.into());
        self
    }

    /// The key in the document.
    pub(crate) fn status(&self) -> &str {
        &self.status
    }

    pub(crate) fn shape(&self) -> Option<&'static Shape> {
        self.shape
    }

    /// True if the document may have such a key.
    pub(crate) fn is_known(&self) -> bool {
        let number = self.status.parse::<u16>();
        range_phrase(&self.status).is_some()
            || number.is_ok_and(|number| (100..=999).contains(&number))
    }

    /// What is said of it, beside what an `earlier` answer of the status said. The model stands under a media type.
    pub(crate) fn object(&self, earlier: &Value, media_type: &str, schema: Option<Value>) -> Value {
        let given = self
            .description
            .as_deref()
            .filter(|given| !given.is_empty());
        let description = given
            .or(earlier["description"].as_str())
            .unwrap_or_else(|| phrase(&self.status));
        // FastAPI adds its own words behind what was given.
        let mut object = match given {
            Some(_) => json!({ "description": description }),
            None => json!({}),
        };
        for media_type in &self.media_types {
            object["content"][media_type] = json!({});
        }
        if let Some(schema) = schema {
            object["content"][media_type]["schema"] = schema;
        }
        object["description"] = description.into();
        object
    }
}

fn phrase(status: &str) -> &'static str {
    range_phrase(status).unwrap_or_else(|| standard_phrase(status.parse().unwrap_or_default()))
}

/// FastAPI's words for a range of statuses.
fn range_phrase(status: &str) -> Option<&'static str> {
    Some(match status {
        "1XX" => "Information",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client Error",
        "5XX" => "Server Error",
        "default" => "Default Response",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_number_a_range_or_the_default() {
        for (status, known, said) in [
            ("404", true, "Not Found"),
            ("799", true, "Additional Response"),
            ("4xx", true, "Client Error"),
            ("Default", true, "Default Response"),
            ("6XX", false, "Additional Response"),
            ("99", false, "Additional Response"),
            ("many", false, "Additional Response"),
        ] {
            let response = AdditionalResponse::new(status);
            assert_eq!(response.is_known(), known, "{status}");
            let object = response.object(&Value::Null, "application/json", None);
            assert_eq!(object, json!({ "description": said }), "{status}");
        }
    }

    #[test]
    fn an_earlier_description_is_kept_where_none_is_given() {
        let earlier = json!({ "description": "All well" });
        let response = AdditionalResponse::new(200).media_type("image/png");
        assert_eq!(
            response.object(
                &earlier,
                "application/json",
                Some(json!({ "type": "string" }))
            ),
            json!({
                "description": "All well",
                "content": { "image/png": {}, "application/json": { "schema": { "type": "string" } } },
            })
        );
    }
}
