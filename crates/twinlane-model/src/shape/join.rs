//! The table of a model whose fields are partly those of other models.

use super::{ComputedShape, Extra, FieldShape, ModelShape, Shape};

/// Some fields of a model, in the order of the model.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "written by the model macro")]
pub enum Fields {
    /// The model's own fields.
    Own(&'static [FieldShape]),
    /// All fields of another model.
    Of(&'static ModelShape),
}

/// Joins all fields into one table.
///
/// # Panics
///
/// At compile time, if two fields have the same name, or if a flattened model has options that its fields cannot keep.
pub const fn join_fields<const COUNT: usize>(
    is_strict: bool,
    forbids_extra: bool,
    parts: &[Fields],
) -> [FieldShape; COUNT] {
    const NONE: FieldShape = FieldShape::new("", no_shape, || false);
    let mut joined = [NONE; COUNT];
    let (mut part, mut place) = (0, 0);
    while part < parts.len() {
        let fields = match &parts[part] {
            Fields::Own(fields) => *fields,
            Fields::Of(model) => {
                refuse_what_fields_cannot_take_along(model, is_strict, forbids_extra);
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

/// Joins all computed values into one table.
pub const fn join_computed<const COUNT: usize>(
    parts: &[&[ComputedShape]],
) -> [ComputedShape; COUNT] {
    const NONE: ComputedShape = ComputedShape {
        name: "",
        shape: no_shape,
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

const fn refuse_what_fields_cannot_take_along(
    model: &ModelShape,
    is_strict: bool,
    forbids_extra: bool,
) {
    assert!(
        forbids_extra || !matches!(model.extra, Extra::Forbid),
        "a flattened model has `extra = \"forbid\"`: write it above the model that flattens it too"
    );
    assert!(
        !matches!(model.extra, Extra::Allow(_)),
        "a flattened model cannot keep unknown keys: keep them in the model that flattens it"
    );
    assert!(
        is_strict || !model.strict,
        "a flattened model is `strict`: write it above the model that flattens it too"
    );
}

impl ModelShape {
    /// Returns the table, if every computed value has a unique name.
    ///
    /// # Panics
    ///
    /// At compile time, if a computed value shares its name with a field or another computed value.
    #[must_use]
    pub const fn with_names_of_their_own(&'static self) -> &'static Self {
        let mut place = 0;
        while place < self.computed.len() {
            let name = self.computed[place].name;
            let mut earlier = 0;
            let mut is_taken = writes_key(self, name);
            while earlier < place {
                is_taken |= is_same(self.computed[earlier].name, name);
                earlier += 1;
            }
            assert!(
                !is_taken,
                "a computed value has the name of a field or of another computed value: one of them is of a flattened model"
            );
            place += 1;
        }
        self
    }
}

/// Refuses a field that has the name of one before it.
const fn refuse_double(fields: &[FieldShape], count: usize, field: &FieldShape) {
    let mut place = 0;
    while place < count {
        let earlier = &fields[place];
        let both_read = earlier.is_read() && field.is_read();
        let both_written = earlier.is_written() && field.is_written();
        assert!(
            !(both_read && have_a_name_in_common(earlier, field)
                || both_written && is_same(earlier.written_name(), field.written_name())),
            "a field of a flattened model has the name of another field: rename one, or leave one out"
        );
        place += 1;
    }
}

/// True if a field of the model is read by this key.
pub const fn reads_key(model: &ModelShape, key: &str) -> bool {
    let mut place = 0;
    while place < model.fields.len() {
        let field = &model.fields[place];
        if field.is_read() && is_read_by(field, key) {
            return true;
        }
        place += 1;
    }
    false
}

/// True if a field of the model is written as this key.
pub const fn writes_key(model: &ModelShape, key: &str) -> bool {
    let mut place = 0;
    while place < model.fields.len() {
        let field = &model.fields[place];
        if field.is_written() && is_same(field.written_name(), key) {
            return true;
        }
        place += 1;
    }
    false
}

/// True if both are read by one name.
const fn have_a_name_in_common(one: &FieldShape, other: &FieldShape) -> bool {
    if is_read_by(other, one.name) || is_same(one.name, other.name) {
        return true;
    }
    let mut at = 0;
    while at < one.choices.len() {
        if is_read_by(other, one.choices[at].name) {
            return true;
        }
        at += 1;
    }
    at = 0;
    while at < one.other_names.len() {
        let name = one.other_names[at];
        // By its name the other is handed over, even if it is read by choices alone.
        if is_read_by(other, name) || is_same(name, other.name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_read_by(field: &FieldShape, name: &str) -> bool {
    let mut at = 0;
    while at < field.choices.len() {
        if is_same(field.choices[at].name, name) {
            return true;
        }
        at += 1;
    }
    if !field.choices.is_empty() {
        return false;
    }
    if is_same(field.name, name) {
        return true;
    }
    at = 0;
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

/// The shape of a row that has not been filled yet.
fn no_shape() -> &'static Shape {
    &Shape::Null
}
