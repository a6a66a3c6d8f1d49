use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use flate2::read::{GzDecoder, MultiGzDecoder};
use http::HeaderName;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

use super::*;

fn here(job: CompressionJob) -> Offloaded {
    Box::pin(async move { Ok(job.run()) })
}

fn policy() -> GzipPolicy {
    GzipPolicy::new(&GzipRules::default()).unwrap()
}

fn response(body: impl Into<Body>, headers: &[(&'static str, &'static str)]) -> Response {
    let mut response = Response::new(body.into());
    for &(name, value) in headers {
        let name = HeaderName::from_static(name);
        response
            .headers_mut()
            .append(name, HeaderValue::from_static(value));
    }
    response
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut read = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut read).unwrap();
    read
}

/// A stream of these frames.
struct Frames(VecDeque<Result<Frame<Bytes>, BoxError>>);

impl Frames {
    fn of(chunks: &[&'static str]) -> Self {
        let chunks = chunks
            .iter()
            .map(|chunk| Ok(Frame::data(Bytes::from_static(chunk.as_bytes()))));
        Self(chunks.collect())
    }
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.pop_front())
    }
}

#[test]
fn a_body_of_500_bytes_is_compressed() {
    let policy = policy();
    assert!(!policy.applies(&response("a".repeat(499), &[])));
    let body = "a".repeat(500);
    let whole = response(
        body.clone(),
        &[
            ("content-length", "500"),
            ("etag", "\"x\""),
            ("vary", "Cookie"),
        ],
    );
    assert!(policy.applies(&whole));
    let compressed = policy.compress(whole, here).unwrap();
    let bytes = compressed.body().as_full().unwrap();
    assert_eq!(unzipped(bytes), body.as_bytes());
    let headers = compressed.headers();
    assert_eq!(headers["content-length"], bytes.len().to_string());
    assert_eq!(headers["content-encoding"], "gzip");
    assert_eq!(headers["vary"], "Cookie, Accept-Encoding");
    assert_eq!(headers["etag"], "\"x\"");
}

#[test]
fn some_responses_are_left_alone() {
    let policy = policy();
    let body = "a".repeat(1_000);
    for headers in [
        [("content-encoding", "br")],
        [("content-encoding", "")],
        [("content-type", "image/png")],
        [("content-type", "text/event-stream; charset=utf-8")],
        [("content-type", "application/grpc+proto")],
    ] {
        assert!(
            !policy.applies(&response(body.clone(), &headers)),
            "{headers:?}"
        );
    }
    for (status, applies) in [
        (206, false),
        (101, false),
        (200, true),
        (404, true),
        (500, true),
    ] {
        let mut response = response(body.clone(), &[]);
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        assert_eq!(policy.applies(&response), applies, "{status}");
    }
    assert!(!policy.applies(&response(Body::empty(), &[("content-length", "1000")])));
}

/// Frames whose length is known.
struct Known(Frames, u64);

impl http_body::Body for Known {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.0).poll_frame(cx)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.1)
    }
}

#[tokio::test]
async fn a_stream_that_is_whole_already_has_a_length() {
    let compress = |frames| {
        let body = Body::stream(Known(frames, 3));
        policy()
            .compress(response(body, &[("content-length", "3")]), here)
            .unwrap()
    };
    let whole = compress(Frames::of(&["abc"]));
    let length: usize = whole.headers()["content-length"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let bytes = whole.into_body().collect().await.unwrap().to_bytes();
    assert_eq!((unzipped(&bytes), bytes.len()), (b"abc".to_vec(), length));

    let parts = compress(Frames::of(&["a", "bc"]));
    assert!(!parts.headers().contains_key("content-length"));
    let bytes = parts.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(unzipped(&bytes), b"abc");

    let mut broken = Frames::of(&[]);
    broken.0.push_back(Err("broken".into()));
    let error = compress(broken).into_body().collect().await.unwrap_err();
    assert_eq!(error.to_string(), "broken");
}

#[test]
fn a_short_stream_is_left_alone_only_if_its_length_is_known() {
    let policy = policy();
    let unknown = Body::stream(Frames::of(&["a"]));
    assert!(policy.applies(&response(unknown, &[])));
    for (size, applies) in [(499, false), (500, true)] {
        let known = Body::stream(Known(Frames::of(&["a"]), size));
        assert_eq!(policy.applies(&response(known, &[])), applies);
    }
}

#[tokio::test]
async fn a_stream_is_compressed_chunk_by_chunk() {
    let stream = Body::stream(Frames::of(&["a", "", "bc"]));
    let compressed = policy()
        .compress(response(stream, &[("content-length", "3")]), here)
        .unwrap();
    assert!(!compressed.headers().contains_key("content-length"));
    assert_eq!(compressed.headers()["content-encoding"], "gzip");
    let mut body = compressed.into_body();
    let mut all = Vec::new();
    for expected in ["a", "abc"] {
        all.extend(body.frame().await.unwrap().unwrap().into_data().unwrap());
        let mut so_far = Vec::new();
        let _ = GzDecoder::new(&all[..]).read_to_end(&mut so_far);
        assert_eq!(so_far, expected.as_bytes());
    }
    all.extend(body.frame().await.unwrap().unwrap().into_data().unwrap());
    assert!(body.frame().await.is_none());
    assert_eq!(unzipped(&all), b"abc");
}

#[tokio::test]
async fn trailers_come_behind_the_end_and_an_error_without_one() {
    let trailers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("x"))]);
    let mut frames = Frames::of(&["a"]);
    frames.0.push_back(Ok(Frame::trailers(trailers.clone())));
    let whole = policy()
        .compress(response(Body::stream(frames), &[]), here)
        .unwrap();
    let collected = whole.into_body().collect().await.unwrap();
    assert_eq!(collected.trailers(), Some(&trailers));
    assert_eq!(unzipped(&collected.to_bytes()), b"a");

    let mut frames = Frames::of(&["a"]);
    frames.0.push_back(Err("broken".into()));
    let mut body = policy()
        .compress(response(Body::stream(frames), &[]), here)
        .unwrap()
        .into_body();
    assert!(body.frame().await.unwrap().is_ok());
    assert_eq!(
        body.frame().await.unwrap().unwrap_err().to_string(),
        "broken"
    );
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn large_chunks_go_to_another_thread_and_stay_in_order() {
    fn away(job: CompressionJob) -> Offloaded {
        Box::pin(async move { Ok(tokio::task::spawn_blocking(move || job.run()).await?) })
    }
    fn lost(_: CompressionJob) -> Offloaded {
        Box::pin(async { Err("no thread".into()) })
    }
    let large = vec![b'x'; LARGE];
    let frames = || {
        let chunks = [&b"first"[..], &large, b"between", &large, b"last"];
        let chunks = chunks.map(|chunk| Ok(Frame::data(Bytes::copy_from_slice(chunk))));
        Body::stream(Frames(chunks.into_iter().collect()))
    };
    let compressed = policy().compress(response(frames(), &[]), away).unwrap();
    let all = compressed.into_body().collect().await.unwrap().to_bytes();
    let expected = [&b"first"[..], &large, b"between", &large, b"last"].concat();
    assert!(unzipped(&all) == expected);

    let mut body = policy()
        .compress(response(frames(), &[]), lost)
        .unwrap()
        .into_body();
    assert!(body.frame().await.unwrap().is_ok());
    assert_eq!(
        body.frame().await.unwrap().unwrap_err().to_string(),
        "no thread"
    );
    assert!(body.frame().await.is_none());
}

/// A chunk that counts how many of its kind are alive.
struct Counted(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::Relaxed);
    }
}

/// 1 GiB, made as it is asked for.
struct Gibibyte {
    left: u32,
    alive: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl http_body::Body for Gibibyte {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        let alive = self.alive.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(alive, Ordering::Relaxed);
        let chunk = Counted(vec![b'a'; 1024 * 1024], Arc::clone(&self.alive));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(chunk)))))
    }
}

#[tokio::test]
async fn a_stream_of_a_gibibyte_holds_one_chunk_at_a_time() {
    let (alive, most) = (Arc::default(), Arc::default());
    let stream = Gibibyte {
        left: 1024,
        alive: Arc::clone(&alive),
        most: Arc::clone(&most),
    };
    let policy = GzipPolicy::new(&GzipRules {
        level: 1,
        ..GzipRules::default()
    })
    .unwrap();
    let mut body = policy
        .compress(response(Body::stream(stream), &[]), here)
        .unwrap()
        .into_body();
    let (mut sent, mut largest, mut tail) = (0, 0, Vec::new());
    while let Some(frame) = body.frame().await {
        let frame = frame.unwrap().into_data().unwrap();
        sent += frame.len();
        largest = largest.max(frame.len());
        tail = frame.to_vec();
    }
    // The last eight bytes are the checksum and the length, modulo 4 GiB.
    assert_eq!(tail[tail.len() - 4..], (1_u32 << 30).to_le_bytes());
    assert_eq!(
        (alive.load(Ordering::Relaxed), most.load(Ordering::Relaxed)),
        (0, 1)
    );
    assert!(
        largest < 64 * 1024 && sent < 32 * 1024 * 1024,
        "{largest} {sent}"
    );
    drop(body);
    assert_eq!(policy.encoders.idle(), 1);
}

#[test]
fn every_mistake_is_told() {
    let rules = GzipRules {
        level: 10,
        excluded: vec!["x".to_owned()],
        ..GzipRules::default()
    };
    assert_eq!(GzipPolicy::new(&rules).unwrap_err().len(), 2);
}

#[test]
fn an_empty_body_that_no_minimum_keeps_is_still_left_alone() {
    let policy = GzipPolicy::new(&GzipRules {
        minimum_size: 0,
        ..GzipRules::default()
    })
    .unwrap();
    assert!(!policy.applies(&response("", &[])));
    let one = policy.compress(response("a", &[]), here).unwrap();
    let mut read = Vec::new();
    MultiGzDecoder::new(&one.body().as_full().unwrap()[..])
        .read_to_end(&mut read)
        .unwrap();
    assert_eq!(read, b"a");
}
