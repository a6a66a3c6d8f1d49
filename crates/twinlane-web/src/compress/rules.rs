//! The rules as they are written.

/// The rules for compressing responses. The defaults are Starlette's, except for the level.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GzipRules {
    /// The level, 6 by default: 0 does not compress, 1 is the fastest, 9 the smallest.
    pub level: u32,
    /// The smallest body to compress, in bytes; 500 by default. Streams of unknown length are always compressed.
    pub minimum_size: usize,
    /// Media types that are not compressed: `application/zip`, or all of a kind: `audio/*`.
    pub excluded: Vec<String>,
}

/// The types that are compressed by themselves, or have to arrive event by event.
const EXCLUDED: [&str; 14] = [
    "application/grpc",
    "application/gzip",
    "application/x-gzip",
    "application/zip",
    "audio/*",
    "font/woff",
    "font/woff2",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/event-stream",
    "video/*",
];

impl Default for GzipRules {
    fn default() -> Self {
        Self {
            level: 6,
            minimum_size: 500,
            excluded: EXCLUDED.map(str::to_owned).to_vec(),
        }
    }
}

/// Media types, in lower case and without parameters.
#[derive(Debug)]
pub(super) struct MediaTypes(Vec<String>);

impl MediaTypes {
    /// Reads the list. Each mistake in it is a sentence of `mistakes`.
    pub(super) fn new(list: &[String], mistakes: &mut Vec<String>) -> Self {
        let names = list.iter().filter_map(|written| {
            let name = essence(written).to_ascii_lowercase();
            match name.split_once('/') {
                Some((kind, rest)) if is_token(kind) && (rest == "*" || is_token(rest)) => {
                    Some(name)
                }
                _ => {
                    mistakes.push(format!(
                        "`{written}` is no media type: write one as `image/png` or `audio/*`"
                    ));
                    None
                }
            }
        });
        Self(names.collect())
    }

    /// True if the type of a `Content-Type` is in the list.
    pub(super) fn contains(&self, content_type: &str) -> bool {
        let name = essence(content_type);
        let name = match name.get(..17) {
            Some(prefix) if prefix.eq_ignore_ascii_case("application/grpc+") => &name[..16],
            _ => name,
        };
        let kind = name.split('/').next().unwrap_or_default();
        self.0.iter().any(|known| match known.strip_suffix("/*") {
            Some(known) => known.eq_ignore_ascii_case(kind),
            None => known.eq_ignore_ascii_case(name),
        })
    }
}

/// The type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn is_token(text: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_compared_without_case_and_parameters() {
        let mut mistakes = Vec::new();
        let types = MediaTypes::new(&GzipRules::default().excluded, &mut mistakes);
        assert!(mistakes.is_empty());
        for excluded in [
            "image/png",
            "IMAGE/PNG; a=b",
            "audio/ogg",
            "video/",
            "text/event-stream;charset=utf-8",
            "application/grpc",
            "application/grpc+proto",
        ] {
            assert!(types.contains(excluded), "{excluded}");
        }
        for compressed in [
            "",
            "/",
            "image/svg+xml",
            "application/json",
            "audiox/ogg",
            "application/grpc-web",
            "text/plain",
        ] {
            assert!(!types.contains(compressed), "{compressed}");
        }
    }

    #[test]
    fn what_is_no_media_type_is_a_mistake() {
        let wrong = ["", "json", "*/*", "text/", "text/a b", "text/*x", "*"].map(str::to_owned);
        let mut mistakes = Vec::new();
        MediaTypes::new(&wrong, &mut mistakes);
        assert_eq!(mistakes.len(), wrong.len());
    }
}
