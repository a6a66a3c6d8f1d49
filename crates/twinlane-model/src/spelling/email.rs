//! Email addresses, as Pydantic's `EmailStr` and `NameEmail` take them.
//!
//! The reasons are those of the `email-validator` package; addresses are normalised as it normalises them: mailboxes that
//! every host has and domains in lower case, domains of Punycode in their own letters.

use crate::error::repr_text;

/// The display name (the local part if there is none) and the address; `Err`: the reason.
pub(crate) fn email(text: &str) -> Result<(String, String), String> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(format!("Length must not exceed {LONGEST_TEXT} characters"));
    }
    if text.contains(['\r', '\n']) {
        return Err("Carriage return and line feed characters are not allowed".to_owned());
    }
    let (name, address) = pretty(text).unwrap_or((None, text));
    let (local, address) = normalised(address.trim())?;
    Ok((name.map_or(local, str::to_owned), address))
}

const LONGEST_TEXT: usize = 2048;
const LONGEST_ADDRESS: usize = 254;
const LONGEST_DOMAIN: usize = 253;
const LONGEST_LABEL: usize = 63;

/// `Ada Lovelace <ada@example.com>`, with the name in quotes or not, or not there.
fn pretty(text: &str) -> Option<(Option<&str>, &str)> {
    let text = text.trim();
    let body = text.strip_suffix('>')?;
    if let Some(quoted) = body.strip_prefix('"') {
        let (name, rest) = quoted.rsplit_once('"')?;
        let address = rest.trim_start().strip_prefix('<')?;
        return (!name.is_empty() && !address.is_empty()).then_some((Some(name), address));
    }
    let (name, address) = body.split_once('<')?;
    let name = name.trim_end();
    let is_name_character =
        |c: char| c.is_alphanumeric() || c == '_' || ATEXT.contains(c) || c == '.';
    let is_name = name
        .split_whitespace()
        .all(|word| word.chars().all(is_name_character));
    (is_name && !address.is_empty()).then_some(((!name.is_empty()).then_some(name), address))
}

/// The local part and the whole address.
fn normalised(address: &str) -> Result<(String, String), String> {
    let (before, special, after) = split(address)?;
    if special == '<' {
        return Err(in_brackets(before.trim_end(), after));
    }
    let (local, is_quoted) = unquoted(before)?;
    let local = local_part(&local, is_quoted)?;
    if is_quoted {
        return Err("Quoting the part before the @-sign is not allowed here.".to_owned());
    }
    if after.is_empty() {
        return Err("There must be something after the @-sign.".to_owned());
    }
    if after.starts_with('[') && after.ends_with(']') {
        return Err(in_square_brackets(&after[1..after.len() - 1]));
    }
    let (ascii, domain) = domain(after)?;
    check_length(address, None)?;
    let normal = format!("{local}@{domain}");
    check_length(&normal, Some("after normalization"))?;
    let as_ascii = format!("{local}@{ascii}");
    let when = "when the part after the @-sign is converted to IDNA ASCII";
    check_length(&as_ascii, Some(when))?;
    Ok((local, normal))
}

/// At the first `@` or `<` that is not in quotes.
fn split(address: &str) -> Result<(&str, char, &str), String> {
    let (mut in_quotes, mut escaped) = (false, false);
    for (place, character) in address.char_indices() {
        match character {
            '"' if !escaped => in_quotes = !in_quotes,
            '@' | '<' if !in_quotes => {
                let after = &address[place + character.len_utf8()..];
                return Ok((&address[..place], character, after));
            }
            _ => {}
        }
        escaped = in_quotes && character == '\\' && !escaped;
    }
    Err(if address.contains('＠') {
        "The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign."
    } else if address.contains('﹫') {
        "The email address has the \"small commercial at\" character instead of a regular at-sign."
    } else {
        "An email address must have an @-sign."
    }
    .to_owned())
}

/// The reason to refuse an address that has angle brackets and is not in the pretty form.
fn in_brackets(name: &str, after: &str) -> String {
    let is_quoted = name.starts_with('"');
    let bad = displayed(
        name.chars()
            .filter(|c| !(ATEXT.contains(*c) || c.is_ascii_alphanumeric() || *c == ' ')),
    );
    if !is_quoted && !bad.is_empty() {
        return format!("The display name contains invalid characters when not quoted: {bad}.");
    }
    if !after.contains('>') {
        return "An open angle bracket at the start of the email address has to be followed by a close angle bracket \
                at the end."
            .to_owned();
    }
    match after.trim_end_matches(' ').strip_suffix('>') {
        None => "There can't be anything after the email address.".to_owned(),
        Some(address) => normalised(address).err().unwrap_or_else(|| {
            "A display name and angle brackets around the email address are not permitted here."
                .to_owned()
        }),
    }
}

/// A text in quotes without them, and whether it was.
fn unquoted(text: &str) -> Result<(String, bool), String> {
    let Some(inner) = text.strip_prefix('"') else {
        return Ok((text.to_owned(), false));
    };
    let mut value = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => value.extend(characters.next()),
            '"' => {
                let rest: Vec<String> = characters.map(display).collect();
                if rest.is_empty() {
                    break;
                }
                let rest = rest.join(", ");
                return Err(format!(
                    "Extra character(s) found after close quote: {rest}"
                ));
            }
            character => value.push(character),
        }
    }
    Ok((value, true))
}

/// The part before the `@`.
fn local_part(local: &str, is_quoted: bool) -> Result<String, String> {
    if local.is_empty() {
        return Err("There must be something before the @-sign.".to_owned());
    }
    let is_atext = |c: char| c.is_ascii_alphanumeric() || ATEXT.contains(c) || !c.is_ascii();
    let is_dot_atom = local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    if is_dot_atom || is_quoted {
        check_unsafe(local, is_quoted)?;
        let is_everywhere = MAILBOXES.contains(&local.to_ascii_lowercase().as_str());
        return Ok(if is_everywhere {
            local.to_ascii_lowercase()
        } else {
            local.to_owned()
        });
    }
    let bad = displayed(local.chars().filter(|c| !is_atext(*c) && *c != '.'));
    if !bad.is_empty() {
        return Err(format!(
            "The email address contains invalid characters before the @-sign: {bad}."
        ));
    }
    check_dots(
        local,
        "An email address cannot start with a {}.",
        "An email address cannot have a {} immediately before the @-sign.",
    )?;
    Err("The email address contains invalid characters before the @-sign.".to_owned())
}

/// The part after the `@`: in ASCII, and in its own letters.
fn domain(domain: &str) -> Result<(String, String), String> {
    let length = domain.chars().count();
    if length > LONGEST_DOMAIN {
        let reason = too_many(length - LONGEST_DOMAIN);
        return Err(format!(
            "The email address is too long after the @-sign {reason}."
        ));
    }
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || !c.is_ascii();
    let bad = displayed(domain.chars().filter(|c| !is_host(*c)));
    if !bad.is_empty() {
        return Err(format!(
            "The part after the @-sign contains invalid characters: {bad}."
        ));
    }
    check_unsafe(domain, false)?;
    let (unicode, mapped) = idna::domain_to_unicode(domain);
    let unicode = if mapped.is_ok() {
        unicode
    } else {
        domain.to_lowercase()
    };
    let bad = displayed(unicode.chars().filter(|c| !is_host(*c)));
    if !bad.is_empty() {
        return Err(format!(
            "The part after the @-sign contains invalid characters after Unicode normalization: {bad}."
        ));
    }
    check_dots_and_hyphens(&unicode)?;
    let ascii = idna::domain_to_ascii(domain)
        .map_err(|_| "The part after the @-sign is invalid.".to_owned())?;
    for label in ascii.split('.') {
        let dashes = label.get(2..4) == Some("--") && !label.starts_with("xn");
        if dashes {
            return Err("An email address cannot have two letters followed by two dashes immediately after the @-sign \
                        or after a period, except Punycode."
                .to_owned());
        }
    }
    check_host(&ascii)?;
    Ok((ascii, unicode))
}

fn check_host(ascii: &str) -> Result<(), String> {
    if ascii.len() > LONGEST_DOMAIN {
        let reason = too_many(ascii.len() - LONGEST_DOMAIN);
        return Err(format!(
            "The email address is too long after the @-sign {reason}."
        ));
    }
    if let Some(label) = ascii.split('.').find(|label| label.len() > LONGEST_LABEL) {
        let reason = too_many(label.len() - LONGEST_LABEL);
        return Err(format!(
            "After the @-sign, periods cannot be separated by so many characters {reason}."
        ));
    }
    if !ascii.contains('.') {
        return Err("The part after the @-sign is not valid. It should have a period.".to_owned());
    }
    if !ascii.ends_with(|last: char| last.is_ascii_alphabetic()) {
        return Err(
            "The part after the @-sign is not valid. It is not within a valid top-level domain."
                .to_owned(),
        );
    }
    let is_special = |name: &&str| {
        ascii
            .strip_suffix(*name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if SPECIAL_USE.iter().any(is_special) {
        return Err("The part after the @-sign is a special-use or reserved name that cannot be used with email.".to_owned());
    }
    Ok(())
}

fn check_dots_and_hyphens(domain: &str) -> Result<(), String> {
    let start = "An email address cannot have a {} immediately after the @-sign.";
    let end = "An email address cannot end with a {}.";
    check_dots(domain, start, end)?;
    if domain.ends_with('-') {
        return Err(end.replace("{}", "hyphen"));
    }
    if domain.starts_with('-') {
        return Err(start.replace("{}", "hyphen"));
    }
    if domain.contains(".-") || domain.contains("-.") {
        return Err(
            "An email address cannot have a period and a hyphen next to each other.".to_owned(),
        );
    }
    Ok(())
}

fn check_dots(text: &str, start: &str, end: &str) -> Result<(), String> {
    if text.ends_with('.') {
        return Err(end.replace("{}", "period"));
    }
    if text.starts_with('.') {
        return Err(start.replace("{}", "period"));
    }
    if text.contains("..") {
        return Err("An email address cannot have two periods in a row.".to_owned());
    }
    Ok(())
}

/// The reason to refuse an address of a host in square brackets. All such addresses are refused.
fn in_square_brackets(literal: &str) -> String {
    let is_v4_like = !literal.is_empty() && literal.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_v6 = literal
        .get(..5)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("ipv6:"));
    if is_v4_like || is_v6 {
        "A bracketed IP address after the @-sign is not allowed here.".to_owned()
    } else if literal.contains(':') {
        "The part after the @-sign contains an invalid address literal tag in brackets.".to_owned()
    } else {
        "The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.".to_owned()
    }
}

fn check_unsafe(text: &str, spaces_allowed: bool) -> Result<(), String> {
    let is_unsafe =
        |c: &char| c.is_control() || (c.is_whitespace() && !(*c == ' ' && spaces_allowed));
    let bad = displayed(text.chars().filter(is_unsafe));
    if bad.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "The email address contains unsafe characters: {bad}."
        ))
    }
}

fn check_length(address: &str, when: Option<&str>) -> Result<(), String> {
    let bytes = address.len();
    if bytes <= LONGEST_ADDRESS {
        return Ok(());
    }
    let more = bytes - LONGEST_ADDRESS;
    let plural = if more == 1 { "" } else { "s" };
    let reason = match when {
        Some(when) => format!("{when} ({more} byte{plural} too many)"),
        None if address.is_ascii() => too_many(more),
        None => {
            let widest = address.chars().map(char::len_utf8).max().unwrap_or(1);
            match (more / widest).max(1) {
                characters if characters == more => too_many(more),
                characters => format!("({characters}-{more} character{plural} too many)"),
            }
        }
    };
    Err(format!("The email address is too long {reason}."))
}

fn too_many(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("({count} character{plural} too many)")
}

/// Characters as a reason lists them: each once, in order.
fn displayed(characters: impl Iterator<Item = char>) -> String {
    let mut names: Vec<String> = characters.map(display).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

fn display(character: char) -> String {
    let code = u32::from(character);
    match character {
        '\\' => "\"\\\"".to_owned(),
        ' ' => "SPACE".to_owned(),
        '\u{a0}' => "NO-BREAK SPACE".to_owned(),
        _ if character.is_control() || character.is_whitespace() => format!("U+{code:04X}"),
        _ => repr_text(&character.to_string()),
    }
}

/// The characters that a part of the local part may have, beside letters and digits.
const ATEXT: &str = "_!#$%&'*+-/=?^`{|}~";

const SPECIAL_USE: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];

/// RFC 2142: these mean the same in every case.
const MAILBOXES: [&str; 15] = [
    "info",
    "marketing",
    "sales",
    "support",
    "abuse",
    "noc",
    "security",
    "postmaster",
    "hostmaster",
    "usenet",
    "news",
    "webmaster",
    "www",
    "uucp",
    "ftp",
];

#[cfg(test)]
mod tests {
    use super::email;

    #[test]
    fn addresses_are_normalised() {
        for (text, name, address) in [
            ("ada@example.com", "ada", "ada@example.com"),
            (" Ada@EXAMPLE.com ", "Ada", "Ada@example.com"),
            ("INFO@example.com", "info", "info@example.com"),
            ("Ada L. <a@b.co>", "Ada L.", "a@b.co"),
            ("\"Ada, L\" <a@b.co>", "Ada, L", "a@b.co"),
            ("é@bücher.de", "é", "é@bücher.de"),
            ("a@xn--bcher-kva.de", "a", "a@bücher.de"),
        ] {
            assert_eq!(
                email(text),
                Ok((name.to_owned(), address.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, reason) in [
            ("a", "An email address must have an @-sign."),
            ("@b.co", "There must be something before the @-sign."),
            ("a@", "There must be something after the @-sign."),
            (
                "a@b",
                "The part after the @-sign is not valid. It should have a period.",
            ),
            (
                "a@b.c\u{fe6b}ob",
                "The part after the @-sign contains invalid characters after Unicode normalization: '@'.",
            ),
            (
                "a b@c.de",
                "The email address contains invalid characters before the @-sign: SPACE.",
            ),
            (
                "a..b@c.de",
                "An email address cannot have two periods in a row.",
            ),
            (
                "a@-b.de",
                "An email address cannot have a hyphen immediately after the @-sign.",
            ),
            (
                "a@b.test",
                "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
            ),
            (
                "a@b_c.de",
                "The part after the @-sign contains invalid characters: '_'.",
            ),
            (
                "\"a b\"@c.de",
                "Quoting the part before the @-sign is not allowed here.",
            ),
            (
                "a@[1.2.3.4]",
                "A bracketed IP address after the @-sign is not allowed here.",
            ),
            (
                "a@b.c1",
                "The part after the @-sign is not valid. It is not within a valid top-level domain.",
            ),
        ] {
            assert_eq!(email(text), Err(reason.to_owned()), "{text}");
        }
    }
}
