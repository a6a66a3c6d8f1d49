use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};
use twinlane_web::{Body, BoxError, Pieces, ReadError, ReadLimits};

const LIMITS: ReadLimits = ReadLimits {
    max_bytes: 10,
    idle: Some(Duration::from_secs(30)),
};

/// What a scripted body does next.
enum Step {
    Data(Bytes),
    Trailers,
    Wait(Duration),
    Break,
}

struct Script {
    steps: std::vec::IntoIter<Step>,
    announced: Option<u64>,
    sleep: Option<Pin<Box<Sleep>>>,
}

fn script(announced: Option<u64>, steps: Vec<Step>) -> Body {
    Body::stream(Script {
        steps: steps.into_iter(),
        announced,
        sleep: None,
    })
}

fn data(text: &'static str) -> Step {
    Step::Data(Bytes::from_static(text.as_bytes()))
}

fn wait(seconds: u64) -> Step {
    Step::Wait(Duration::from_secs(seconds))
}

impl http_body::Body for Script {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            if let Some(sleep) = &mut self.sleep {
                if sleep.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.sleep = None;
            }
            return Poll::Ready(match self.steps.next() {
                None => None,
                Some(Step::Data(data)) => Some(Ok(Frame::data(data))),
                Some(Step::Trailers) => Some(Ok(Frame::trailers(HeaderMap::new()))),
                Some(Step::Break) => Some(Err("connection reset".into())),
                Some(Step::Wait(time)) => {
                    self.sleep = Some(Box::pin(tokio::time::sleep(time)));
                    continue;
                }
            });
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.announced
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[tokio::test]
async fn a_body_that_is_there_is_handed_on() {
    let content = Bytes::from(vec![b'x'; 10]);
    let read = Body::from(content.clone()).read(LIMITS).await.unwrap();
    assert_eq!(read.as_ptr(), content.as_ptr());
    assert_eq!(Body::empty().read(LIMITS).await.unwrap(), "");
    assert!(matches!(
        Body::from("01234567890").read(LIMITS).await,
        Err(ReadError::TooLarge)
    ));
}

#[tokio::test]
async fn a_single_piece_is_not_copied() {
    let content = Bytes::from(vec![b'x'; 10]);
    let steps = vec![
        data(""),
        Step::Data(content.clone()),
        data(""),
        Step::Trailers,
    ];
    let read = script(None, steps).read(LIMITS).await.unwrap();
    assert_eq!(read.as_ptr(), content.as_ptr());
}

#[tokio::test]
async fn pieces_are_put_together() {
    for announced in [None, Some(6)] {
        let steps = vec![data("ab"), data(""), data("cd"), data("ef"), Step::Trailers];
        assert_eq!(
            script(announced, steps).read(LIMITS).await.unwrap(),
            "abcdef"
        );
    }
}

#[tokio::test]
async fn an_announced_length_over_the_limit_fails_before_reading() {
    let result = script(Some(11), vec![Step::Break]).read(LIMITS).await;
    assert!(matches!(result, Err(ReadError::TooLarge)));
    let result = script(Some(u64::MAX), vec![Step::Break]).read(LIMITS).await;
    assert!(matches!(result, Err(ReadError::TooLarge)));
}

#[tokio::test]
async fn the_limit_itself_is_allowed() {
    assert_eq!(
        script(None, vec![data("01234"), data("56789")])
            .read(LIMITS)
            .await
            .unwrap(),
        "0123456789"
    );
    let result = script(
        None,
        vec![data("01234"), data("56789"), data("x"), Step::Break],
    )
    .read(LIMITS)
    .await;
    assert!(matches!(result, Err(ReadError::TooLarge)));
    let result = script(None, vec![data("0123456789x"), Step::Break])
        .read(LIMITS)
        .await;
    assert!(matches!(result, Err(ReadError::TooLarge)));
}

#[tokio::test]
async fn a_body_that_breaks_off_says_why() {
    let error = script(Some(5), vec![data("ab"), Step::Break])
        .read(LIMITS)
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the body broke off");
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "connection reset"
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_for_a_piece_is_too_long() {
    let start = Instant::now();
    let result = script(None, vec![data("ab"), wait(31), data("cd")])
        .read(LIMITS)
        .await;
    assert!(matches!(result, Err(ReadError::TimedOut)));
    assert_eq!(start.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn many_short_waits_are_not() {
    let steps = vec![wait(29), data("ab"), wait(29), data("cd"), wait(29)];
    assert_eq!(script(None, steps).read(LIMITS).await.unwrap(), "abcd");
}

#[tokio::test(start_paused = true)]
async fn whatever_arrives_ends_a_wait() {
    let steps = vec![
        wait(20),
        data(""),
        wait(20),
        data("ab"),
        wait(20),
        Step::Trailers,
    ];
    assert_eq!(script(None, steps).read(LIMITS).await.unwrap(), "ab");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_given_up_does_not_count() {
    let body = script(None, vec![wait(35), data("ab")]);
    let mut pieces = Pieces::of(body, LIMITS).unwrap();
    let patience = Duration::from_secs(10);
    assert!(tokio::time::timeout(patience, pieces.next()).await.is_err());
    assert_eq!(pieces.next().await.unwrap().unwrap(), "ab");
}

#[tokio::test(start_paused = true)]
async fn without_an_idle_limit_any_wait_is_allowed() {
    let limits = ReadLimits {
        idle: None,
        ..LIMITS
    };
    assert_eq!(
        script(None, vec![wait(100_000), data("ab")])
            .read(limits)
            .await
            .unwrap(),
        "ab"
    );
}

#[test]
fn a_body_that_is_there_needs_no_timer() {
    // This runtime has none: making one would panic.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let read = script(None, vec![data("ab"), data("cd")]).read(LIMITS);
    assert_eq!(runtime.block_on(read).unwrap(), "abcd");
}
