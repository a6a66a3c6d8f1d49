//! The length that the head of a response states, against the length that its body has.

use http::{HeaderMap, HeaderValue, Response, header};
use http_body::Body;
use tracing::error;

/// Has the head state the length of the body, if that is known, and no length that is none.
///
/// hyper trusts the head: what a body has beyond the stated length would be taken for the beginning of the next response.
#[inline]
pub(crate) fn correct<B: Body>(response: &mut Response<B>) {
    // Few responses state one, and most have few headers: a look at each is less than to look one up.
    if response
        .headers()
        .keys()
        .any(|name| *name == header::CONTENT_LENGTH)
    {
        compare(response);
    }
}

#[cold]
fn compare<B: Body>(response: &mut Response<B>) {
    let stated = stated_length(response.headers());
    // The response to a HEAD request states the length of a body that it does not have; elsewhere hyper leaves it out.
    let known = response.body().size_hint().exact();
    match known.filter(|length| *length > 0) {
        Some(length) if stated != Some(length) => {
            error!(
                "a response has a body of {length} bytes and another `content-length`, which is corrected"
            );
            let length = HeaderValue::from(length);
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, length);
        }
        None if stated.is_none() => {
            error!("a response has a `content-length` that is no number, which is left out");
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        _ => {}
    }
}

/// `None`: it states none, or not one number.
fn stated_length(headers: &HeaderMap) -> Option<u64> {
    let mut values = headers.get_all(header::CONTENT_LENGTH).into_iter();
    let (value, None) = (values.next()?, values.next()) else {
        return None;
    };
    let digits = value
        .to_str()
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http_body::Frame;
    use http_body_util::{Empty, Full};

    use super::*;

    struct OfUnknownLength;

    impl Body for OfUnknownLength {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(None)
        }
    }

    fn corrected(body: impl Body, stated: &[&'static str]) -> Vec<String> {
        let mut response = Response::new(body);
        for value in stated {
            let value = HeaderValue::from_static(value);
            response.headers_mut().append(header::CONTENT_LENGTH, value);
        }
        correct(&mut response);
        let values = response.headers().get_all(header::CONTENT_LENGTH);
        let values = values.into_iter().map(|value| value.to_str().unwrap());
        values.map(str::to_owned).collect()
    }

    #[test]
    fn the_length_of_a_known_body_is_what_the_head_states() {
        let known = || Full::new(Bytes::from_static(b"four"));
        assert_eq!(corrected(known(), &[]), [""; 0]);
        assert_eq!(corrected(known(), &["4"]), ["4"]);
        for wrong in [
            &["2"][..],
            &["400"],
            &["+4"],
            &["four"],
            &["4", "4"],
            &["4", "5"],
        ] {
            assert_eq!(corrected(known(), wrong), ["4"], "{wrong:?}");
        }
    }

    #[test]
    fn a_length_that_no_body_contradicts_stays() {
        // As in the response to a HEAD request.
        assert_eq!(corrected(Empty::<Bytes>::new(), &["400"]), ["400"]);
        assert_eq!(corrected(OfUnknownLength, &["400"]), ["400"]);
        assert_eq!(corrected(OfUnknownLength, &["four"]), [""; 0]);
        assert_eq!(corrected(OfUnknownLength, &["4", "5"]), [""; 0]);
    }
}
