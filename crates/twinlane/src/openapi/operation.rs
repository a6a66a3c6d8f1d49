//! The object of an operation in the document.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use twinlane_model::{Definitions, NamedDefinitions, title_of};

use super::body::DocumentedBody;
use super::documented::Documented;
use super::parameters::{group, is_body};
use super::text::{said, shown};
use super::{INPUT, NamedComponents, OUTPUT};
use crate::json_object::merge;

impl<'a> Documented<'a> {
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
        self.answer_shapes()
            .for_each(|shape| definitions.collect(shape, OUTPUT));
    }

    /// The operation object.
    pub(super) fn object(&self, components: &NamedComponents) -> Value {
        let definitions = &components.definitions;
        let options = self.options();
        let mut object = Map::new();
        if !self.tags.is_empty() {
            object.insert("tags".to_owned(), json!(self.tags));
        }
        let summary = options
            .summary
            .and_then(said)
            .map_or_else(|| title_of(self.description.route_name()), str::to_owned);
        object.insert("summary".to_owned(), summary.into());
        if let Some(description) = options.description.and_then(shown) {
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
            let component = self.body_component(definitions);
            object.insert("requestBody".to_owned(), body.object(component, components));
        }
        if !self.callbacks.is_empty() {
            object.insert("callbacks".to_owned(), self.callback_objects(components));
        }
        let extra = options.openapi_extra.map(|extra| extra());
        let responses = self.responses(definitions, extra.as_ref());
        object.insert("responses".to_owned(), responses);
        let mut object = Value::Object(object);
        if let Some(extra) = extra {
            merge(&mut object, extra);
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

    /// The requests to others, by the names of their functions.
    fn callback_objects(&self, components: &NamedComponents) -> Value {
        let mut objects = json!({});
        for callback in &self.callbacks {
            let item = if callback.is_hidden() {
                json!({})
            } else {
                json!({ callback.method(): callback.object(components) })
            };
            objects[callback.description.route_name()] = json!({ callback.path.as_str(): item });
        }
        objects
    }

    /// The body, where the document has one.
    fn body(&self) -> Option<DocumentedBody<'a>> {
        if !self.may_have_body() {
            return None;
        }
        DocumentedBody::of(self.sources.body, self.data(), &self.operation_id())
    }

    /// The schema of the body, where it is of several parameters.
    pub(super) fn body_component(&self, definitions: &NamedDefinitions) -> Option<&Value> {
        let component = self
            .body_component
            .get_or_init(|| self.body()?.component(definitions));
        component.as_ref()
    }
}
