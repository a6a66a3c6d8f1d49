//! Redirects, as httpx follows them.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::test_url::TestUrl;

/// The most redirects that are followed for one request.
pub(super) const MOST_REDIRECTS: usize = 20;

/// The `Location` of a response that redirects.
pub(super) fn location(status: StatusCode, headers: &HeaderMap) -> Option<&HeaderValue> {
    let redirects = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    headers.get(header::LOCATION).filter(|_| redirects)
}

/// The method of the next request. 303, 302 and, of a `POST`, 301 make it a `GET`, as browsers do.
pub(super) fn method(method: &Method, status: StatusCode) -> Method {
    let becomes_get = match status.as_u16() {
        302 | 303 => method != Method::HEAD,
        301 => method == Method::POST,
        _ => false,
    };
    if becomes_get {
        Method::GET
    } else {
        method.clone()
    }
}

/// Changes the headers of a request to those of the next. Its cookies are those of the client, which are added later.
pub(super) fn change_headers(headers: &mut HeaderMap, (from, to): (&TestUrl, &TestUrl)) {
    if !from.is_same_origin(to) {
        if !from.is_upgraded_by(to) {
            headers.remove(header::AUTHORIZATION);
        }
        headers.remove(header::HOST);
    }
    headers.remove(header::COOKIE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_changes_as_httpx_changes_it() {
        // The method, and what it becomes at 301, 302, 303, 307 and 308.
        let cases = [
            ("GET", ["GET", "GET", "GET", "GET", "GET"]),
            ("HEAD", ["HEAD", "HEAD", "HEAD", "HEAD", "HEAD"]),
            ("POST", ["GET", "GET", "GET", "POST", "POST"]),
            ("PUT", ["PUT", "GET", "GET", "PUT", "PUT"]),
            ("DELETE", ["DELETE", "GET", "GET", "DELETE", "DELETE"]),
        ];
        for (before, after) in cases {
            for (status, expected) in [301, 302, 303, 307, 308].into_iter().zip(after) {
                let status = StatusCode::from_u16(status).unwrap();
                let changed = method(&before.parse().unwrap(), status);
                assert_eq!(changed, expected, "{before} {status}");
            }
        }
    }

    #[test]
    fn only_these_statuses_redirect() {
        let mut headers = HeaderMap::new();
        let see_other = StatusCode::SEE_OTHER;
        assert!(location(see_other, &headers).is_none());
        headers.insert(header::LOCATION, HeaderValue::from_static("/"));
        assert!(location(see_other, &headers).is_some());
        for status in [200, 201, 300, 304, 305] {
            let status = StatusCode::from_u16(status).unwrap();
            assert!(location(status, &headers).is_none(), "{status}");
        }
    }
}
