//! Which fields of a value are written, and by which names: Pydantic's `include`, `exclude`, `exclude_none`, `exclude_defaults` and `by_alias`.
//!
//! The value is written as ever and then read along its shape, field by field, so that nothing is rendered twice and no value
//! changes its spelling.

use indexmap::IndexMap;
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use crate::fields_set::FieldsSet;
use crate::shape::{Extra, FieldShape, ModelShape, Shape};
use crate::{Data, DataType};

/// The fields of a value to write.
///
/// Fields have their Rust names. `sub.name` is the field `name` of the field `sub`; `*` is every item of a list and every
/// value of a map.
///
/// ```
/// use twinlane_model::{Selection, model};
///
/// #[model]
/// struct Item {
///     name: String,
///     description: Option<String>,
///     #[field(default = 10.5)]
///     tax: f64,
/// }
///
/// let lamp = Item { name: "Lamp".to_owned(), description: None, tax: 10.5 };
/// let short = Selection::new().exclude_none().exclude("tax");
/// assert_eq!(short.to_json(&lamp)?, r#"{"name":"Lamp"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "it does nothing until something is written with it"]
pub struct Selection {
    include: Option<Names>,
    exclude: Names,
    exclude_none: bool,
    exclude_defaults: bool,
    by_rust_names: bool,
}

/// Names with the names below them; one without is meant as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Names(IndexMap<String, Names>);

/// A selected name that is no field of its model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownField {
    /// The name, with the names before it: `sub.name`.
    pub path: String,
    /// The type without such a field: the name of a model, or a description such as `a list`.
    pub within: String,
}

impl Selection {
    /// Selects all fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Selects only this field of its model, and other included fields.
    pub fn include(mut self, path: &str) -> Self {
        self.include.get_or_insert_default().insert(path);
        self
    }

    /// Leaves out this field.
    pub fn exclude(mut self, path: &str) -> Self {
        self.exclude.insert(path);
        self
    }

    /// Leaves out every field that is `null`, in any model of the value.
    pub fn exclude_none(mut self) -> Self {
        self.exclude_none = true;
        self
    }

    /// Leaves out every field that has its default, in any model of the value.
    pub fn exclude_defaults(mut self) -> Self {
        self.exclude_defaults = true;
        self
    }

    /// Writes each field of every model by its Rust name, even if it has an alias: Pydantic's `by_alias=False`.
    pub fn by_rust_names(mut self) -> Self {
        self.by_rust_names = true;
        self
    }

    /// True if the selection changes nothing.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// False if no value of the shape contains a model: a selection then changes nothing.
    pub fn may_change(shape: &'static Shape) -> bool {
        match shape {
            Shape::Model(_) | Shape::Tagged(_) | Shape::Union(_) => true,
            _ => shape.parts().any(Self::may_change),
        }
    }

    /// Writes the selected fields of a value as JSON.
    ///
    /// # Errors
    ///
    /// Errors of writing the value.
    pub fn to_json<T: DataType>(&self, value: &T) -> Result<String, Error> {
        let json = serde_json::to_string(&Data(value))?;
        let raw: &RawValue = serde_json::from_str(&json)?;
        self.written(raw, T::SHAPE)
    }

    /// Returns the selected fields of a value of this shape, given as its JSON.
    ///
    /// # Errors
    ///
    /// If `json` is not JSON.
    pub fn of_json(&self, json: &[u8], shape: &'static Shape) -> Result<String, Error> {
        self.written(serde_json::from_slice(json)?, shape)
    }

    /// As [`of_json`](Self::of_json), of fields that were given.
    pub(crate) fn of_given(
        &self,
        json: &[u8],
        shape: &'static Shape,
        given: &FieldsSet,
    ) -> Result<String, Error> {
        self.written_of(serde_json::from_slice(json)?, shape, Some(given))
    }

    /// The first selected name that is no field: probably a typing mistake.
    pub fn unknown_field(&self, shape: &'static Shape) -> Option<UnknownField> {
        let mut names = self.include.iter().chain([&self.exclude]);
        names.find_map(|names| names.unknown(shape, ""))
    }

    fn written(&self, raw: &RawValue, shape: &'static Shape) -> Result<String, Error> {
        self.written_of(raw, shape, None)
    }

    fn written_of(
        &self,
        raw: &RawValue,
        shape: &'static Shape,
        given: Option<&FieldsSet>,
    ) -> Result<String, Error> {
        let mut out = String::with_capacity(raw.get().len());
        let at = At {
            selection: self,
            include: self.include.as_ref(),
            exclude: Some(&self.exclude),
            given,
        };
        at.write(raw, shape, &mut out)?;
        Ok(out)
    }
}

/// A place in the value, with the names that are said of it. `include: None`: all is included from here on; `given: None`: all
/// was given.
#[derive(Clone, Copy)]
struct At<'s> {
    selection: &'s Selection,
    include: Option<&'s Names>,
    exclude: Option<&'s Names>,
    given: Option<&'s FieldsSet>,
}

impl At<'_> {
    fn write(self, raw: &RawValue, shape: &'static Shape, out: &mut String) -> Result<(), Error> {
        match Structure::of(raw, shape)? {
            Some(Structure::Model(model)) => self.write_model(raw, model, out),
            Some(Structure::Map(value)) => self.write_map(raw, value, out),
            Some(Structure::List(item)) => self.write_items(raw, |_| Some(item), out),
            Some(Structure::Tuple(items)) => {
                self.write_items(raw, |place| items.get(place).copied(), out)
            }
            None => {
                out.push_str(raw.get());
                Ok(())
            }
        }
    }

    fn write_model(
        self,
        raw: &RawValue,
        model: &'static ModelShape,
        out: &mut String,
    ) -> Result<(), Error> {
        let mut object = Object::begin(out);
        for (key, value) in entries(raw)? {
            let field = field_written_as(model, &key);
            let name = field.map_or(key.as_str(), |field| field.rust_name.unwrap_or(field.name));
            let Some(below) = self.below(name) else {
                continue;
            };
            let given = match (self.given, field) {
                (Some(tree), Some(field)) => match tree.get(field.name) {
                    Some(given) => Some(given),
                    None => continue,
                },
                // Computed fields, and keys that are no field.
                _ => None,
            };
            let below = At { given, ..below };
            if self.selection.exclude_none && value.get() == "null" {
                continue;
            }
            if self.selection.exclude_defaults
                && field.is_some_and(|field| has_default(field, value))
            {
                continue;
            }
            let shape = field.map_or(computed_shape(model, &key), |field| (field.shape)());
            let written_name = if self.selection.by_rust_names {
                name
            } else {
                &key
            };
            below.write(value, shape, object.key(written_name)?)?;
        }
        object.end();
        Ok(())
    }

    fn write_map(
        self,
        raw: &RawValue,
        shape: &'static Shape,
        out: &mut String,
    ) -> Result<(), Error> {
        // There may be as many names as a client sends.
        let given = self.given.map(FieldsSet::by_name);
        let mut object = Object::begin(out);
        for (key, value) in entries(raw)? {
            if let Some(below) = self.below(&key) {
                let given = given.as_ref().and_then(|names| names.get(&key));
                At { given, ..below }.write(value, shape, object.key(&key)?)?;
            }
        }
        object.end();
        Ok(())
    }

    fn write_items(
        self,
        raw: &RawValue,
        shape: impl Fn(usize) -> Option<&'static Shape>,
        out: &mut String,
    ) -> Result<(), Error> {
        let items: Vec<&RawValue> = serde_json::from_str(raw.get())?;
        let below = At {
            include: self.include.and_then(|names| names.0.get(EVERY)),
            exclude: self.exclude.and_then(|names| names.0.get(EVERY)),
            ..self
        };
        out.push('[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            let given = self.given.and_then(|tree| tree.item(place));
            At { given, ..below }.write(item, shape(place).unwrap_or(&Shape::Any), out)?;
        }
        out.push(']');
        Ok(())
    }

    /// The selection for the value of this name. `None`: the value is left out.
    fn below(self, name: &str) -> Option<Self> {
        let include = match self.include {
            None => None,
            // A name without names below includes the whole value.
            Some(names) => Some(names.get(name)?).filter(|names| !names.0.is_empty()),
        };
        let exclude = self.exclude.and_then(|names| names.get(name));
        if exclude.is_some_and(|names| names.0.is_empty()) {
            return None;
        }
        Some(Self {
            selection: self.selection,
            include,
            exclude,
            given: self.given,
        })
    }
}

/// Every item of a list, every value of a map.
const EVERY: &str = "*";

impl Names {
    fn insert(&mut self, path: &str) {
        let mut names = self;
        for name in path.split('.') {
            names = names.0.entry(name.to_owned()).or_default();
        }
    }

    fn get(&self, name: &str) -> Option<&Self> {
        self.0.get(name).or_else(|| self.0.get(EVERY))
    }

    fn unknown(&self, shape: &'static Shape, before: &str) -> Option<UnknownField> {
        let mut names = self.0.iter();
        names.find_map(|(name, below)| {
            let path = format!("{before}{name}");
            match shape_below(shape, name) {
                Ok(shape) => below.unknown(shape, &format!("{path}.")),
                Err(within) => Some(UnknownField { path, within }),
            }
        })
    }
}

/// The shape of the part that has this name.
fn shape_below(shape: &'static Shape, name: &str) -> Result<&'static Shape, String> {
    match shape.bare() {
        Shape::Model(model) => {
            shape_of_field(model, name).ok_or_else(|| format!("`{}` has no such field", model.name))
        }
        Shape::List(item) | Shape::Array(item, _) | Shape::Set(item) if name == EVERY => Ok(item),
        Shape::List(_) | Shape::Array(..) | Shape::Set(_) => {
            Err(format!("there is a list: write `{EVERY}.{name}`"))
        }
        Shape::Map(_, value) => Ok(value),
        // The arm is not known here.
        Shape::Any | Shape::Foreign(_) | Shape::Union(_) | Shape::Tagged(_) | Shape::Tuple(_) => {
            Ok(&Shape::Any)
        }
        _ => Err("there are no fields".to_owned()),
    }
}

fn shape_of_field(model: &'static ModelShape, name: &str) -> Option<&'static Shape> {
    let mut fields = model.fields.iter();
    let field = fields.find(|field| field.rust_name.unwrap_or(field.name) == name);
    if let Some(field) = field {
        return Some((field.shape)());
    }
    let mut computed = model.computed.iter();
    let computed = computed.find(|computed| computed.name == name);
    computed.map(|computed| (computed.shape)())
}

fn field_written_as(model: &'static ModelShape, key: &str) -> Option<&'static FieldShape> {
    model
        .fields
        .iter()
        .find(|field| field.written_name() == key)
}

/// The shape of a computed value. Nothing is known of an extra key.
fn computed_shape(model: &'static ModelShape, key: &str) -> &'static Shape {
    let mut computed = model.computed.iter();
    let computed = computed.find(|computed| computed.name == key);
    computed.map_or(&Shape::Any, |computed| (computed.shape)())
}

/// The structure of a value that has parts.
#[derive(Clone, Copy)]
enum Structure {
    Model(&'static ModelShape),
    Map(&'static Shape),
    List(&'static Shape),
    Tuple(&'static [&'static Shape]),
}

impl Structure {
    /// The structure of the value; for a union, that of the arm that the value is. `None`: the value has no parts, or its parts are unknown.
    fn of(raw: &RawValue, shape: &'static Shape) -> Result<Option<Self>, Error> {
        let begins = raw.get().bytes().next();
        let structure = match (shape, begins) {
            (Shape::Optional(inner), _) => return Self::of(raw, inner),
            (Shape::Checked(checked), _) => return Self::of(raw, checked.shape),
            (Shape::Union(union), _) => {
                for arm in union.arms {
                    match Self::of(raw, arm())? {
                        Some(found) if found.fits(raw)? => return Ok(Some(found)),
                        _ => {}
                    }
                }
                return Ok(None);
            }
            (Shape::Tagged(tagged), Some(b'{')) => {
                let object = entries(raw)?;
                let tag = object
                    .get(tagged.tag)
                    .map(|tag| tag.get().trim_matches('"'));
                let is_it = |model: &&'static ModelShape| {
                    let values = model.tag.map_or(&[][..], |tag| tag.values);
                    tag.is_some_and(|tag| values.contains(&tag))
                };
                let model = tagged.arms.iter().map(|model| model()).find(is_it);
                return Ok(model.map(Self::Model));
            }
            (Shape::Model(model), Some(b'{')) => Self::Model(model),
            (Shape::Map(_, value), Some(b'{')) => Self::Map(value),
            (Shape::List(item) | Shape::Array(item, _) | Shape::Set(item), Some(b'[')) => {
                Self::List(item)
            }
            (Shape::Tuple(items), Some(b'[')) => Self::Tuple(items),
            _ => return Ok(None),
        };
        Ok(Some(structure))
    }

    /// True if the value may have this structure. A model is recognised by its keys: it writes all of them, and others only if it keeps extra ones.
    fn fits(self, raw: &RawValue) -> Result<bool, Error> {
        let Self::Model(model) = self else {
            return Ok(true);
        };
        let object = entries(raw)?;
        let takes_extra = matches!(model.extra, Extra::Allow(_));
        let is_known = |key: &String| {
            let tag = model.tag.is_some_and(|tag| tag.name == key);
            let computed = model.computed.iter().any(|computed| computed.name == key);
            tag || computed || field_written_as(model, key).is_some()
        };
        let mut written = model.fields.iter().filter(|field| field.is_written());
        Ok((takes_extra || object.keys().all(is_known))
            && written.all(|field| object.contains_key(field.written_name())))
    }
}

/// True if the value of a field is its default. The default of an `Option` that names none is `null`.
fn has_default(field: &FieldShape, value: &RawValue) -> bool {
    let shape = (field.shape)();
    match field.default {
        Some(default) => is_same(&default(), value, shape),
        None => value.get() == "null" && !(field.required)(),
    }
}

fn is_same(default: &Value, value: &RawValue, shape: &'static Shape) -> bool {
    if let (Shape::Float32, Some(default)) = (shape.bare(), default.as_f64()) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::float_cmp,
            reason = "both stand for 32 bits, and are the same or not"
        )]
        let same = |value: f64| value as f32 == default as f32;
        return value.get().parse().is_ok_and(same);
    }
    serde_json::from_str::<Value>(value.get()).is_ok_and(|value| value == *default)
}

fn entries(raw: &RawValue) -> Result<IndexMap<String, &RawValue>, Error> {
    serde_json::from_str(raw.get())
}

/// An object that is being written.
struct Object<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> Object<'o> {
    fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Writes the key, and returns the text to which its value is added.
    fn key(&mut self, key: &str) -> Result<&mut String, Error> {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.out.push(',');
        }
        self.out.push_str(&serde_json::to_string(key)?);
        self.out.push(':');
        Ok(self.out)
    }

    fn end(self) {
        self.out.push('}');
    }
}
