//! Defaults: those of settings keep the rules of their fields, or the settings do not load.

use crate::shape::{Rules, Shape};
use crate::validation::{STARS, broken_rule, field_holds};
use crate::{Data, DataType, ErrorDetail, ErrorList, FieldError, JsonValue, Step, read_value};

/// Reports the rules that a default breaks: its own rules, and those of its type.
pub fn check_default<T: DataType>(
    name: &'static str,
    rules: &Rules,
    default: &T,
    errors: &mut ErrorList,
) {
    if field_holds(rules, default) {
        return;
    }
    let loc = [Step::from(name)];
    if matches!(T::SHAPE.bare(), Shape::Secret(_)) {
        let refusal = broken_rule(&rules.and(&T::SHAPE.rules()), &default.measure());
        let refused = refusal.map(|refusal| {
            ErrorDetail::new(
                refusal.kind,
                loc.to_vec(),
                JsonValue::from(STARS),
                refusal.ctx,
            )
        });
        let unsaid = || {
            let error = FieldError::value("the default breaks a rule of its field");
            error.into_detail(loc.to_vec(), JsonValue::from(STARS))
        };
        errors.push(refused.unwrap_or_else(unsaid));
    } else if is_written_as_read(T::SHAPE)
        && let Ok(written) = serde_json::to_value(Data(default))
    {
        // It may be taken nevertheless: `holds` is certain of what holds only.
        read_value::<T>(&JsonValue::from(written), rules, &loc, errors);
    }
}

/// True if what is written of a value is read as the same: a model may have other names where it is written.
fn is_written_as_read(shape: &'static Shape) -> bool {
    match shape {
        Shape::Any
        | Shape::Null
        | Shape::Foreign(_)
        | Shape::Json(_)
        | Shape::Secret(_)
        | Shape::Model(_)
        | Shape::Union(_)
        | Shape::Tagged(_) => false,
        _ => shape.parts().all(is_written_as_read),
    }
}

/// Reports the result of a check written by hand on a default.
pub fn check_default_by<T: DataType>(
    name: &'static str,
    default: &T,
    checked: Result<(), FieldError>,
    errors: &mut ErrorList,
) {
    let Err(error) = checked else { return };
    let shown = if matches!(T::SHAPE.bare(), Shape::Secret(_)) {
        JsonValue::from(STARS)
    } else {
        serde_json::to_value(Data(default)).map_or(JsonValue::Null, JsonValue::from)
    };
    errors.push(error.into_detail(vec![Step::from(name)], shown));
}
