//! The table of a model whose fields are partly those of other models.

use super::{Access, ComputedShape, Extra, FieldShape, ModelShape};
use crate::DataType;

/// Some fields of a model, in its order.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "written by the model macro")]
pub enum Fields {
    /// Its own.
    Own(&'static [FieldShape]),
    /// All of another model.
    Of(&'static ModelShape),
}

/// Puts all fields into one table.
///
/// # Panics
///
/// While compiling: where two fields have one name, or a flattened model asks for what its fields cannot take along.
pub const fn join_fields<const COUNT: usize>(
    is_strict: bool,
    parts: &[Fields],
) -> [FieldShape; COUNT] {
    const NONE: FieldShape = FieldShape::new("", <() as DataType>::shape, || false);
    let mut joined = [NONE; COUNT];
    let (mut part, mut place) = (0, 0);
    while part < parts.len() {
        let fields = match &parts[part] {
            Fields::Own(fields) => *fields,
            Fields::Of(model) => {
                refuse_what_fields_cannot_take_along(model, is_strict);
                model.fields
            }
        };
        let mut at = 0;
        while at < fields.len() {
            refuse_double(&joined, place, &fields[at]);
            joined[place] = fields[at];
            place += 1;
            at += 1;
        }
        part += 1;
    }
    joined
}

/// Puts all that is computed into one table.
pub const fn join_computed<const COUNT: usize>(
    parts: &[&[ComputedShape]],
) -> [ComputedShape; COUNT] {
    const NONE: ComputedShape = ComputedShape {
        name: "",
        shape: <() as DataType>::shape,
        title: None,
        description: None,
    };
    let mut joined = [NONE; COUNT];
    let (mut part, mut place) = (0, 0);
    while part < parts.len() {
        let mut at = 0;
        while at < parts[part].len() {
            joined[place] = parts[part][at];
            place += 1;
            at += 1;
        }
        part += 1;
    }
    joined
}

const fn refuse_what_fields_cannot_take_along(model: &ModelShape, is_strict: bool) {
    assert!(
        matches!(model.extra, Extra::Ignore),
        "a flattened model does not say what becomes of unknown keys: write `extra` above the model that flattens it"
    );
    assert!(
        is_strict || !model.strict,
        "a flattened model is `strict`: write it above the model that flattens it too"
    );
}

/// Refuses a field that has the name of one before it.
const fn refuse_double(fields: &[FieldShape], count: usize, field: &FieldShape) {
    let mut place = 0;
    while place < count {
        let earlier = &fields[place];
        let both_read = is_read(earlier) && is_read(field);
        let both_written = is_written(earlier) && is_written(field);
        assert!(
            !(both_read && have_a_name_in_common(earlier, field)
                || both_written && is_same(output_name(earlier), output_name(field))),
            "a field of the flattened model has the name of another field"
        );
        place += 1;
    }
}

/// Whether a field of the model is read by this key.
pub const fn reads_key(model: &ModelShape, key: &str) -> bool {
    let mut place = 0;
    while place < model.fields.len() {
        let field = &model.fields[place];
        if is_read(field) && is_read_by(field, key) {
            return true;
        }
        place += 1;
    }
    false
}

/// Whether a field of the model is written as this key.
pub const fn writes_key(model: &ModelShape, key: &str) -> bool {
    let mut place = 0;
    while place < model.fields.len() {
        let field = &model.fields[place];
        if is_written(field) && is_same(output_name(field), key) {
            return true;
        }
        place += 1;
    }
    false
}

const fn is_read(field: &FieldShape) -> bool {
    !matches!(field.access, Access::ReadOnly)
}

const fn is_written(field: &FieldShape) -> bool {
    matches!(field.access, Access::Both | Access::ReadOnly)
}

const fn output_name(field: &FieldShape) -> &'static str {
    match field.output_name {
        Some(name) => name,
        None => field.name,
    }
}

/// Whether both are read by one name.
const fn have_a_name_in_common(one: &FieldShape, other: &FieldShape) -> bool {
    if is_read_by(other, one.name) {
        return true;
    }
    let mut at = 0;
    while at < one.other_names.len() {
        if is_read_by(other, one.other_names[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_read_by(field: &FieldShape, name: &str) -> bool {
    if is_same(field.name, name) {
        return true;
    }
    let mut at = 0;
    while at < field.other_names.len() {
        if is_same(field.other_names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// `==` of texts, while compiling.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
