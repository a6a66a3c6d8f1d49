//! Filters of lists, with the arguments that Jinja's have by place.

use std::hash::{BuildHasher, RandomState};

use minijinja::filters;
use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{Error, State, Value};

use super::super::arguments::Arguments;

pub(super) fn sort(
    state: &State<'_, '_>,
    value: Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let names = ["reverse", "case_sensitive", "attribute"];
    let arguments = Arguments::new(names, rest, &named)?;
    filters::sort(state, value, arguments.into_named())
}

pub(super) fn dict_sort(
    state: &State<'_, '_>,
    value: &Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let names = ["case_sensitive", "by", "reverse"];
    let arguments = Arguments::new(names, rest, &named)?;
    state.consume_fuel(value.len().unwrap_or_default() as u64)?;
    filters::dictsort(value, arguments.into_named())
}

pub(super) fn unique(
    state: &State<'_, '_>,
    value: Value,
    rest: Rest<Value>,
    named: Kwargs,
) -> Result<Value, Error> {
    let arguments = Arguments::new(["case_sensitive", "attribute"], rest, &named)?;
    filters::unique(state, value, arguments.into_named())
}

/// An item of a list, or a character of a text. Undefined if there is none.
pub(super) fn random(value: &Value) -> Result<Value, Error> {
    let items: Vec<Value> = match value.kind() {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            text.chars().map(Value::from).collect()
        }
        _ => value.try_iter()?.collect(),
    };
    // Each state is random, and so is the hash of nothing.
    let random = RandomState::new().hash_one(());
    let place = random.checked_rem(items.len() as u64).unwrap_or_default();
    let place = usize::try_from(place).unwrap_or_default();
    Ok(items.into_iter().nth(place).unwrap_or_default())
}
