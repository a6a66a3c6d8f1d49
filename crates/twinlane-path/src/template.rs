use std::collections::HashSet;
use std::fmt;

use crate::{Convertor, TemplateError};

/// A path with parameters: `/items/{item_id}`.
///
/// The empty template belongs to a router without a prefix, or to an operation whose whole path is its router's prefix. Every other
/// template starts with `/`. Text outside of parameters is compared literally with the percent-decoded path of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

impl PathTemplate {
    /// Reads a template.
    ///
    /// A parameter is `{name}` or `{name:convertor}`; its name is an ASCII identifier. Other braces are an error, because they are
    /// usually a typing mistake. Starlette takes them for plain text.
    ///
    /// ```
    /// use twinlane_path::PathTemplate;
    ///
    /// let error = PathTemplate::parse("/items/{item_id:integer}").unwrap_err();
    ///
    /// assert_eq!((error.offset, error.length), (16, 7));
    /// assert_eq!(
    ///     error.to_string(),
    ///     "there is no convertor `integer`: use `str`, `path`, `int`, `float` or `uuid`"
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is neither empty nor starts with `/`, if a brace has no partner in its segment, or if a name or a convertor is invalid.
    /// Also if two parameters have the same name.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if let Some(first) = text.chars().next()
            && first != '/'
        {
            return Err(TemplateError::new(
                0,
                first.len_utf8(),
                "a path starts with `/`",
            ));
        }
        let mut segments = Vec::new();
        let mut names = HashSet::new();
        // Splitting first is right even for `{a/b}`: no name and no convertor may hold a slash.
        let mut start = 1;
        for segment in text.split('/').skip(1) {
            segments.push(parse_segment(segment, start, &mut names)?);
            start += segment.len() + 1;
        }
        Ok(Self {
            text: text.to_owned(),
            segments,
        })
    }

    /// Joins this template, as a prefix, with another: plain concatenation, as `include_router` does.
    ///
    /// Both templates may use the same parameter name: check with [`repeated_name`](Self::repeated_name).
    ///
    /// ```
    /// # use twinlane_path::PathTemplate;
    /// let prefix = PathTemplate::parse("/users/{user_id}")?;
    /// let path = PathTemplate::parse("/items/{item_id}")?;
    ///
    /// assert_eq!(prefix.join(&path).as_str(), "/users/{user_id}/items/{item_id}");
    /// # Ok::<(), twinlane_path::TemplateError>(())
    /// ```
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self {
            text: [self.text.as_str(), &inner.text].concat(),
            segments: self
                .segments
                .iter()
                .chain(&inner.segments)
                .cloned()
                .collect(),
        }
    }

    /// Adds a parameter without a name that takes any number of segments, so the template matches every path below it.
    ///
    /// ```
    /// # use twinlane_path::PathTemplate;
    /// let below = PathTemplate::parse("/users/{user_id}")?.with_rest();
    /// assert_eq!(below.names().collect::<Vec<_>>(), ["user_id", ""]);
    /// # Ok::<(), twinlane_path::TemplateError>(())
    /// ```
    #[must_use]
    pub fn with_rest(&self) -> Self {
        let rest = Segment {
            parts: vec![Part::Parameter {
                name: String::new(),
                convertor: Convertor::Path,
            }],
        };
        Self {
            text: [self.text.as_str(), "/{:path}"].concat(),
            segments: self.segments.iter().cloned().chain([rest]).collect(),
        }
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The segments after each `/`, in order. `/` has one empty segment; the empty template has none.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Every parameter, in order.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Convertor)> {
        self.segments
            .iter()
            .flat_map(|segment| &segment.parts)
            .filter_map(|part| match part {
                Part::Literal(_) => None,
                Part::Parameter { name, convertor } => Some((name.as_str(), *convertor)),
            })
    }

    /// The name of every parameter, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters().map(|(name, _)| name)
    }

    /// The first parameter name that is used twice. Only [`join`](Self::join) can cause this.
    pub fn repeated_name(&self) -> Option<&str> {
        let mut seen = HashSet::new();
        self.names().find(|name| !seen.insert(*name))
    }

    /// The template without its convertors, as it appears in an `OpenAPI` document: `/files/{file_path}`.
    pub fn format(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        for segment in &self.segments {
            text.push('/');
            for part in &segment.parts {
                match part {
                    Part::Literal(literal) => text.push_str(literal),
                    Part::Parameter { name, .. } => text.extend(["{", name, "}"]),
                }
            }
        }
        text
    }
}

/// Prints the template as it was written.
impl fmt::Display for PathTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// The text between two slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Segment {
    /// The text and the parameters, in order. An empty segment has no part. Two literals never follow each other.
    pub parts: Vec<Part>,
}

/// A piece of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a template has these two by nature"
)]
pub enum Part {
    /// Text that the path must contain literally. Never empty, and without `/`.
    Literal(String),
    /// A place for a value.
    Parameter {
        /// An ASCII identifier.
        name: String,
        /// The kind of text that the value may be.
        convertor: Convertor,
    },
}

/// Reads one segment, which starts at byte `start` of the template.
fn parse_segment<'t>(
    segment: &'t str,
    start: usize,
    names: &mut HashSet<&'t str>,
) -> Result<Segment, TemplateError> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < segment.len() {
        let rest = &segment[at..];
        let literal = rest.find(['{', '}']).unwrap_or(rest.len());
        if literal > 0 {
            parts.push(Part::Literal(rest[..literal].to_owned()));
            at += literal;
            continue;
        }
        if rest.starts_with('}') {
            return Err(TemplateError::new(start + at, 1, "this `}` closes nothing"));
        }
        let inside = &rest[1..];
        let length = match inside.find(['{', '}']) {
            Some(end) if inside.as_bytes()[end] == b'}' => end,
            _ => {
                return Err(TemplateError::new(
                    start + at,
                    1,
                    "this `{` is never closed",
                ));
            }
        };
        parts.push(parse_parameter(&inside[..length], start + at + 1, names)?);
        at += length + 2;
    }
    Ok(Segment { parts })
}

/// Reads what is between the braces, which starts at byte `start` of the template.
fn parse_parameter<'t>(
    inside: &'t str,
    start: usize,
    names: &mut HashSet<&'t str>,
) -> Result<Part, TemplateError> {
    let (name, convertor) = match inside.split_once(':') {
        Some((name, convertor)) => (name, Some(convertor)),
        None => (inside, None),
    };
    if name.is_empty() {
        let message = "a parameter needs a name, as in `{item_id}`";
        // From brace to brace: there is no name to point at.
        return Err(TemplateError::new(start - 1, inside.len() + 2, message));
    }
    if !is_identifier(name) {
        let message = format!(
            "`{name}` is no parameter name: it takes letters, digits and `_`, and no digit first"
        );
        return Err(TemplateError::new(start, name.len(), message));
    }
    let convertor = match convertor {
        None => Convertor::Str,
        Some(written) => Convertor::from_name(written).ok_or_else(|| {
            let message = format!(
                "there is no convertor `{written}`: use `str`, `path`, `int`, `float` or `uuid`"
            );
            TemplateError::new(start + name.len() + 1, written.len(), message)
        })?,
    };
    if !names.insert(name) {
        return Err(TemplateError::new(
            start,
            name.len(),
            format!("`{name}` is in this path twice"),
        ));
    }
    Ok(Part::Parameter {
        name: name.to_owned(),
        convertor,
    })
}

/// Starlette's `[a-zA-Z_][a-zA-Z0-9_]*`.
fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
