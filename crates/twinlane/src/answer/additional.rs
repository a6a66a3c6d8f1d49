//! Further responses that operations may give, for the document: FastAPI's additional responses.

use std::fmt::Display;

use serde_json::{Map, Value, json};
use twinlane_model::{DataType, Shape};

use super::standard_phrase;
use crate::json_object::merge;

/// A further response of operations in the document, for [`Router::response`](crate::Router::response) and the option `responses(..)`.
///
/// It changes only the document. A function that returns one, or a list of them, describes it once for many operations and routers.
///
/// ```
/// use twinlane::response::AdditionalResponse;
/// use twinlane::prelude::*;
///
/// #[model]
/// struct Message {
///     message: String,
/// }
///
/// fn missing() -> AdditionalResponse {
///     let example = json!({ "message": "No such item" });
///     AdditionalResponse::new(404).model::<Message>().description("No such item").example(example)
/// }
///
/// #[get("/cover", responses(missing(), 200 = ("The cover", media_type = "image/png")))]
/// async fn cover() -> File {
///     File::open("cover.png")
/// }
///
/// let router = Router::new().responses([missing(), AdditionalResponse::new("5XX")]).routes(routes![cover]);
/// # let _ = router;
/// # use twinlane::response::File;
/// ```
#[derive(Debug, Clone)]
#[must_use = "it is given to an application, a router or an operation"]
pub struct AdditionalResponse {
    status: String,
    shape: Option<&'static Shape>,
    /// Keywords of its content in the media type of the operation.
    own_content: Map<String, Value>,
    /// Everything else that is given, in this order: the description, the content in other media types, headers, links, extensions.
    more: Value,
    /// The options whose values are no objects.
    no_objects: Vec<&'static str>,
}

impl AdditionalResponse {
    /// A response of a status: a number, a range such as `"4XX"`, or `"default"`.
    pub fn new(status: impl Display) -> Self {
        let status = status.to_string().to_ascii_uppercase();
        Self {
            status: match status.as_str() {
                "DEFAULT" => "default".to_owned(),
                _ => status,
            },
            shape: None,
            own_content: Map::new(),
            more: json!({}),
            no_objects: Vec::new(),
        }
    }

    /// Sets its description. The default is the standard phrase of the status.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.more["description"] = description.into().into();
        self
    }

    /// Sets its content: JSON of this type.
    pub fn model<T: DataType>(mut self) -> Self {
        self.shape = Some(T::SHAPE);
        self
    }

    /// Adds a media type of its content, besides that of the model.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        let media_type: String = media_type.into();
        self.content(json!({ media_type: {} }))
    }

    /// Sets its content by media type: OpenAPI's `content`.
    ///
    /// ```
    /// use twinlane::response::AdditionalResponse;
    /// use twinlane::prelude::*;
    ///
    /// let content = json!({ "text/csv": { "schema": { "type": "string" }, "example": "a,b" } });
    /// let table = AdditionalResponse::new(200).content(content);
    /// # let _ = table;
    /// ```
    pub fn content(self, content: Value) -> Self {
        self.object_of("content", content)
    }

    /// Sets an example of its content, in the media type of the operation.
    pub fn example(mut self, example: Value) -> Self {
        self.own_content.insert("example".to_owned(), example);
        self
    }

    /// Sets examples of its content, by name: `json!({ "lamp": { "summary": "A lamp", "value": { "id": 1 } } })`.
    pub fn examples(mut self, examples: Value) -> Self {
        self.note_object("examples", &examples);
        self.own_content.insert("examples".to_owned(), examples);
        self
    }

    /// Sets its headers, by name: `json!({ "x-left": { "schema": { "type": "integer" } } })`.
    pub fn headers(self, headers: Value) -> Self {
        self.object_of("headers", headers)
    }

    /// Sets links to other operations, by name: OpenAPI's `links`.
    pub fn links(self, links: Value) -> Self {
        self.object_of("links", links)
    }

    /// Sets any other key of the response in the document: `json!({ "x-cached": true })`.
    pub fn extra(mut self, extra: Value) -> Self {
        if self.note_object("extra", &extra) {
            merge(&mut self.more, extra);
        }
        self
    }

    fn object_of(mut self, name: &'static str, object: Value) -> Self {
        if self.note_object(name, &object) {
            let mut named = Map::new();
            named.insert(name.to_owned(), object);
            merge(&mut self.more, named.into());
        }
        self
    }

    fn note_object(&mut self, name: &'static str, value: &Value) -> bool {
        if !value.is_object() {
            self.no_objects.push(name);
        }
        value.is_object()
    }

    /// The key in the document.
    pub(crate) fn status(&self) -> &str {
        &self.status
    }

    pub(crate) fn shape(&self) -> Option<&'static Shape> {
        self.shape
    }

    /// The reason why the document cannot have it, if there is one.
    pub(crate) fn mistake(&self) -> Option<String> {
        let status = &self.status;
        if !self.is_known() {
            return Some(format!(
                "`{}` is no status: write a number from 100 to 999, a range such as \"4XX\", or \"default\"",
                status.escape_debug()
            ));
        }
        let name = self.no_objects.first()?;
        Some(format!(
            "the `{name}` of the response {status} is no object: write `json!({{ .. }})`"
        ))
    }

    /// True if the document may have such a key.
    fn is_known(&self) -> bool {
        let number = self.status.parse::<u16>();
        range_phrase(&self.status).is_some()
            || number.is_ok_and(|number| (100..=999).contains(&number))
    }

    /// The responses of an outer and an inner level: of one status the inner, at the place of the outer.
    pub(crate) fn merged(outer: &[Self], inner: &[Self]) -> Vec<Self> {
        let mut all = outer.to_vec();
        for response in inner {
            let mut earlier = all.iter_mut();
            match earlier.find(|earlier| earlier.status == response.status) {
                Some(earlier) => *earlier = response.clone(),
                None => all.push(response.clone()),
            }
        }
        all
    }

    /// The response object of the document. `earlier`, of the same status, may supply the description. The model stands under the media type.
    pub(crate) fn object(&self, earlier: &Value, media_type: &str, schema: Option<Value>) -> Value {
        let given = self.more["description"].as_str();
        let given = given.filter(|given| !given.is_empty());
        let description = given
            .or(earlier["description"].as_str())
            .unwrap_or_else(|| phrase(&self.status));
        let mut object = self.more.clone();
        let schema = schema.map(|schema| ("schema".to_owned(), schema));
        let own: Map<String, Value> = schema.into_iter().chain(self.own_content.clone()).collect();
        if !own.is_empty() {
            merge(&mut object, json!({ "content": { media_type: own } }));
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
            assert_eq!(response.mistake().is_none(), known, "{status}");
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
