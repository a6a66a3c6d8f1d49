//! Python's `json.loads`: what it accepts, its texts and its offsets.

use indexmap::IndexMap;

use super::{
    JsonValue,
    encoding::decode,
    scan::{Failure, Scanner},
};

/// The reason why bytes are not a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "FastAPI has these two answers")]
pub enum JsonError {
    /// The text breaks JSON's grammar: FastAPI responds with 422.
    Syntax {
        /// The message of Python's `json` module: `Expecting value`.
        message: String,
        /// The index of the character at which the grammar is broken, counted from 0.
        position: usize,
    },
    /// The bytes are not text, are nested too deeply or have a whole number with too many digits: FastAPI responds with 400.
    Unreadable,
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax { message, position } => {
                write!(formatter, "{message} at character {position}")
            }
            Self::Unreadable => formatter.write_str("not readable as JSON"),
        }
    }
}

impl std::error::Error for JsonError {}

/// Reads a document as Python 3.11's `json.loads` does inside FastAPI.
///
/// The document may be in UTF-8, UTF-16 or UTF-32. `NaN`, `Infinity` and `-Infinity` are numbers. Whole numbers have up to 4300
/// digits. The last of duplicate keys wins, at the position of the first. Arrays and objects nest to a depth of 962,
/// the most that fits Python's stack below FastAPI's own calls.
///
/// # Errors
///
/// [`JsonError::Syntax`] in Python's words, or [`JsonError::Unreadable`].
pub fn parse_python_json(bytes: &[u8]) -> Result<JsonValue, JsonError> {
    let text = decode(bytes).ok_or(JsonError::Unreadable)?;
    let mut scanner = Scanner::new(&text);
    document(&mut scanner).map_err(|failure| match failure {
        Failure::Syntax { message, offset } => JsonError::Syntax {
            message: message.to_owned(),
            position: text[..offset].chars().count(),
        },
        Failure::Unreadable => JsonError::Unreadable,
    })
}

const DEEPEST: usize = 962;

/// An array or object whose end has not been reached. They are on a stack of our own, not of the thread.
enum Open {
    List(Vec<JsonValue>),
    /// The fields so far, and the key of the value that comes next.
    Object(IndexMap<String, JsonValue>, String),
}

fn document(scanner: &mut Scanner<'_>) -> Result<JsonValue, Failure> {
    let mut open: Vec<Open> = Vec::new();
    scanner.skip_whitespace();
    loop {
        let Some(mut value) = begin(scanner, &mut open)? else {
            continue;
        };
        // Every container that this value completes is a value in its turn.
        loop {
            let Some(container) = open.pop() else {
                scanner.expect_end()?;
                return Ok(value);
            };
            match add(scanner, container, value)? {
                Added::More(container) => {
                    open.push(container);
                    break;
                }
                Added::Complete(container) => value = container,
            }
        }
    }
}

/// Reads a scalar or an empty container, or opens a container (`None`): its first value comes next.
fn begin(scanner: &mut Scanner<'_>, open: &mut Vec<Open>) -> Result<Option<JsonValue>, Failure> {
    let start = scanner.peek();
    if !matches!(start, Some(b'[' | b'{')) {
        return scanner.scalar().map(Some);
    }
    if open.len() == DEEPEST {
        return Err(Failure::Unreadable);
    }
    scanner.advance();
    scanner.skip_whitespace();
    if start == Some(b'[') {
        if scanner.take(b']') {
            return Ok(Some(JsonValue::List(Vec::new())));
        }
        open.push(Open::List(Vec::new()));
    } else {
        if scanner.take(b'}') {
            return Ok(Some(JsonValue::from(IndexMap::new())));
        }
        open.push(Open::Object(IndexMap::new(), scanner.key()?));
    }
    Ok(None)
}

enum Added {
    More(Open),
    Complete(JsonValue),
}

/// Puts a value into its container and reads what follows it: the container's end, or a comma (and the next key).
fn add(scanner: &mut Scanner<'_>, container: Open, value: JsonValue) -> Result<Added, Failure> {
    scanner.skip_whitespace();
    match container {
        Open::List(mut items) => {
            items.push(value);
            if scanner.take(b']') {
                // A list of one item has room for four: lists in lists would be four times as large.
                items.shrink_to_fit();
                return Ok(Added::Complete(JsonValue::List(items)));
            }
            scanner.comma()?;
            Ok(Added::More(Open::List(items)))
        }
        Open::Object(mut fields, key) => {
            fields.insert(key, value);
            if scanner.take(b'}') {
                return Ok(Added::Complete(JsonValue::from(fields)));
            }
            scanner.comma()?;
            let key = scanner.key()?;
            Ok(Added::More(Open::Object(fields, key)))
        }
    }
}
