//! Texts of others in a line of a log.

use std::fmt::{self, Write};

/// Displays a text with escapes, so that the text cannot end a log line or change other lines on a terminal.
///
/// Control characters, line separators and marks of text direction are written as Rust's escapes: `\n`, `\u{1b}`. Only the first
/// 16 KiB are written.
///
/// ```
/// use twinlane_server::LogText;
///
/// let name = "Ada\nINFO all is well\u{1b}[2K";
/// assert_eq!(LogText(name).to_string(), r"Ada\nINFO all is well\u{1b}[2K");
/// ```
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a text is all it is")]
pub struct LogText<T>(pub T);

impl<T: fmt::Display> fmt::Display for LogText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = Line {
            to: f,
            left: LONGEST,
        };
        match write!(line, "{}", self.0) {
            // The text has been cut.
            Err(_) if line.left == 0 => f.write_str("... (cut)"),
            written => written,
        }
    }
}

/// The most bytes of a text.
const LONGEST: usize = 16 * 1024;

/// A writer that escapes.
struct Line<'a, W> {
    to: &'a mut W,
    left: usize,
}

impl<W: Write> Write for Line<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let fits = text.len() <= self.left;
        let end = text.floor_char_boundary(self.left);
        self.left = if fits { self.left - end } else { 0 };
        write_escaped(self.to, &text[..end])?;
        if fits { Ok(()) } else { Err(fmt::Error) }
    }
}

/// Writes a text with escapes for every character that could forge a log line.
///
/// # Errors
///
/// The errors of the writer.
pub fn write_escaped(to: &mut (impl Write + ?Sized), text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(place) = rest.find(forges) {
        to.write_str(&rest[..place])?;
        let mut characters = rest[place..].chars();
        for escape in characters.next().into_iter().flat_map(char::escape_default) {
            to.write_char(escape)?;
        }
        rest = characters.as_str();
    }
    to.write_str(rest)
}

/// True if a character ends a line, moves the cursor of a terminal, or turns the direction of what follows.
fn forges(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_forge_a_line_is_escaped() {
        for (text, written) in [
            ("a b é 😀 \"q\" \\n", "a b é 😀 \"q\" \\n"),
            ("a\r\nb\tc\0", r"a\r\nb\tc\u{0}"),
            (
                "\u{1b}[31m\u{9b}\u{7f}\u{85}",
                r"\u{1b}[31m\u{9b}\u{7f}\u{85}",
            ),
            (
                "\u{2028}\u{2029}\u{202e}x\u{2066}",
                r"\u{2028}\u{2029}\u{202e}x\u{2066}",
            ),
        ] {
            assert_eq!(LogText(text).to_string(), written);
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let text = "é\n".repeat(10_000);
        let written = LogText(&text).to_string();
        assert!(written.ends_with(r"é\n... (cut)"), "{}", &written[21_000..]);
        assert!(written.len() < LONGEST * 2);
        let exact = "x".repeat(LONGEST);
        assert_eq!(LogText(&exact).to_string(), exact);
        let longer = format!("{exact}y");
        assert_eq!(LogText(longer).to_string(), format!("{exact}... (cut)"));
        let parts = format_args!("{exact}{}", "y").to_string();
        assert_eq!(
            LogText(format_args!("{exact}{}", 'y')).to_string(),
            LogText(parts).to_string()
        );
    }
}
