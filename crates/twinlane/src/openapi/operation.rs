//! One path operation in the document.

use http::Method;
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::{Map, Value, json};
use twinlane_model::{Definitions, FieldMeta, ModelShape, NamedDefinitions, Shape, title_of};

use super::body::DocumentedBody;
use super::text::operation_id;
use super::{INPUT, OUTPUT};
use crate::answer::{AdditionalResponse, ContentDescription, ErrorDescription};
use crate::dependency::DependencyDescription;
use crate::operation::{OperationDescription, OperationOptions};
use crate::parameter::{Declared, GroupNames, Kind, ParameterDescription, Place, Source};
use crate::plan::{Planned, PlannedRequest, Sources};
use crate::scheme::SchemeDescription;

/// A path operation with all that the document says of it.
pub(crate) struct Documented<'a> {
    description: &'a OperationDescription,
    path: String,
    tags: &'a [String],
    sources: &'a Sources,
    responses: &'a [AdditionalResponse],
    callbacks: Vec<Documented<'a>>,
    /// The functions of its dependencies, with the sources of their parameters.
    dependencies: Vec<(&'a DependencyDescription, &'a [Option<Source>])>,
    /// Its security schemes, with the scopes that are needed.
    schemes: Vec<(&'a SchemeDescription, &'a [&'static str])>,
    /// The media type that the routers say.
    media_type: Option<&'a str>,
}

impl<'a> Documented<'a> {
    pub(crate) fn of(planned: &'a Planned, sources: &'a Sources) -> Self {
        Self {
            description: &planned.route.description,
            path: planned.template.format(),
            tags: &planned.tags,
            sources,
            responses: &planned.responses,
            dependencies: dependencies(planned, sources),
            schemes: schemes(planned),
            callbacks: planned.callbacks.iter().map(Self::of_request).collect(),
            media_type: planned.media_type.as_deref(),
        }
    }

    pub(crate) fn of_request(planned: &'a PlannedRequest) -> Self {
        let description = &planned.request.description;
        Self {
            description,
            path: description.path.to_owned(),
            tags: &planned.tags,
            sources: &planned.sources,
            responses: &description.options.responses,
            callbacks: Vec::new(),
            dependencies: Vec::new(),
            schemes: Vec::new(),
            media_type: None,
        }
    }

    /// It, and what is sent on its account.
    pub(super) fn with_callbacks(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.callbacks)
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
        for (parameter, shape, source) in self.data() {
            match group(parameter, shape, source) {
                Some(model) => {
                    let fields = model.fields.iter();
                    fields.for_each(|field| definitions.collect((field.shape)(), INPUT));
                }
                None if is_body(source) => {}
                None => definitions.collect(shape, INPUT),
            }
        }
        if let Some(body) = self.body() {
            body.collect(definitions);
        }
        if let Some(shape) = self.answer_shape().filter(|_| !self.is_bodiless()) {
            definitions.collect(shape, OUTPUT);
        }
        let responses = self.responses.iter();
        responses
            .filter_map(AdditionalResponse::shape)
            .for_each(|shape| definitions.collect(shape, OUTPUT));
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
        let security = self.security();
        if !security.is_empty() {
            object.insert("security".to_owned(), security.into());
        }
        let parameters = self.parameters(definitions);
        if !parameters.is_empty() {
            object.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = self.body() {
            object.insert("requestBody".to_owned(), body.object(definitions));
        }
        object.insert("responses".to_owned(), self.responses(definitions));
        if !self.callbacks.is_empty() {
            object.insert("callbacks".to_owned(), self.callback_objects(definitions));
        }
        let mut object = Value::Object(object);
        if let Some(extra) = options.openapi_extra {
            merge(&mut object, extra());
        }
        object
    }

    /// Its security schemes, each once, with all scopes that are needed of it.
    fn security(&self) -> Vec<Value> {
        let mut needed: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (scheme, scopes) in &self.schemes {
            let all = needed.entry(scheme.name).or_default();
            for scope in *scopes {
                if !all.contains(scope) {
                    all.push(scope);
                }
            }
        }
        let needed = needed.into_iter();
        needed
            .map(|(name, scopes)| json!({ name: scopes }))
            .collect()
    }

    /// The objects of its security schemes, by name.
    pub(super) fn security_schemes(&self) -> impl Iterator<Item = (String, Value)> {
        let schemes = self.schemes.iter();
        schemes.map(|(scheme, _)| (scheme.name.to_owned(), scheme.object.clone()))
    }

    /// The requests to others, by the names of their functions.
    fn callback_objects(&self, definitions: &NamedDefinitions) -> Value {
        let mut objects = json!({});
        for callback in &self.callbacks {
            let method = callback.method();
            let item = json!({ method: callback.object(definitions) });
            objects[callback.description.name] = json!({ callback.path.as_str(): item });
        }
        objects
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
        let own = self.sources.with(&self.description.parameters);
        let below = self.dependencies.iter().flat_map(|(description, sources)| {
            description.parameters.iter().zip(sources.iter().copied())
        });
        own.chain(below)
            .filter_map(|(parameter, source)| match parameter.kind {
                Kind::Data { shape, .. } | Kind::File { shape, .. } => {
                    Some((parameter, shape, source?))
                }
                Kind::RawBody
                | Kind::Request
                | Kind::Extracted { .. }
                | Kind::Dependency(_)
                | Kind::Scopes
                | Kind::Lent
                | Kind::State { .. } => None,
            })
    }

    fn parameters(&self, definitions: &NamedDefinitions) -> Vec<Value> {
        let mut all: IndexMap<(&str, String), Value> = IndexMap::new();
        for (wanted, place) in [
            (Source::Path, "path"),
            (Source::Query, "query"),
            (Source::Header, "header"),
            (Source::Cookie, "cookie"),
        ] {
            let here = self
                .data()
                .filter(|(parameter, _, source)| *source == wanted && !parameter.declared.hidden);
            for (parameter, shape, source) in here {
                let objects = match group(parameter, shape, source) {
                    Some(model) => group_objects(parameter, model, place, definitions),
                    None => vec![parameter_object(parameter, shape, place, definitions)],
                };
                for object in objects {
                    add_parameter(&mut all, place, object);
                }
            }
        }
        all.into_values().collect()
    }

    /// The body, where the document has one.
    fn body(&self) -> Option<DocumentedBody<'a>> {
        if !self.may_have_body() {
            return None;
        }
        DocumentedBody::of(self.sources.body, self.data(), &self.operation_id())
    }

    /// The schema of the body, where it is of several parameters.
    pub(super) fn body_component(&self, definitions: &NamedDefinitions) -> Option<(String, Value)> {
        self.body()?.component(definitions)
    }

    /// FastAPI documents the body of these methods only.
    fn may_have_body(&self) -> bool {
        !matches!(self.description.method, Method::OPTIONS | Method::TRACE)
    }

    /// The shape of the answer, or of each of its items.
    fn answer_shape(&self) -> Option<&'static Shape> {
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

    fn is_bodiless(&self) -> bool {
        matches!(self.status(), 100..=199 | 204 | 205 | 304)
    }

    fn responses(&self, definitions: &NamedDefinitions) -> Value {
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

/// The functions of an operation's dependencies, each before those that it needs.
fn schemes(planned: &Planned) -> Vec<(&SchemeDescription, &[&'static str])> {
    let nodes = planned.dependencies.documented();
    let schemes = nodes.filter_map(|(_, node)| {
        let scheme = node.description.scheme.as_ref()?;
        Some((scheme, node.scopes.as_slice()))
    });
    schemes.collect()
}

fn dependencies<'a>(
    planned: &'a Planned,
    sources: &'a Sources,
) -> Vec<(&'a DependencyDescription, &'a [Option<Source>])> {
    let nodes = planned.dependencies.documented();
    let nodes = nodes.filter_map(|(place, node)| {
        Some((&node.description, sources.nodes.get(place)?.as_slice()))
    });
    nodes.collect()
}

/// The media type of what says none.
const JSON: &str = "application/json";

/// Puts one value into another, as FastAPI does: objects key by key, lists one after the other.
fn merge(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(into), Value::Object(fields)) => {
            for (name, value) in fields {
                match into.get_mut(&name) {
                    Some(earlier) => merge(earlier, value),
                    None => {
                        into.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(mut items)) => into.append(&mut items),
        (into, value) => *into = value,
    }
}

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

/// Of two parameters of one name the one that must be there is shown, or else the later.
fn add_parameter<'p>(all: &mut IndexMap<(&'p str, String), Value>, place: &'p str, object: Value) {
    let name = object["name"].as_str().unwrap_or_default().to_owned();
    let is_weaker = |earlier: &Value| earlier["required"] == true && object["required"] == false;
    match all.entry((place, name)) {
        Entry::Occupied(earlier) if is_weaker(earlier.get()) => {}
        Entry::Occupied(mut earlier) => {
            earlier.insert(object);
        }
        Entry::Vacant(vacant) => {
            vacant.insert(object);
        }
    }
}

fn is_body(source: Source) -> bool {
    matches!(source, Source::Body | Source::Form | Source::File)
}

/// The model, where each of its fields is a parameter in the document.
fn group(
    parameter: &ParameterDescription,
    shape: &'static Shape,
    source: Source,
) -> Option<&'static ModelShape> {
    match parameter.kind {
        Kind::Data { .. } if !is_body(source) => shape.as_model(),
        _ => None,
    }
}

/// The fields of a model, each as a parameter. Of a group that may be absent none must be there.
fn group_objects(
    parameter: &ParameterDescription,
    model: &'static ModelShape,
    place: &str,
    definitions: &NamedDefinitions,
) -> Vec<Value> {
    let names = GroupNames {
        place: if place == "header" {
            Place::Header
        } else {
            Place::Query
        },
        keeps_underscores: parameter.declared.keeps_underscores,
    };
    let fields = model.fields.iter().filter(|field| field.is_read());
    let objects = fields.map(|field| {
        let name = names.of(field, field.name);
        let object = json!({
            "name": name,
            "in": place,
            "required": is_required(parameter) && (field.required)(),
            "schema": definitions.model_field(field),
        });
        described(object, field.description, field.deprecated)
    });
    objects.collect()
}

fn parameter_object(
    parameter: &ParameterDescription,
    shape: &'static Shape,
    place: &str,
    definitions: &NamedDefinitions,
) -> Value {
    let declared = &parameter.declared;
    let required = place == "path" || is_required(parameter);
    let object = json!({
        "name": declared.wire_name(),
        "in": place,
        "required": required,
        "schema": field_schema(declared, shape, definitions),
    });
    let mut object = described(object, declared.description, declared.deprecated);
    if let Some(examples) = declared.openapi_examples {
        object["examples"] = examples();
    }
    object
}

/// What a parameter says of itself beside its schema.
fn described(mut object: Value, description: Option<&str>, deprecated: bool) -> Value {
    if let Some(description) = description {
        object["description"] = description.into();
    }
    if deprecated {
        object["deprecated"] = true.into();
    }
    object
}

pub(super) fn field_schema(
    declared: &Declared,
    shape: &'static Shape,
    definitions: &NamedDefinitions,
) -> Value {
    let title = declared
        .title
        .map_or_else(|| title_of(declared.wire_name()), str::to_owned);
    let meta = FieldMeta {
        title: Some(&title),
        ..field_meta(declared)
    };
    with_more(definitions.field(shape, &meta, INPUT), declared)
}

/// A schema with the keywords that were said of its parameter.
pub(super) fn with_more(mut schema: Value, declared: &Declared) -> Value {
    if let Some(more) = declared.more {
        merge(&mut schema, more());
    }
    schema
}

/// What was declared, as a schema shows it.
pub(super) fn field_meta(declared: &Declared) -> FieldMeta<'static> {
    FieldMeta {
        title: declared.title,
        explicit_title: declared.title.is_some(),
        description: declared.description,
        deprecated: declared.deprecated,
        default: declared.default,
        rules: declared.rules,
    }
}

pub(super) fn is_required(parameter: &ParameterDescription) -> bool {
    let optional = matches!(
        parameter.kind,
        Kind::Data { optional: true, .. } | Kind::File { optional: true, .. }
    );
    parameter.declared.default.is_none() && !optional
}
