//! The choices of a client, each with its weight: `Accept` and `Accept-Encoding`.

use http::header::{AsHeaderName, HeaderMap, HeaderValue};

/// One of the choices in a list.
pub(crate) struct Choice<'h> {
    /// The name, as it is written.
    pub(crate) name: &'h [u8],
    /// The parameters behind it, as they are written.
    parameters: &'h [u8],
}

/// The choices of all lines of a header, in their order.
pub(crate) fn choices(
    headers: &HeaderMap,
    name: impl AsHeaderName,
) -> impl Iterator<Item = Choice<'_>> {
    let lines = headers.get_all(name).into_iter().map(HeaderValue::as_bytes);
    let choices = lines.flat_map(|line| line.split(|&byte| byte == b','));
    choices.map(|choice| {
        let end = choice.iter().position(|&byte| byte == b';');
        let (name, parameters) = choice.split_at(end.unwrap_or(choice.len()));
        Choice {
            name: name.trim_ascii(),
            parameters,
        }
    })
}

impl<'h> Choice<'h> {
    /// The values of its weights, `0.5` of `;q=0.5`: well formed or not, and mostly one at the most.
    pub(crate) fn weights(&self) -> impl Iterator<Item = &'h [u8]> {
        let parameters = self.parameters.split(|&byte| byte == b';');
        parameters.filter_map(|parameter| match parameter.trim_ascii() {
            [b'q' | b'Q', rest @ ..] => {
                let value = rest.trim_ascii_start().strip_prefix(b"=")?;
                Some(value.trim_ascii_start())
            }
            _ => None,
        })
    }
}
