//! The grammar: `export KEY = value # note`, with quotes and values of several lines.

use super::scan::{Scanner, is_space};
use super::{BadLine, Binding};

/// Reads all lines, good and bad.
pub(super) fn parse(text: &str) -> (Vec<Binding>, Vec<BadLine>) {
    // As Python opens a text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner::new(&text);
    let (mut bindings, mut bad) = (Vec::new(), Vec::new());
    loop {
        scanner.take_while(is_space);
        if scanner.peek().is_none() {
            return (bindings, bad);
        }
        let line = scanner.line();
        match binding(&mut scanner) {
            Ok(None) => {}
            Ok(Some((key, value))) => bindings.push(Binding { key, value, line }),
            Err(why) => {
                scanner.take_line();
                bad.push(BadLine::new(line, why));
            }
        }
    }
}

type Parsed<T> = Result<T, &'static str>;

/// A key and its value; `None` of a line that is a comment.
fn binding(scanner: &mut Scanner<'_>) -> Parsed<Option<(String, Option<String>)>> {
    take_export(scanner);
    let key = match scanner.peek() {
        Some('#') => None,
        Some('\'') => Some(quoted_key(scanner)?),
        _ => Some(plain_key(scanner)?),
    };
    scanner.take_blanks();
    let value = if key.is_some() && scanner.take_text("=") {
        let is_apart = !scanner.take_blanks().is_empty();
        Some(match scanner.peek() {
            Some('#') if is_apart => String::new(),
            Some('\'') => quoted(scanner, '\'', in_single_quotes)?,
            Some('"') => quoted(scanner, '"', in_double_quotes)?,
            None | Some('\n') => String::new(),
            Some(_) => plain(scanner),
        })
    } else {
        None
    };
    end_line(scanner)?;
    Ok(key.map(|key| (key, value)))
}

fn take_export(scanner: &mut Scanner<'_>) {
    let after = scanner.rest().strip_prefix("export");
    let blank = after.and_then(|after| after.chars().next());
    if blank.is_some_and(super::scan::is_blank) {
        scanner.take_text("export");
        scanner.take_blanks();
    }
}

fn quoted_key(scanner: &mut Scanner<'_>) -> Parsed<String> {
    match scanner.rest()[1..].find('\'') {
        None => Err("the quote of the key is not closed"),
        Some(0) => Err("the key is empty"),
        Some(length) => Ok(scanner.take(length + 2)[1..=length].to_owned()),
    }
}

fn plain_key(scanner: &mut Scanner<'_>) -> Parsed<String> {
    let key = scanner
        .take_while(|character| !is_space(character) && character != '=' && character != '#');
    if key.is_empty() {
        return Err("a line is `NAME=value`, and here the name is missing");
    }
    Ok(key.to_owned())
}

/// A value in quotes: a backslash keeps the character after it from ending it.
fn quoted(
    scanner: &mut Scanner<'_>,
    quote: char,
    escaped: fn(char) -> Option<char>,
) -> Parsed<String> {
    let mut value = String::new();
    let mut characters = scanner.rest().char_indices().skip(1);
    while let Some((place, character)) = characters.next() {
        if character == quote {
            scanner.take(place + 1);
            return Ok(value);
        }
        if character != '\\' {
            value.push(character);
            continue;
        }
        let Some((_, next)) = characters.next() else {
            break;
        };
        match escaped(next) {
            Some(meant) => value.push(meant),
            None => value.extend(['\\', next]),
        }
    }
    Err("the quote of the value is not closed")
}

fn in_single_quotes(character: char) -> Option<char> {
    matches!(character, '\\' | '\'').then_some(character)
}

fn in_double_quotes(character: char) -> Option<char> {
    Some(match character {
        '\\' | '\'' | '"' => character,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        _ => return None,
    })
}

/// A value without quotes: the rest of the line, up to a comment that a blank sets apart.
fn plain(scanner: &mut Scanner<'_>) -> String {
    let line = scanner.take_while(|character| character != '\n');
    let mut value = line;
    for (place, _) in line.match_indices('#') {
        if line[..place].ends_with(is_space) {
            value = &line[..place];
            break;
        }
    }
    value.trim_end_matches(is_space).to_owned()
}

fn end_line(scanner: &mut Scanner<'_>) -> Parsed<()> {
    scanner.take_blanks();
    if scanner.peek() == Some('#') {
        scanner.take_while(|character| character != '\n');
    }
    if scanner.peek().is_none() || scanner.take_text("\n") {
        return Ok(());
    }
    Err(
        "a line is `NAME=value`, and something follows it: a value with a `#` or a quote in it is put in quotes",
    )
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn why_a_line_means_nothing() {
        for (text, why) in [
            ("=x", "the name is missing"),
            ("A B", "something follows"),
            ("A='x' y", "something follows"),
            ("A=\"x", "the quote of the value"),
            ("'A=x", "the quote of the key"),
            ("''=x", "the key is empty"),
        ] {
            let (bindings, bad) = parse(text);
            assert!(bindings.is_empty(), "{text}");
            assert!(bad[0].why.contains(why), "{text}: {}", bad[0].why);
        }
    }
}
