//! The responses of an operation in the document.

use serde_json::{Map, Value, json};
use twinlane_model::{FieldMeta, NamedDefinitions, Shape, title_of};

use super::OUTPUT;
use super::documented::Documented;
use super::merge::merge;
use crate::answer::{AdditionalResponse, ContentDescription, ErrorDescription};

impl<'a> Documented<'a> {
    pub(super) fn responses(&self, definitions: &NamedDefinitions) -> Value {
        let description = self
            .options()
            .response_description
            .unwrap_or("Successful Response");
        let mut answer = json!({ "description": description });
        if let Some(content) = self.content(definitions).filter(|_| !self.is_bodiless()) {
            answer["content"] = content;
        }
        let mut responses = Map::new();
        responses.insert(self.status().to_string(), answer);
        for response in self.responses {
            self.add_response(&mut responses, response, definitions);
        }
        let of_dependencies = self
            .dependencies
            .iter()
            .flat_map(|(below, _)| &below.errors);
        for error in self.description.answer.errors.iter().chain(of_dependencies) {
            add_error(
                &mut responses,
                error,
                self.responses,
                &self.options().responses,
            );
        }
        let is_said = ["4XX", "default"]
            .iter()
            .any(|key| responses.contains_key(*key));
        if self.can_be_invalid() && !is_said {
            responses.entry("422").or_insert_with(|| {
                json!({
                    "description": "Validation Error",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/HTTPValidationError" } } },
                })
            });
        }
        Value::Object(responses)
    }

    /// The shape of the answer, or of each of its items.
    pub(super) fn answer_shape(&self) -> Option<&'static Shape> {
        match self.description.answer.content {
            ContentDescription::Json(shape)
            | ContentDescription::Items(_, shape)
            | ContentDescription::Events(shape) => shape,
            ContentDescription::Text(_)
            | ContentDescription::Whole
            | ContentDescription::Undescribed => None,
        }
    }

    fn status(&self) -> u16 {
        let own = self.options().status;
        own.or(self.description.answer.status).unwrap_or(200)
    }

    pub(super) fn is_bodiless(&self) -> bool {
        matches!(self.status(), 100..=199 | 204 | 205 | 304)
    }

    /// A further answer, in FastAPI's words. One of the operation's own status adds to what is said of that.
    fn add_response(
        &self,
        responses: &mut Map<String, Value>,
        response: &AdditionalResponse,
        definitions: &NamedDefinitions,
    ) {
        let status = response.status();
        let schema = response.shape().map(|shape| {
            let word = format!("Response {}", title_of(status));
            self.titled_schema(&word, shape, definitions)
        });
        let entry = responses.entry(status.to_owned());
        let object = entry.or_insert_with(|| json!({}));
        let more = response.object(object, self.media_type(), schema);
        merge(object, more);
    }

    /// The media type of the answer; FastAPI puts the models of further answers under it, too.
    fn media_type(&self) -> &'a str {
        let own = self.options().media_type;
        match self.description.answer.content {
            ContentDescription::Text(media_type) => media_type,
            ContentDescription::Events(_) => "text/event-stream",
            ContentDescription::Items(..) => JSON,
            ContentDescription::Json(_) => own.or(self.media_type).unwrap_or(JSON),
            ContentDescription::Whole | ContentDescription::Undescribed => own.unwrap_or(JSON),
        }
    }

    /// The content of the answer, by its media type.
    fn content(&self, definitions: &NamedDefinitions) -> Option<Value> {
        let text = || json!({ "schema": { "type": "string" } });
        let says_media_type = self.options().media_type.is_some();
        let (media_type, described) = match self.description.answer.content {
            ContentDescription::Json(shape) => {
                let schema =
                    shape.map_or_else(|| json!({}), |shape| self.answer_schema(shape, definitions));
                (self.media_type(), json!({ "schema": schema }))
            }
            ContentDescription::Items(media_type, shape) => {
                let schema = shape.map(|shape| self.item_schema(shape, definitions));
                let schema = schema.unwrap_or_else(|| json!({}));
                (media_type, json!({ "itemSchema": schema }))
            }
            ContentDescription::Events(shape) => {
                let data = shape.map(|shape| self.item_schema(shape, definitions));
                (
                    self.media_type(),
                    json!({ "itemSchema": event_schema(data) }),
                )
            }
            ContentDescription::Text(media_type) => (media_type, text()),
            ContentDescription::Whole | ContentDescription::Undescribed if says_media_type => {
                (self.media_type(), text())
            }
            ContentDescription::Whole => (JSON, json!({ "schema": {} })),
            ContentDescription::Undescribed => return None,
        };
        Some(json!({ media_type: described }))
    }

    fn answer_schema(&self, shape: &'static Shape, definitions: &NamedDefinitions) -> Value {
        self.titled_schema("Response", shape, definitions)
    }

    fn item_schema(&self, shape: &'static Shape, definitions: &NamedDefinitions) -> Value {
        self.titled_schema("Streamitem", shape, definitions)
    }

    fn titled_schema(
        &self,
        word: &str,
        shape: &'static Shape,
        definitions: &NamedDefinitions,
    ) -> Value {
        let title = format!("{word} {}", title_of(&self.operation_id()));
        let meta = FieldMeta {
            title: Some(&title),
            ..FieldMeta::DEFAULT
        };
        definitions.field(shape, &meta, OUTPUT)
    }
}

/// The media type of what says none.
const JSON: &str = "application/json";

/// What FastAPI says of a server-sent event.
fn event_schema(data: Option<Value>) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": {
            "data": { "type": "string" },
            "event": { "type": "string" },
            "id": { "type": "string" },
            "retry": { "type": "integer", "minimum": 0 },
        },
    });
    if let Some(data) = data {
        schema["properties"]["data"] = json!({
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": data,
        });
        schema["required"] = json!(["data"]);
    }
    schema
}

/// An error that the operation's return type says of itself, unless the operation describes it. Two of one status are one,
/// with both descriptions.
fn add_error(
    responses: &mut Map<String, Value>,
    error: &ErrorDescription,
    described: &[AdditionalResponse],
    own: &[AdditionalResponse],
) {
    let status = error.status.to_string();
    let is_said = |responses: &[AdditionalResponse]| {
        responses.iter().any(|response| response.status() == status)
    };
    if is_said(own) {
        return;
    }
    if is_said(described) {
        // What the routers say of the status is not what this operation answers.
        responses.remove(&status);
    }
    if let Some(earlier) = responses.get_mut(&status) {
        let both = format!(
            "{}; {}",
            earlier["description"].as_str().unwrap_or_default(),
            error.description
        );
        earlier["description"] = both.into();
        return;
    }
    let mut detail = json!({ "title": "Detail" });
    if error.has_text {
        detail["type"] = "string".into();
    }
    let schema = json!({
        "type": "object",
        "properties": { "detail": detail },
        "required": ["detail"],
    });
    let described = json!({
        "description": error.description,
        "content": { "application/json": { "schema": schema } },
    });
    responses.insert(status, described);
}
