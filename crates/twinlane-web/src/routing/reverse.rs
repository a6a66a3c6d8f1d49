//! From a template and values to a path: the way back.

use std::fmt;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use twinlane_path::{Convertor, Part, PathTemplate, Segment};

use super::pattern::accepts;
use crate::url::PATH_ESCAPES;

/// Makes a path of a template and the texts of its parameters. A request to the path gets the same values.
///
/// The texts are percent-encoded. The text of an `int` loses its leading zeros, and that of a `float` has up to 20 digits, as in
/// Starlette. A path that would begin with two slashes begins with `/%2F`, since the text after `//` would be read as a host.
///
/// Starlette encodes only `\`: its path differs if a value contains `?`, `#` or `%`.
///
/// ```
/// use twinlane_path::PathTemplate;
/// use twinlane_web::routing::path_for;
///
/// let template = PathTemplate::parse("/users/{user_id:int}/files/{file_path:path}").unwrap();
/// let value = |name: &str| match name {
///     "user_id" => Some("7"),
///     "file_path" => Some("notes/50% off?.txt"),
///     _ => None,
/// };
/// assert_eq!(path_for(&template, value).unwrap(), "/users/7/files/notes/50%25%20off%3F.txt");
///
/// let error = path_for(&template, |_| Some("..")).unwrap_err();
/// assert_eq!(error.to_string(), "`user_id` is \"..\", but `{user_id:int}` takes digits alone");
/// ```
///
/// # Errors
///
/// The first parameter without a value, or with a value that no request can produce.
pub fn path_for<'v>(
    template: &PathTemplate,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Result<String, PathValueError> {
    let mut path = String::new();
    for segment in template.segments() {
        let text = segment_text(segment, &value)?;
        path.push('/');
        path.extend(utf8_percent_encode(&text, ESCAPES));
    }
    if let Some(rest) = path.strip_prefix("//") {
        path = ["/%2F", rest].concat();
    }
    Ok(path)
}

/// A value that cannot stand in a path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathValueError {
    /// The parameter.
    pub parameter: String,
    /// The text of the value. `None`: the parameter has no value.
    pub value: Option<String>,
    /// The reason, as the end of a sentence.
    reason: String,
}

impl PathValueError {
    fn new(parameter: &str, value: Option<&str>, reason: String) -> Self {
        Self {
            parameter: parameter.to_owned(),
            value: value.map(str::to_owned),
            reason,
        }
    }
}

impl fmt::Display for PathValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            parameter, reason, ..
        } = self;
        match &self.value {
            Some(value) => write!(f, "`{parameter}` is {value:?}, but {reason}"),
            None => write!(f, "`{parameter}` {reason}"),
        }
    }
}

impl std::error::Error for PathValueError {}

/// A `%` of a value is one of the value.
const ESCAPES: &AsciiSet = &PATH_ESCAPES.add(b'%');

/// A segment with its values; of a `path`, several.
fn segment_text<'v>(
    segment: &Segment,
    value: &impl Fn(&str) -> Option<&'v str>,
) -> Result<String, PathValueError> {
    let mut text = String::new();
    let mut last = None;
    for part in &segment.parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Parameter { name, convertor } => {
                let Some(given) = value(name) else {
                    return Err(PathValueError::new(name, None, "has no value".to_owned()));
                };
                let written = written(*convertor, given);
                let written = written.map_err(|takes| {
                    let reason = format!("`{{{name}{}}}` takes {takes}", suffix(*convertor));
                    PathValueError::new(name, Some(given), reason)
                })?;
                text.push_str(&written);
                last = Some((name, given));
            }
        }
    }
    // Clients resolve them before they ask, also as `%2E`: the request would be for another path.
    if let Some((name, given)) = last
        && text.split('/').any(|segment| matches!(segment, "." | ".."))
    {
        let reason = "a client takes `.` and `..` for a way within the path".to_owned();
        return Err(PathValueError::new(name, Some(given), reason));
    }
    Ok(text)
}

fn suffix(convertor: Convertor) -> String {
    match convertor {
        Convertor::Str => String::new(),
        _ => format!(":{convertor}"),
    }
}

/// The text of a value in a path. `Err`: the texts that the convertor takes instead.
fn written(convertor: Convertor, text: &str) -> Result<String, &'static str> {
    let takes = match convertor {
        Convertor::Str => "one character or more, and no `/`",
        Convertor::Path => "no line feed",
        Convertor::Int => "digits alone",
        Convertor::Float => "a number that is neither negative nor infinite",
        Convertor::Uuid => "a UUID",
    };
    if convertor == Convertor::Float {
        return decimal(text).ok_or(takes);
    }
    if !accepts(convertor, text) {
        return Err(takes);
    }
    Ok(match (convertor, text.trim_start_matches('0')) {
        (Convertor::Int, "") => "0".to_owned(),
        (Convertor::Int, digits) => digits.to_owned(),
        _ => text.to_owned(),
    })
}

/// Python's `("%0.20f" % value).rstrip("0").rstrip(".")`.
fn decimal(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok()?;
    if !value.is_finite() || value < 0.0 {
        return None;
    }
    let digits = format!("{:.20}", value.abs());
    Some(
        digits
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::path::DecodedPath;
    use crate::routing::{Outcome, TableBuilder};

    fn path(template: &str, value: &str) -> Result<String, String> {
        let template = PathTemplate::parse(template).unwrap();
        path_for(&template, |_| Some(value)).map_err(|error| error.to_string())
    }

    /// Rows that were read off Starlette's `url_path_for`.
    #[test]
    fn paths_are_starlettes() {
        for (template, value, expected) in [
            ("/s/{v}", "1.0", "/s/1.0"),
            ("/s/{v}", "a:@!$&()*+,;=~[]'b", "/s/a:@!$&()*+,;=~[]'b"),
            ("/s/{v}", "a\\b", "/s/a%5Cb"),
            ("/p/{v:path}", "a/b", "/p/a/b"),
            ("/p/{v:path}", "", "/p/"),
            ("/p/{v:path}", "/x", "/p//x"),
            ("/{v:path}", "/evil.com/a", "/%2Fevil.com/a"),
            ("/{v:path}", "//evil.com/a", "/%2F/evil.com/a"),
            ("/{v:path}", "", "/"),
            ("/i/{v:int}", "5", "/i/5"),
            ("/i/{v:int}", "007", "/i/7"),
            ("/i/{v:int}", "000", "/i/0"),
            ("/f/{v:float}", "0.1", "/f/0.10000000000000000555"),
            ("/f/{v:float}", "5", "/f/5"),
            ("/f/{v:float}", "100.0", "/f/100"),
            ("/f/{v:float}", "1e16", "/f/10000000000000000"),
            ("/f/{v:float}", "0.50", "/f/0.5"),
            ("/f/{v:float}", "1e-7", "/f/0.0000001"),
            ("/m/{v}.txt", "..", "/m/...txt"),
        ] {
            assert_eq!(
                path(template, value).as_deref(),
                Ok(expected),
                "{template} {value}"
            );
        }
    }

    #[test]
    fn a_value_that_no_request_can_bring_back_is_an_error() {
        for (template, value, part) in [
            (
                "/s/{v}",
                "a/b",
                "`v` is \"a/b\", but `{v}` takes one character or more, and no `/`",
            ),
            ("/s/{v}", "", "one character or more"),
            ("/s/{v}", ".", "a client takes"),
            ("/s/{v}", "..", "a client takes"),
            ("/s/.{v}", ".", "a client takes"),
            ("/p/{v:path}", "a/../../b", "a client takes"),
            (
                "/p/{v:path}",
                "a\nb",
                "`v` is \"a\\nb\", but `{v:path}` takes no line feed",
            ),
            ("/i/{v:int}", "-5", "digits alone"),
            ("/i/{v:int}", "5.9", "digits alone"),
            ("/f/{v:float}", "-0.5", "neither negative"),
            ("/f/{v:float}", "NaN", "neither negative"),
            ("/f/{v:float}", "inf", "neither negative"),
            ("/u/{v:uuid}", "x", "a UUID"),
        ] {
            let error = path(template, value).unwrap_err();
            assert!(error.contains(part), "{template} {value:?}: {error}");
        }
        let template = PathTemplate::parse("/s/{v}").unwrap();
        let error = path_for(&template, |_| None).unwrap_err();
        assert_eq!(error.to_string(), "`v` has no value");
    }

    #[test]
    fn the_path_leads_back_to_the_value() {
        for value in [
            "a b",
            "a?b#c",
            "100%",
            "a%2Fb",
            "%2e%2e",
            "é",
            "a\"<>^`{|}b",
            "a\tb\r\nc",
            "a\\b",
            "\u{0}",
            "+",
            "...",
        ] {
            for template in ["/s/{v}", "/p/{v:path}/end", "/m/x{v}y"] {
                let template = PathTemplate::parse(template).unwrap();
                let Ok(path) = path_for(&template, |_| Some(value)) else {
                    assert!(value.contains('\n'), "{value:?}");
                    continue;
                };
                assert!(path.is_ascii(), "{path}");
                let uri: http::Uri = path.parse().unwrap();
                assert_eq!(uri.query(), None, "{path}");
                let mut builder = TableBuilder::new();
                builder.insert(&template, Method::GET, ()).unwrap();
                let table = builder.build();
                let decoded = DecodedPath::new(uri.path());
                let Outcome::Found { params, .. } = table.find(&Method::GET, &decoded) else {
                    panic!("{path} is not found");
                };
                assert_eq!(params.get(0), value, "{path}");
            }
        }
    }

    #[test]
    fn text_of_the_template_is_encoded_too() {
        let template = PathTemplate::parse("/lit eral/é/x?y/100%").unwrap();
        let path = path_for(&template, |_| None).unwrap();
        assert_eq!(path, "/lit%20eral/%C3%A9/x%3Fy/100%25");
    }
}
