//! The characters of a `.env` file.

/// The rest of a text, and its line.
pub(super) struct Scanner<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            line: 1,
        }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// Takes the characters up to the first that is not wanted.
    pub(super) fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|character| !is_wanted(character));
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// Takes this text, if it is next.
    pub(super) fn take_text(&mut self, text: &str) -> bool {
        let is_next = self.rest.starts_with(text);
        if is_next {
            self.take(text.len());
        }
        is_next
    }

    /// Takes the blanks within a line.
    pub(super) fn take_blanks(&mut self) -> &'t str {
        self.take_while(is_blank)
    }

    /// Takes what is left of the line, and its end.
    pub(super) fn take_line(&mut self) {
        self.take_while(|character| character != '\n');
        self.take_text("\n");
    }
}

/// A blank that is no end of a line.
pub(super) fn is_blank(character: char) -> bool {
    is_space(character) && character != '\n'
}

/// Blank to Python: Rust leaves out the separators of files, groups, records and units.
pub(in crate::settings) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}
