//! The values that one source gives.

use std::collections::HashMap;

use super::kinds::Reading;
use super::names::{VariableName, own_name, variable_names};
use super::nested::{NestedVariable, Object, put, respell, respell_keys, update, variables_in};
use super::shape::{DotenvFiltering, SettingsShape};
use super::variables::{Given, Place, Variable, Variables};
use crate::error::Kind;
use crate::json::why_no_json;
use crate::shape::{Extra, FieldShape, ModelShape};
use crate::validation::STARS;
use crate::{ErrorDetail, JsonValue, Step, parse_python_json};

/// The values of one source, and where each is from.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) object: Object,
    /// By the keys that lead to the value.
    pub(super) origins: HashMap<Vec<String>, Origin>,
    /// The mistakes of the texts themselves.
    pub(super) errors: Vec<ErrorDetail>,
}

/// The origin of a value.
#[derive(Debug)]
pub(super) struct Origin {
    /// The name of the variable or file.
    pub(super) name: String,
    pub(super) place: Place,
}

/// The things that the layers of one loading have in common.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) model: &'static ModelShape,
    pub(super) shape: &'static SettingsShape,
}

/// The most keys below a field: Pydantic's models go about as deep.
const DEEPEST: usize = 255;

impl Settings {
    /// The fields that a document may have.
    pub(super) fn fields(self) -> impl Iterator<Item = &'static FieldShape> {
        self.model.fields.iter().filter(|field| field.is_read())
    }

    pub(super) fn names(self, field: &FieldShape) -> Vec<VariableName> {
        variable_names(field, self.shape)
    }
}

impl Layer {
    /// The values that the program gives by hand.
    pub(super) fn by_hand(settings: Settings, values: &[(String, JsonValue)]) -> Self {
        let mut layer = Self::default();
        for (name, value) in values {
            let is_it = |field: &&FieldShape| {
                own_name(field) == name
                    || field.name == name
                    || field.other_names.contains(&&**name)
            };
            let field = settings.fields().find(is_it);
            let key = field.map_or(name.as_str(), |field| field.name);
            layer.object.insert(key.to_owned(), value.clone());
            layer.note(vec![key.to_owned()], name, &Place::ByHand);
        }
        layer
    }

    /// The values of the environment, or of all `.env` files.
    pub(super) fn of_variables(settings: Settings, variables: &Variables) -> Self {
        let mut layer = Self::default();
        for field in settings.fields() {
            layer.add_field(settings, field, variables);
        }
        layer
    }

    /// Adds the value of a field. JSON's `null` means that the field is absent; a text that an option makes `null` is a value.
    fn add_field(&mut self, settings: Settings, field: &'static FieldShape, variables: &Variables) {
        let names = settings.names(field);
        let variable = names.iter().find_map(|name| variables.get(&name.lookup));
        let reading = Reading::of_field((field.shape)());
        let value = variable.map(|variable| {
            self.note(vec![field.name.to_owned()], &variable.name, &variable.place);
            self.read(&[field.name], variable, reading)
        });
        if value == Some(JsonValue::Null) && !variable.is_some_and(Variable::is_null) {
            return;
        }
        let value = match value {
            None if reading == Reading::Text => return,
            None => {
                let nested = self.nested(settings, field, &names, variables);
                (!nested.is_empty()).then(|| JsonValue::from(nested))
            }
            Some(JsonValue::Object(given)) if reading != Reading::Text => {
                let nested = self.nested(settings, field, &names, variables);
                Some(JsonValue::from(update(*given, nested)))
            }
            Some(value) => Some(value),
        };
        let Some(value) = value else { return };
        let value = match value {
            JsonValue::Object(object) if !settings.shape.case_sensitive => {
                JsonValue::from(respell((field.shape)(), *object, settings.shape))
            }
            value => value,
        };
        self.object.insert(field.name.to_owned(), value);
    }

    /// The object of the variables that belong into a field.
    fn nested(
        &mut self,
        settings: Settings,
        field: &'static FieldShape,
        names: &[VariableName],
        variables: &Variables,
    ) -> Object {
        let mut object = Object::new();
        for nested in variables_in(field, names, variables, settings.shape) {
            let NestedVariable {
                keys,
                variable,
                reading,
            } = nested;
            if variable.given == Given::Nothing {
                continue;
            }
            if keys.len() > DEEPEST {
                let kind = Kind::RecursionDepthExceeded;
                self.fail(&[field.name], &variable.name, kind, Vec::new());
                continue;
            }
            let mut loc = vec![field.name.to_owned()];
            if settings.shape.case_sensitive {
                loc.extend(keys.iter().map(|key| (*key).to_owned()));
            } else {
                loc.extend(respell_keys(field, &keys, settings.shape));
            }
            let is_empty = matches!(&variable.given, Given::Text(text) if text.is_empty());
            let reading = if is_empty { Reading::Text } else { reading };
            let steps: Vec<&str> = loc.iter().map(String::as_str).collect();
            let value = self.read(&steps, variable, reading);
            if put(&mut object, &keys, value) {
                self.note(loc, &variable.name, &variable.place);
            }
        }
        object
    }

    /// The value of a variable. What is no JSON is noted, and stays a text.
    pub(super) fn read(
        &mut self,
        loc: &[&str],
        variable: &Variable,
        reading: Reading,
    ) -> JsonValue {
        let text = match &variable.given {
            Given::Text(text) => text,
            Given::Null(_) | Given::Nothing => return JsonValue::Null,
            Given::NoText(text) => {
                self.fail(loc, text, Kind::StringUnicode, Vec::new());
                return JsonValue::from(text.as_str());
            }
        };
        if reading == Reading::Text {
            return JsonValue::from(text.as_str());
        }
        match parse_python_json(text.as_bytes()) {
            Ok(value @ (JsonValue::List(_) | JsonValue::Object(_))) => value,
            Ok(value) if reading != Reading::ListOrObject => value,
            Err(_) if reading == Reading::Json => {
                let why = vec![("error", JsonValue::from(why_no_json(text)))];
                self.fail(loc, text, Kind::JsonTextInvalid, why);
                JsonValue::from(text.as_str())
            }
            Ok(_) | Err(_) => JsonValue::from(text.as_str()),
        }
    }

    /// Adds the keys of `.env` files that are no field.
    pub(super) fn add_extra(&mut self, settings: Settings, variables: &Variables) {
        match settings.shape.dotenv_filtering {
            DotenvFiltering::OnlyExisting => {}
            DotenvFiltering::MatchPrefix => self.add_with_prefix(settings, variables),
            DotenvFiltering::All => self.add_all(settings, variables),
        }
    }

    fn add_with_prefix(&mut self, settings: Settings, variables: &Variables) {
        let shape = settings.shape;
        let prefix = shape.lookup(shape.prefix);
        for (lookup, variable) in variables.iter() {
            let Some(key) = lookup.strip_prefix(&*prefix) else {
                continue;
            };
            let outer = shape.nested_delimiter.and_then(|delimiter| {
                let delimiter = shape.lookup(delimiter);
                key.split_once(&*delimiter).map(|(outer, _)| outer)
            });
            let is_in_field = outer.is_some_and(|outer| self.object.contains_key(outer));
            if !is_in_field && !self.object.contains_key(key) {
                self.add_key(key, variable);
            }
        }
    }

    fn add_all(&mut self, settings: Settings, variables: &Variables) {
        let shape = settings.shape;
        let prefix = shape.lookup(shape.prefix);
        let keeps_extra = !matches!(settings.model.extra, Extra::Forbid);
        for (lookup, variable) in variables.iter() {
            let is_empty = match &variable.given {
                Given::Text(text) | Given::Null(text) => text.is_empty(),
                Given::NoText(_) => false,
                Given::Nothing => true,
            };
            let is_own_name = || settings.fields().any(|field| own_name(field) == lookup);
            if is_empty
                || self.object.contains_key(lookup)
                || (!shape.prefix.is_empty() && is_own_name())
                || settings
                    .fields()
                    .any(|field| is_of(settings, field, lookup))
            {
                continue;
            }
            let key = lookup.strip_prefix(&*prefix).filter(|_| keeps_extra);
            self.add_key(key.unwrap_or(lookup), variable);
        }
    }

    fn add_key(&mut self, key: &str, variable: &Variable) {
        let value = match &variable.given {
            Given::Text(text) | Given::Null(text) | Given::NoText(text) => {
                JsonValue::from(text.as_str())
            }
            Given::Nothing => JsonValue::Null,
        };
        self.object.insert(key.to_owned(), value);
        self.note(vec![key.to_owned()], &variable.name, &variable.place);
    }

    pub(super) fn note(&mut self, loc: Vec<String>, name: &str, place: &Place) {
        let origin = Origin {
            name: name.to_owned(),
            place: place.clone(),
        };
        self.origins.insert(loc, origin);
    }

    fn fail(&mut self, loc: &[&str], text: &str, kind: Kind, ctx: Vec<(&'static str, JsonValue)>) {
        let loc = loc.iter().map(|key| Step::from((*key).to_owned()));
        // A value that could not be used may be part of a secret.
        let input = if kind == Kind::JsonTextInvalid {
            text
        } else {
            STARS
        };
        let detail = ErrorDetail::new(kind, loc.collect(), JsonValue::from(input), ctx);
        self.errors.push(detail);
    }

    /// The length of the part of a location that the values have.
    pub(super) fn depth_of(&self, loc: &[Step]) -> usize {
        let Some((Step::Key(first), inner)) = loc.split_first() else {
            return 0;
        };
        let Some(mut value) = self.object.get(first.as_ref()) else {
            return 0;
        };
        let mut depth = 1;
        for step in inner {
            let next = match (value, step) {
                (JsonValue::Object(fields), Step::Key(key)) => fields.get(key.as_ref()),
                (JsonValue::List(items), Step::Index(index)) => items.get(*index),
                _ => None,
            };
            let Some(next) = next else { break };
            value = next;
            depth += 1;
        }
        depth
    }

    /// The origin of the value at a location, and how many steps of the location lead to that.
    pub(super) fn origin_of(&self, loc: &[Step]) -> Option<(&Origin, usize)> {
        let keys = keys_of(loc);
        let lengths = (1..=keys.len()).rev();
        lengths.into_iter().find_map(|length| {
            let origin = self.origins.get(&keys[..length]);
            origin.map(|origin| (origin, length))
        })
    }
}

/// The keys that a location begins with.
pub(super) fn keys_of(loc: &[Step]) -> Vec<String> {
    let keys = loc.iter().map_while(|step| match step {
        Step::Key(key) => Some(key.clone().into_owned()),
        Step::Index(_) | Step::FromEnd(_) => None,
    });
    keys.collect()
}

pub(super) fn is_key(step: &Step, key: &str) -> bool {
    matches!(step, Step::Key(name) if name == key)
}

/// True if the key is that of the field, or of one in it.
fn is_of(settings: Settings, field: &'static FieldShape, lookup: &str) -> bool {
    let is_container = Reading::of_field((field.shape)()) != Reading::Text;
    let delimiter = settings.shape.nested_delimiter.filter(|_| is_container);
    let delimiter = delimiter.map(|delimiter| settings.shape.lookup(delimiter));
    settings.names(field).iter().any(|name| {
        let rest = lookup.strip_prefix(&*name.lookup);
        rest.is_some_and(|rest| {
            let is_nested = |delimiter: &String| rest.starts_with(&**delimiter);
            rest.is_empty() || delimiter.as_ref().is_some_and(is_nested)
        })
    })
}
