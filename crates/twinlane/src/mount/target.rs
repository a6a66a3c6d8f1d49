//! The target of a request as a mounted service sees it.

use http::Uri;
use http::uri::PathAndQuery;

/// The target below this start of its decoded path. `None`: the path does not start so.
///
/// Services such as axum's decode a path by themselves, so the rest stays as it was sent.
pub(crate) fn below(target: &Uri, start: &str) -> Option<Uri> {
    if start.is_empty() {
        return Some(target.clone());
    }
    let slashes = start.bytes().filter(|&byte| byte == b'/').count();
    let rest = after_slashes(target.path(), slashes)?;
    let mut path = ["/", rest].concat();
    if let Some(query) = target.query() {
        path.extend(["?", query]);
    }
    let mut parts = target.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

/// The rest of the path behind its slash number `slashes + 1`. A slash may be written as `%2F`.
fn after_slashes(path: &str, slashes: usize) -> Option<&str> {
    let bytes = path.as_bytes();
    let mut seen = 0;
    let mut at = 0;
    while at < bytes.len() {
        let length = match bytes[at..] {
            [b'/', ..] => 1,
            [b'%', b'2', b'F' | b'f', ..] => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        at += length;
        seen += 1;
        if seen > slashes {
            return path.get(at..);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_as_it_was_sent() {
        for (target, start, expected) in [
            ("/old/items/a%2Fb?q=%20", "/old", "/items/a%2Fb?q=%20"),
            ("/%6Fld/%69tems", "/old", "/%69tems"),
            ("/old%2Fitems", "/old", "/items"),
            ("/old%2fx%2fitems/", "/old/x", "/items/"),
            ("/old/", "/old", "/"),
            ("/old//x", "/old", "//x"),
            ("/old?q", "", "/old?q"),
            ("/old/%252Fx", "/old", "/%252Fx"),
            ("/%E9/x", "/\u{FFFD}", "/x"),
            ("http://a.example/old/x", "/old", "http://a.example/x"),
        ] {
            let found = below(&target.parse().unwrap(), start).unwrap();
            assert_eq!(found.to_string(), expected, "{target} below {start}");
        }
    }

    #[test]
    fn nothing_is_below_what_is_not_there() {
        for (target, start) in [("/old", "/old"), ("/a/b", "/a/b/c")] {
            assert_eq!(below(&target.parse().unwrap(), start), None);
        }
    }
}
