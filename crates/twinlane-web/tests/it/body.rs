use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt, Empty, Full};
use twinlane_web::Body;

#[test]
fn a_full_body_is_one_frame_of_known_size() {
    for mut body in [
        Body::full("hello"),
        Body::from("hello"),
        Body::from("hello".to_owned()),
        Body::from(b"hello".to_vec()),
        Body::from(&b"hello"[..]),
        Body::from(Bytes::from_static(b"hello")),
    ] {
        assert_eq!(body.size_hint().exact(), Some(5));
        assert!(!body.is_end_stream());
        assert_eq!(next(&mut body).as_deref(), Some(&b"hello"[..]));
        assert_eq!(body.size_hint().exact(), Some(0));
        assert!(body.is_end_stream());
        assert_eq!(next(&mut body), None);
    }
}

#[test]
fn no_content_is_an_empty_body() {
    for mut body in [
        Body::empty(),
        Body::default(),
        Body::from(""),
        Body::stream(Empty::<Bytes>::new()),
    ] {
        assert_eq!(format!("{body:?}"), "Empty");
        assert_eq!(body.size_hint().exact(), Some(0));
        assert!(body.is_end_stream());
        assert_eq!(next(&mut body), None);
    }
}

#[test]
fn a_stream_keeps_what_it_says_of_itself() {
    let mut body = Body::stream(Full::<Bytes>::from("hello"));
    assert_eq!(format!("{body:?}"), "Stream");
    assert_eq!(body.size_hint().exact(), Some(5));
    assert_eq!(next(&mut body).as_deref(), Some(&b"hello"[..]));
    assert!(body.is_end_stream());
}

#[test]
fn a_body_as_a_stream_is_itself() {
    assert_eq!(
        format!("{:?}", Body::stream(Body::from("hello"))),
        "Full(b\"hello\")"
    );
}

fn next(body: &mut Body) -> Option<Bytes> {
    let frame = block_on(body.frame())?;
    frame.unwrap().into_data().ok()
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}
