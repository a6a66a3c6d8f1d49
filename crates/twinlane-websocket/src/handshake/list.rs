//! The grammar of headers that are lists.

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::refusal::invalid;

/// The items of all headers of this name.
///
/// # Errors
///
/// The sentence about a header that is no list of such items.
pub(super) fn items<T>(
    headers: &HeaderMap,
    name: &HeaderName,
    item: impl Fn(&mut Scanner<'_>) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut items = Vec::new();
    for value in headers.get_all(name) {
        read(&text_of(value), &item, &mut items).map_err(|what| invalid(name, &what))?;
    }
    Ok(items)
}

/// A value as text: each byte is a character.
pub(super) fn text_of(value: &HeaderValue) -> String {
    value
        .as_bytes()
        .iter()
        .map(|byte| char::from(*byte))
        .collect()
}

fn read<T>(
    text: &str,
    item: impl Fn(&mut Scanner<'_>) -> Result<T, String>,
    items: &mut Vec<T>,
) -> Result<(), String> {
    let mut scanner = Scanner { text, position: 0 };
    scanner.skip_commas();
    loop {
        items.push(item(&mut scanner)?);
        scanner.skip_space();
        if scanner.is_at_end() {
            return Ok(());
        }
        if scanner.peek() != Some(b',') {
            return Err(scanner.expected("comma"));
        }
        scanner.skip_commas();
        if scanner.is_at_end() {
            return Ok(());
        }
    }
}

/// A header's value, and how far it has been read.
#[derive(Debug)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Scanner<'t> {
    /// The name of something.
    ///
    /// # Errors
    ///
    /// The sentence about what is here instead. Likewise below.
    pub(super) fn token(&mut self) -> Result<&'t str, String> {
        let token = self.token_or_nothing();
        if token.is_empty() {
            return Err(self.expected("token"));
        }
        Ok(token)
    }

    /// A protocol, as `websocket` or `HTTP/2.0`.
    pub(super) fn protocol(&mut self) -> Result<&'t str, String> {
        let start = self.position;
        if self.token_or_nothing().is_empty() {
            return Err(self.expected("protocol"));
        }
        let name_end = self.position;
        if self.take(b'/') && self.token_or_nothing().is_empty() {
            self.position = name_end;
        }
        Ok(&self.text[start..self.position])
    }

    /// A token in quotes or without.
    pub(super) fn token_or_quoted(&mut self) -> Result<String, String> {
        if self.peek() != Some(b'"') {
            return self.token().map(str::to_owned);
        }
        let start = self.position;
        let value = self.quoted()?;
        if value.is_empty() || !value.bytes().all(is_of_token) {
            self.position = start;
            return Err(self.sentence("invalid quoted header content"));
        }
        Ok(value)
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.position += 1;
        }
    }

    /// True if this byte is here: then what is after it and its white space comes next.
    pub(super) fn skip(&mut self, byte: u8) -> bool {
        let is_here = self.take(byte);
        if is_here {
            self.skip_space();
        }
        is_here
    }

    fn quoted(&mut self) -> Result<String, String> {
        let start = self.position;
        let mut value = String::new();
        let mut rest = self.text[start..].chars();
        rest.next();
        loop {
            match rest.next() {
                Some('"') => break,
                Some('\\') => match rest.next() {
                    Some(escaped)
                        if escaped == '\t' || !escaped.is_control() || escaped >= '\u{80}' =>
                    {
                        value.push(escaped);
                    }
                    _ => return Err(self.expected("quoted string")),
                },
                Some(plain @ ('\t' | ' '..='~')) => value.push(plain),
                _ => return Err(self.expected("quoted string")),
            }
        }
        self.position = self.text.len() - rest.as_str().len();
        Ok(value)
    }

    fn token_or_nothing(&mut self) -> &'t str {
        let rest = &self.text[self.position..];
        let end = rest.bytes().position(|byte| !is_of_token(byte));
        let token = &rest[..end.unwrap_or(rest.len())];
        self.position += token.len();
        token
    }

    fn skip_commas(&mut self) {
        while self.skip(b',') {}
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_here = self.peek() == Some(byte);
        if is_here {
            self.position += 1;
        }
        is_here
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn is_at_end(&self) -> bool {
        self.position == self.text.len()
    }

    fn expected(&self, what: &str) -> String {
        self.sentence(&format!("expected {what}"))
    }

    fn sentence(&self, what: &str) -> String {
        let position = self.text[..self.position].chars().count();
        format!("{what} at {position} in {}", self.text)
    }
}

fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-!#$%&'*+.^_`|~".contains(&byte)
}
