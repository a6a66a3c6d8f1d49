//! One path operation in the document.

use http::Method;
use serde_json::{Map, Value, json};
use twinlane_model::{Definitions, FieldMeta, NamedDefinitions, Shape, title_of};

use super::text::operation_id;
use super::{INPUT, OUTPUT};
use crate::app::Planned;
use crate::operation::{OperationDescription, OperationOptions};
use crate::parameter::{Declared, Kind, ParameterDescription, Source};

/// A path operation with all that the document says of it.
pub(crate) struct Documented<'a> {
    description: &'a OperationDescription,
    path: String,
    tags: &'a [String],
    sources: &'a [Source],
}

impl<'a> Documented<'a> {
    pub(crate) fn of(planned: &'a Planned, sources: &'a [Source]) -> Self {
        Self {
            description: &planned.route.description,
            path: planned.template.format(),
            tags: &planned.tags,
            sources,
        }
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.options().hidden
    }

    pub(super) fn path(&self) -> String {
        self.path.clone()
    }

    pub(super) fn method(&self) -> String {
        self.description.method.as_str().to_ascii_lowercase()
    }

    /// Whether a request can be answered with 422: whether there is any parameter or body.
    pub(super) fn can_be_invalid(&self) -> bool {
        self.data().next().is_some()
    }

    /// Names every schema that the operation uses.
    pub(super) fn collect(&self, definitions: &mut Definitions) {
        for (_, shape, source) in self.data() {
            if source != Source::Body || self.may_have_body() {
                definitions.collect(shape, INPUT);
            }
        }
        if let Some(shape) = self
            .description
            .answer
            .shape
            .filter(|_| !self.is_bodiless())
        {
            definitions.collect(shape, OUTPUT);
        }
    }

    /// The operation object.
    pub(super) fn object(&self, definitions: &NamedDefinitions) -> Value {
        let options = self.options();
        let mut object = Map::new();
        if !self.tags.is_empty() {
            object.insert("tags".to_owned(), json!(self.tags));
        }
        let summary = options
            .summary
            .map_or_else(|| title_of(self.description.name), str::to_owned);
        object.insert("summary".to_owned(), summary.into());
        if let Some(description) = options.description {
            object.insert("description".to_owned(), description.into());
        }
        object.insert("operationId".to_owned(), self.operation_id().into());
        if options.deprecated {
            object.insert("deprecated".to_owned(), true.into());
        }
        let parameters = self.parameters(definitions);
        if !parameters.is_empty() {
            object.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = self.request_body(definitions) {
            object.insert("requestBody".to_owned(), body);
        }
        object.insert("responses".to_owned(), self.responses(definitions));
        Value::Object(object)
    }

    fn options(&self) -> &'a OperationOptions {
        &self.description.options
    }

    fn operation_id(&self) -> String {
        match self.options().operation_id {
            Some(id) => id.to_owned(),
            None => operation_id(self.description.name, &self.path, &self.method()),
        }
    }

    /// The parameters that are data, with shape and source.
    fn data(&self) -> impl Iterator<Item = (&'a ParameterDescription, &'static Shape, Source)> {
        let parameters = self.description.parameters.iter().zip(self.sources);
        parameters.filter_map(|(parameter, &source)| match parameter.kind {
            Kind::Data { shape, .. } => Some((parameter, shape, source)),
            Kind::State { .. } => None,
        })
    }

    fn parameters(&self, definitions: &NamedDefinitions) -> Vec<Value> {
        let mut parameters = Vec::new();
        for (place, name) in [
            (Source::Path, "path"),
            (Source::Query, "query"),
            (Source::Header, "header"),
            (Source::Cookie, "cookie"),
        ] {
            let here = self
                .data()
                .filter(|(parameter, _, source)| *source == place && !parameter.declared.hidden);
            parameters.extend(here.map(|(parameter, shape, _)| {
                parameter_object(parameter, shape, name, definitions)
            }));
        }
        parameters
    }

    /// FastAPI documents the body of these methods only.
    fn may_have_body(&self) -> bool {
        !matches!(self.description.method, Method::OPTIONS | Method::TRACE)
    }

    fn request_body(&self, definitions: &NamedDefinitions) -> Option<Value> {
        let (parameter, shape, _) = self
            .data()
            .find(|(_, _, source)| *source == Source::Body && self.may_have_body())?;
        let schema = field_schema(&parameter.declared, shape, definitions);
        let mut body = Map::new();
        if is_required(parameter) {
            body.insert("required".to_owned(), true.into());
        }
        body.insert(
            "content".to_owned(),
            json!({ "application/json": { "schema": schema } }),
        );
        Some(Value::Object(body))
    }

    fn is_bodiless(&self) -> bool {
        matches!(self.options().status, Some(100..=199 | 204 | 205 | 304))
    }

    fn responses(&self, definitions: &NamedDefinitions) -> Value {
        let status = self.options().status.unwrap_or(200).to_string();
        let description = self
            .options()
            .response_description
            .unwrap_or("Successful Response");
        let mut answer = json!({ "description": description });
        if !self.is_bodiless() {
            let schema = match self.description.answer.shape {
                Some(shape) => {
                    let title = format!("Response {}", title_of(&self.operation_id()));
                    definitions.field(
                        shape,
                        &FieldMeta {
                            title: Some(&title),
                            ..FieldMeta::DEFAULT
                        },
                        OUTPUT,
                    )
                }
                None => json!({}),
            };
            answer["content"] = json!({ "application/json": { "schema": schema } });
        }
        let mut responses = Map::new();
        responses.insert(status, answer);
        if self.can_be_invalid() {
            responses.entry("422").or_insert_with(|| {
                json!({
                    "description": "Validation Error",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/HTTPValidationError" } } },
                })
            });
        }
        Value::Object(responses)
    }
}

fn parameter_object(
    parameter: &ParameterDescription,
    shape: &'static Shape,
    place: &str,
    definitions: &NamedDefinitions,
) -> Value {
    let declared = &parameter.declared;
    let required = place == "path" || is_required(parameter);
    let mut object = json!({
        "name": declared.wire_name(),
        "in": place,
        "required": required,
        "schema": field_schema(declared, shape, definitions),
    });
    if let Some(description) = declared.description {
        object["description"] = description.into();
    }
    if declared.deprecated {
        object["deprecated"] = true.into();
    }
    object
}

fn field_schema(
    declared: &Declared,
    shape: &'static Shape,
    definitions: &NamedDefinitions,
) -> Value {
    let title = declared
        .title
        .map_or_else(|| title_of(declared.wire_name()), str::to_owned);
    let meta = FieldMeta {
        title: Some(&title),
        explicit_title: declared.title.is_some(),
        description: declared.description,
        deprecated: declared.deprecated,
        default: declared.default,
        rules: declared.rules,
    };
    definitions.field(shape, &meta, INPUT)
}

fn is_required(parameter: &ParameterDescription) -> bool {
    let optional = matches!(parameter.kind, Kind::Data { optional: true, .. });
    parameter.declared.default.is_none() && !optional
}
