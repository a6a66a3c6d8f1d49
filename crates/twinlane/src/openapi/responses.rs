//! The responses of an operation in the document.

use serde_json::{Map, Value, json};
use twinlane_model::{FieldMeta, NamedDefinitions, Shape, title_of};

use super::OUTPUT;
use super::documented::Documented;
use super::joined::join;
use crate::answer::{
    AdditionalResponse, AnswerDescription, ContentDescription, ErrorDescription, HeaderDescription,
    is_bodiless, standard_phrase,
};
use crate::json_object::{merge, object};
use crate::operation::MediaTypeOption;

impl<'a> Documented<'a> {
    /// All of them, without those that `openapi_extra` adds.
    pub(super) fn responses(&self, definitions: &NamedDefinitions, extra: Option<&Value>) -> Value {
        let mut responses = Map::new();
        responses.insert(self.status().to_string(), self.answer(definitions));
        // An additional response of the operation comes after the return type's response of the same status.
        let (later, first): (Vec<_>, Vec<_>) = self
            .responses
            .iter()
            .partition(|response| self.is_own(response.status()) && self.is_other(response));
        for response in first {
            self.add_response(&mut responses, response, definitions);
        }
        self.forget(&mut responses);
        for other in &self.description.answer.others {
            self.add_other(&mut responses, other, definitions);
        }
        for response in later {
            self.add_response(&mut responses, response, definitions);
        }
        for error in self.errors() {
            self.add_error(&mut responses, error, definitions);
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
        self.add_known_errors(
            &mut responses,
            extra.and_then(|extra| extra.get("responses")),
        );
        Value::Object(responses)
    }

    /// The shapes of everything that it may answer.
    pub(super) fn answer_shapes(&self) -> impl Iterator<Item = &'static Shape> {
        let answer = &self.description.answer;
        let has_content = !self.options().status.is_some_and(is_bodiless);
        let own = answer.shapes().filter(move |_| has_content);
        let bodies = self.errors().filter_map(|error| error.body);
        let further = self.responses.iter();
        own.chain(bodies)
            .chain(further.filter_map(AdditionalResponse::shape))
    }

    fn status(&self) -> u16 {
        let own = self.options().status;
        own.or(self.description.answer.status).unwrap_or(200)
    }

    fn is_bodiless(&self) -> bool {
        is_bodiless(self.status())
    }

    /// The response when all is well; of several the first.
    fn answer(&self, definitions: &NamedDefinitions) -> Value {
        let answer = &self.description.answer;
        let own = self.options().response_description;
        let description = own.or(answer.description.as_deref());
        let description = description.unwrap_or("Successful Response");
        let content = self.content(answer, "Response", definitions);
        let content = content.filter(|_| !self.is_bodiless());
        response_object(description, content, &answer.headers, definitions)
    }

    /// Another answer of a type that is several.
    fn add_other(
        &self,
        responses: &mut Map<String, Value>,
        other: &AnswerDescription,
        definitions: &NamedDefinitions,
    ) {
        let status = other.status.unwrap_or(200);
        let word = format!("Response {status}");
        let content = self.content(other, &word, definitions);
        let content = content.filter(|_| !other.is_bodiless());
        let description = other.description.as_deref();
        let description = description.unwrap_or_else(|| standard_phrase(status));
        let mut object = response_object(description, content, &other.headers, definitions);
        let is_described = responses
            .get(&status.to_string())
            .is_some_and(Value::is_object);
        if other.description.is_none() && is_described {
            // The phrase of a status adds nothing to an existing description.
            object["description"].take();
        }
        self.insert_or_join(responses, status, object);
    }

    /// True if the operation itself describes the status with `responses(..)`.
    fn is_own(&self, status: &str) -> bool {
        let mut own = self.options().responses.iter();
        own.any(|response| response.status() == status)
    }

    /// True if the return type has another response of this status.
    fn is_other(&self, response: &AdditionalResponse) -> bool {
        let mut others = self.description.answer.others.iter();
        others.any(|other| other.status.unwrap_or(200).to_string() == response.status())
    }

    /// Forgets the routers' responses of a status that a return type describes: this operation does not send them. The place stays.
    fn forget(&self, responses: &mut Map<String, Value>) {
        for (status, said) in responses.iter_mut() {
            if self.is_forgotten(status) {
                *said = Value::Null;
            }
        }
    }

    /// True if a return type describes the status, and the operation itself says nothing of it: then routers say nothing either.
    pub(super) fn is_forgotten(&self, status: &str) -> bool {
        let others = self.description.answer.others.iter();
        let others = others.map(|other| other.status.unwrap_or(200));
        let errors = self.errors().map(|error| error.status);
        let mut typed = others
            .chain(errors)
            .filter(|status| *status != self.status());
        typed.any(|typed| typed.to_string() == status) && !self.is_own(status)
    }

    /// The errors of the operation and of its dependencies.
    fn errors(&self) -> impl Iterator<Item = &ErrorDescription> {
        let below = self.dependencies.iter();
        let below = below.flat_map(|(below, _)| &below.errors);
        self.description.answer.errors.iter().chain(below)
    }

    pub(super) fn insert_or_join(
        &self,
        responses: &mut Map<String, Value>,
        status: u16,
        object: Value,
    ) {
        let earlier = responses.entry(status.to_string()).or_insert(Value::Null);
        if earlier.is_null() {
            *earlier = object;
        } else {
            let title = self.title(&format!("Response {status}"));
            join(earlier, object, &title);
        }
    }

    /// Adds a further response, in FastAPI's words. A response of the operation's own status adds to that one.
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

    /// The media type of the response; FastAPI puts the models of further responses under it, too.
    fn media_type(&self) -> &'a str {
        self.media_type_of(self.description.answer.content)
    }

    fn media_type_of(&self, content: ContentDescription) -> &'a str {
        let own = self.options().media_type.name();
        match content {
            ContentDescription::Text(media_type) => media_type,
            ContentDescription::Events(_) => "text/event-stream",
            ContentDescription::Items(..) => JSON,
            ContentDescription::Json(_) => own.or(self.media_type).unwrap_or(JSON),
            ContentDescription::Whole | ContentDescription::Undescribed => own.unwrap_or(JSON),
        }
    }

    /// The content of a response, by its media type.
    fn content(
        &self,
        answer: &AnswerDescription,
        word: &str,
        definitions: &NamedDefinitions,
    ) -> Option<Value> {
        let text = || json!({ "schema": { "type": "string" } });
        let media_type = self.media_type_of(answer.content);
        let item = |shape| self.titled_schema("Streamitem", shape, definitions);
        let (media_type, described) = match (answer.content, self.options().media_type) {
            (ContentDescription::Json(shape), _) => {
                let schema = shape.map(|shape| self.titled_schema(word, shape, definitions));
                (
                    media_type,
                    json!({ "schema": schema.unwrap_or_else(|| json!({})) }),
                )
            }
            (ContentDescription::Items(media_type, shape), _) => {
                let schema = shape.map_or_else(|| json!({}), item);
                (media_type, json!({ "itemSchema": schema }))
            }
            (ContentDescription::Events(shape), _) => {
                let schema = event_schema(shape.map(item));
                (media_type, json!({ "itemSchema": schema }))
            }
            (ContentDescription::Undescribed, _) if self.description.answer.says_status => {
                return None;
            }
            (ContentDescription::Text(media_type), _) | (_, MediaTypeOption::Named(media_type)) => {
                (media_type, text())
            }
            (ContentDescription::Whole, MediaTypeOption::Unsaid) => (JSON, json!({ "schema": {} })),
            (ContentDescription::Whole, MediaTypeOption::NoContent)
            | (ContentDescription::Undescribed, _) => return None,
        };
        Some(json!({ media_type: described }))
    }

    fn titled_schema(
        &self,
        word: &str,
        shape: &'static Shape,
        definitions: &NamedDefinitions,
    ) -> Value {
        let title = self.title(word);
        let mut meta = FieldMeta::DEFAULT;
        meta.title = Some(&title);
        definitions.field(shape, &meta, OUTPUT)
    }

    fn title(&self, word: &str) -> String {
        format!("{word} {}", title_of(&self.operation_id()))
    }

    /// An error that a return type says of itself, unless the operation describes it. Two of one status are one.
    fn add_error(
        &self,
        responses: &mut Map<String, Value>,
        error: &ErrorDescription,
        definitions: &NamedDefinitions,
    ) {
        let status = error.status.to_string();
        if self.is_own(&status) {
            return;
        }
        let schema = match error.body {
            Some(shape) => self.titled_schema(&format!("Response {status}"), shape, definitions),
            None => detail_schema(error),
        };
        let media_type = error.media_type.unwrap_or(JSON);
        let object = json!({
            "description": error.description,
            "content": { media_type: { "schema": schema } },
        });
        self.insert_or_join(responses, error.status, object);
    }
}

/// A response with its content and headers.
fn response_object(
    description: &str,
    content: Option<Value>,
    headers: &[HeaderDescription],
    definitions: &NamedDefinitions,
) -> Value {
    // OpenAPI says a content type by the content.
    let headers = headers
        .iter()
        .filter(|header| !header.name.eq_ignore_ascii_case("content-type"));
    let headers = headers.map(|header| {
        let schema = definitions.schema(header.shape, OUTPUT);
        let description = header.description.map(Value::from);
        let is_required = !matches!(header.shape, Shape::Optional(_));
        let entries = [
            ("description", description),
            ("required", is_required.then_some(true.into())),
            ("schema", Some(schema)),
        ];
        (header.name.to_owned(), object(entries))
    });
    let headers: Map<String, Value> = headers.collect();
    let headers = (!headers.is_empty()).then_some(Value::Object(headers));
    object([
        ("description", Some(description.into())),
        ("content", content),
        ("headers", headers),
    ])
}

/// The schema of an error that FastAPI has made.
fn detail_schema(error: &ErrorDescription) -> Value {
    let mut detail = json!({ "title": "Detail" });
    if error.has_text {
        detail["type"] = "string".into();
    }
    json!({
        "type": "object",
        "properties": { "detail": detail },
        "required": ["detail"],
    })
}

/// The media type by default.
pub(super) const JSON: &str = "application/json";

/// FastAPI's schema of a server-sent event.
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
