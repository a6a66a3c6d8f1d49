//! A header with options: `form-data; name="photo"; filename="a;b.png"`.

/// The value and its options, as `python-multipart` reads them: browsers send names that no standard allows.
#[derive(Debug, Default, PartialEq)]
pub(super) struct OptionsHeader {
    /// In lower case.
    pub(super) value: String,
    options: Vec<(String, Vec<u8>)>,
}

impl OptionsHeader {
    pub(super) fn parse(header: &[u8]) -> Self {
        let mut segments = segments(header);
        let value = segments.next().unwrap_or_default();
        Self {
            value: text(trim(value)).to_ascii_lowercase(),
            options: segments.filter_map(option).collect(),
        }
    }

    /// The value of an option; the last of several.
    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        self.options
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_slice())
    }
}

/// The segments between semicolons. A semicolon within quotes does not count, and a quote that is never closed takes the rest.
fn segments(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(header);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = segment_end(text);
        rest = text.get(end + 1..);
        Some(&text[..end])
    })
}

fn segment_end(text: &[u8]) -> usize {
    let mut is_quoted = false;
    let mut before = 0;
    for (place, &byte) in text.iter().enumerate() {
        match byte {
            b'"' if before != b'\\' => is_quoted = !is_quoted,
            b';' if !is_quoted => return place,
            _ => {}
        }
        before = byte;
    }
    text.len()
}

fn option(segment: &[u8]) -> Option<(String, Vec<u8>)> {
    let equals = segment.iter().position(|&byte| byte == b'=');
    let (name, value) = match equals {
        Some(place) => (&segment[..place], trim(&segment[place + 1..])),
        None => (segment, &[][..]),
    };
    let name = text(trim(name)).to_ascii_lowercase();
    // RFC 7578 forbids `filename*=` in a form.
    if name.contains('*') {
        return None;
    }
    let mut value = unquoted(value);
    if name == "filename" {
        value = without_folder(value);
    }
    Some((name, value))
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let inner = value
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    let Some(inner) = inner else {
        return value.to_vec();
    };
    replaced(&replaced(inner, *b"\\\\", b'\\'), *b"\\\"", b'"')
}

fn replaced(text: &[u8], pair: [u8; 2], with: u8) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if let Some(after) = rest.strip_prefix(&pair) {
            result.push(with);
            rest = after;
        } else {
            result.push(*first);
            rest = after;
        }
    }
    result
}

/// Internet Explorer sent `C:\folder\name`.
fn without_folder(name: Vec<u8>) -> Vec<u8> {
    if name.get(1..3) == Some(b":\\") || name.starts_with(b"\\\\") {
        let start = name.iter().rposition(|&byte| byte == b'\\');
        return name[start.map_or(0, |place| place + 1)..].to_vec();
    }
    name
}

fn trim(text: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = text.iter().position(|byte| !is_blank(byte));
    let end = text.iter().rposition(|byte| !is_blank(byte));
    match (start, end) {
        (Some(start), Some(end)) => &text[start..=end],
        _ => &[],
    }
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_browsers_write_them() {
        for (header, name) in [
            (&br#"form-data; name="photo""#[..], &b"photo"[..]),
            (b"form-data; name=photo", b"photo"),
            (b"form-data;NAME = photo ;x", b"photo"),
            (br#"form-data; name="a;b""#, b"a;b"),
            (br#"form-data; name="a\"b;c""#, br#"a"b;c"#),
            (br#"form-data; name="a\\b""#, br"a\b"),
            (br#"form-data; name="a"; name="b""#, b"b"),
            (
                br#"form-data; name="never closed; filename=x"#,
                br#""never closed; filename=x"#,
            ),
            (b"form-data; name=", b""),
            (b"form-data; name", b""),
            ("form-data; name=\"größe\"".as_bytes(), "größe".as_bytes()),
        ] {
            assert_eq!(
                OptionsHeader::parse(header).get("name"),
                Some(name),
                "{header:?}"
            );
        }
    }

    #[test]
    fn an_extended_name_is_no_name() {
        let header = OptionsHeader::parse(b"form-data; filename*=UTF-8''x; filename=y");
        assert_eq!(header.get("filename"), Some(&b"y"[..]));
        assert_eq!(
            OptionsHeader::parse(b"form-data; name*=x").get("name"),
            None
        );
    }

    #[test]
    fn a_windows_path_is_cut_to_its_name() {
        for path in [
            r#"x; filename="C:\a\b.txt""#,
            r#"x; filename="\\\\host\b.txt""#,
        ] {
            let header = OptionsHeader::parse(path.as_bytes());
            assert_eq!(header.get("filename"), Some(&b"b.txt"[..]), "{path}");
        }
    }

    #[test]
    fn the_value_is_in_lower_case() {
        let header = OptionsHeader::parse(b" Multipart/Form-Data ; boundary=B");
        assert_eq!(header.value, "multipart/form-data");
        assert_eq!(header.get("boundary"), Some(&b"B"[..]));
    }
}
