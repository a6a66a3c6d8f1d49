//! Python's methods of texts and lists, beyond those that `minijinja-contrib` has.

use minijinja::value::{Tuple, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use minijinja_contrib::pycompat;

use super::python;

/// Calls a method that a value does not have by itself.
pub(super) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    method: &str,
    args: &[Value],
) -> Result<Value, Error> {
    let known = match value.kind() {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            let padded = padding_method(state, text, method, args)?;
            match padded {
                Some(padded) => Some(padded),
                None => text_method(text, method, args)?,
            }
        }
        ValueKind::Seq => list_method(value, method, args)?,
        _ => None,
    };
    match known {
        Some(known) => Ok(known),
        None => pycompat::unknown_method_callback(state, value, method, args),
    }
}

fn padding_method(
    state: &State<'_, '_>,
    text: &str,
    method: &str,
    args: &[Value],
) -> Result<Option<Value>, Error> {
    if !matches!(method, "center" | "ljust" | "rjust" | "zfill") {
        return Ok(None);
    }
    let (width,): (usize,) = from_args(args)?;
    let missing = width.saturating_sub(text.chars().count());
    let padded = match method {
        "center" => python::centered(state, text, width)?,
        "ljust" => text.to_owned() + &python::spaces(state, missing)?,
        "rjust" => python::spaces(state, missing)? + text,
        _ => {
            let zeros = python::spaces(state, missing)?.replace(' ', "0");
            let digits = text.trim_start_matches(['+', '-']);
            let sign = text.len().saturating_sub(digits.len()).min(1);
            let (sign, digits) = text.split_at(sign);
            [sign, &zeros, digits].concat()
        }
    };
    Ok(Some(Value::from(padded)))
}

fn text_method(text: &str, method: &str, args: &[Value]) -> Result<Option<Value>, Error> {
    let one = || -> Result<&str, Error> {
        let (argument,) = from_args(args)?;
        Ok(argument)
    };
    let not_found = || Error::new(ErrorKind::InvalidOperation, "substring not found");
    let place = |place: Option<usize>| {
        let place = place.ok_or_else(not_found)?;
        Ok::<_, Error>(Value::from(text[..place].chars().count()))
    };
    Ok(Some(match method {
        "index" => place(text.find(one()?))?,
        "rindex" => place(text.rfind(one()?))?,
        "partition" => parts(match text.split_once(one()?) {
            Some((before, after)) => [before, one()?, after],
            None => [text, "", ""],
        }),
        "rpartition" => parts(match text.rsplit_once(one()?) {
            Some((before, after)) => [before, one()?, after],
            None => ["", "", text],
        }),
        "rsplit" => {
            let (separator, most): (&str, Option<usize>) = from_args(args)?;
            let pieces = most.map_or(usize::MAX, |most| most.saturating_add(1));
            let mut pieces: Vec<Value> = text.rsplitn(pieces, separator).map(Value::from).collect();
            pieces.reverse();
            Value::from(pieces)
        }
        "removeprefix" => Value::from(text.strip_prefix(one()?).unwrap_or(text)),
        "removesuffix" => Value::from(text.strip_suffix(one()?).unwrap_or(text)),
        "casefold" => Value::from(text.to_lowercase()),
        "isdecimal" => {
            Value::from(!text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit()))
        }
        _ => return Ok(None),
    }))
}

fn parts(parts: [&str; 3]) -> Value {
    Value::from(Tuple::from(parts.map(Value::from)))
}

fn list_method(list: &Value, method: &str, args: &[Value]) -> Result<Option<Value>, Error> {
    match method {
        "index" => {
            let (wanted,): (&Value,) = from_args(args)?;
            let place = list.try_iter()?.position(|item| item == *wanted);
            let place = place.ok_or_else(|| {
                Error::new(ErrorKind::InvalidOperation, "the value is not in the list")
            })?;
            Ok(Some(Value::from(place)))
        }
        "append" | "extend" | "insert" | "pop" | "remove" | "sort" | "reverse" => Err(Error::new(
            ErrorKind::UnknownMethod,
            format!(
                "a template cannot change a list by `{method}`: write `list + [item]`, `|sort` or `|reverse`"
            ),
        )),
        _ => Ok(None),
    }
}
