//! The text of a value that is no text: Python's `repr`, and `json.dumps`.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, State, Value};
use twinlane_model::{python_repr, to_python_dumps, to_python_json};

use super::pairs::Pairs;
use super::python::{BYTES_OF_STEP, charge};

/// The value as Python's `repr` has it.
pub(super) fn repr(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let mut writer = Writer::new(state);
    writer.repr(value, 0)?;
    writer.finish()
}

/// The value as Jinja's `tojson` writes it: by Python's `json.dumps` with sorted keys, and safe within HTML.
pub(super) fn json(
    state: &State<'_, '_>,
    value: &Value,
    indent: Option<usize>,
) -> Result<String, Error> {
    let mut writer = JsonWriter {
        indent,
        out: Writer::new(state),
    };
    writer.write(value, 0)?;
    let mut json = writer.out.finish()?;
    let escapes = [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\'', "\\u0027"),
    ];
    for (character, escape) in escapes {
        if json.contains(character) {
            json = json.replace(character, escape);
        }
    }
    Ok(json)
}

/// The depth of a value that can be written: more would be a circle, or an attack.
const MAX_DEPTH: usize = 100;

/// A text in the making. It takes the steps of a render for each value and for the bytes: a value that holds another twice, again and
/// again, has no end otherwise.
struct Writer<'s, 't, 'e> {
    state: &'s State<'t, 'e>,
    text: String,
    /// The bytes that are paid for.
    paid: usize,
}

impl<'s, 't, 'e> Writer<'s, 't, 'e> {
    fn new(state: &'s State<'t, 'e>) -> Self {
        Self {
            state,
            text: String::new(),
            paid: 0,
        }
    }

    /// Begins with a value at this depth.
    fn begin(&mut self, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                "the value is nested too deeply to be written",
            ));
        }
        self.state.consume_fuel(1)?;
        if self.text.len() - self.paid >= BYTES_OF_STEP {
            self.pay()?;
        }
        Ok(())
    }

    fn pay(&mut self) -> Result<(), Error> {
        charge(self.state, self.text.len() - self.paid)?;
        self.paid = self.text.len();
        Ok(())
    }

    fn finish(mut self) -> Result<String, Error> {
        self.pay()?;
        Ok(self.text)
    }

    fn repr(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        self.begin(depth)?;
        match value.kind() {
            ValueKind::None => self.text.push_str("None"),
            ValueKind::Bool if value.is_true() => self.text.push_str("True"),
            ValueKind::Bool => self.text.push_str("False"),
            ValueKind::Number => self.text.push_str(&number(value)),
            ValueKind::String => {
                let text = value.as_str().unwrap_or_default();
                self.text.push_str(&python_repr(text));
            }
            ValueKind::Seq => self.repr_of_items(value, depth)?,
            // Without a length its items may be there once only.
            ValueKind::Iterable if value.len().is_some() => self.repr_of_items(value, depth)?,
            ValueKind::Map if is_dict(value) => {
                self.text.push('{');
                for (place, key) in value.try_iter()?.enumerate() {
                    if place > 0 {
                        self.text.push_str(", ");
                    }
                    self.repr(&key, depth + 1)?;
                    self.text.push_str(": ");
                    self.repr(&value.get_item(&key)?, depth + 1)?;
                }
                self.text.push('}');
            }
            _ => self.text.push_str(&value.to_string()),
        }
        Ok(())
    }

    fn repr_of_items(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        let is_tuple = value.is_tuple();
        let [start, end] = if is_tuple { ['(', ')'] } else { ['[', ']'] };
        self.text.push(start);
        for (place, item) in value.try_iter()?.enumerate() {
            if place > 0 {
                self.text.push_str(", ");
            }
            self.repr(&item, depth + 1)?;
        }
        if is_tuple && value.len() == Some(1) {
            self.text.push(',');
        }
        self.text.push(end);
        Ok(())
    }
}

/// False: it has a text of its own.
fn is_dict(value: &Value) -> bool {
    let object = value.as_object();
    object.is_none_or(|object| object.downcast_ref::<Pairs>().is_none())
}

fn number(value: &Value) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    match f64::try_from(value.clone()) {
        Ok(number) if number.is_nan() => "nan".to_owned(),
        Ok(number) if number.is_infinite() && number > 0.0 => "inf".to_owned(),
        Ok(number) if number.is_infinite() => "-inf".to_owned(),
        Ok(number) => {
            let json = to_python_json(&number).unwrap_or_default();
            String::from_utf8(json).unwrap_or_default()
        }
        Err(_) => value.to_string(),
    }
}

struct JsonWriter<'s, 't, 'e> {
    indent: Option<usize>,
    out: Writer<'s, 't, 'e>,
}

impl JsonWriter<'_, '_, '_> {
    fn write(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        self.out.begin(depth)?;
        match value.kind() {
            ValueKind::None => self.push("null"),
            ValueKind::Bool => self.push(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => self.push(match number(value).as_str() {
                "nan" => "NaN",
                "inf" => "Infinity",
                "-inf" => "-Infinity",
                number => number,
            }),
            ValueKind::String => self.push(&quoted(value.as_str().unwrap_or_default())),
            ValueKind::Seq | ValueKind::Iterable => {
                let items: Vec<Value> = value.try_iter()?.collect();
                self.write_all(['[', ']'], items, depth, |writer, item| {
                    writer.write(&item, depth + 1)
                })?;
            }
            ValueKind::Map if is_dict(value) => {
                let mut keys: Vec<(String, Value)> = Vec::new();
                for key in value.try_iter()? {
                    keys.push((key_text(&key)?, key));
                }
                keys.sort_by(|(one, _), (other, _)| one.cmp(other));
                self.write_all(['{', '}'], keys, depth, |writer, (text, key)| {
                    writer.push(&quoted(&text));
                    writer.push(": ");
                    writer.write(&value.get_item(&key)?, depth + 1)
                })?;
            }
            kind => {
                return Err(Error::new(
                    ErrorKind::BadSerialization,
                    format!("{kind} cannot be JSON"),
                ));
            }
        }
        Ok(())
    }

    fn write_all<T>(
        &mut self,
        [start, end]: [char; 2],
        items: Vec<T>,
        depth: usize,
        mut write: impl FnMut(&mut Self, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.out.text.push(start);
        let is_empty = items.is_empty();
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.push(if self.indent.is_some() { "," } else { ", " });
            }
            self.new_line(depth + 1);
            write(self, item)?;
        }
        if !is_empty {
            self.new_line(depth);
        }
        self.out.text.push(end);
        Ok(())
    }

    fn push(&mut self, text: &str) {
        self.out.text.push_str(text);
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = self.indent {
            self.out.text.push('\n');
            self.out
                .text
                .extend(std::iter::repeat_n(' ', indent * depth));
        }
    }
}

fn quoted(text: &str) -> String {
    let json = to_python_dumps(text).unwrap_or_default();
    String::from_utf8(json).unwrap_or_default()
}

fn key_text(key: &Value) -> Result<String, Error> {
    match key.kind() {
        ValueKind::String => Ok(key.as_str().unwrap_or_default().to_owned()),
        ValueKind::Number => Ok(number(key)),
        ValueKind::Bool => Ok(key.is_true().to_string()),
        ValueKind::None => Ok("null".to_owned()),
        kind => Err(Error::new(
            ErrorKind::BadSerialization,
            format!("{kind} cannot be a key of JSON"),
        )),
    }
}
