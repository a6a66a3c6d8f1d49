use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;
use twinlane_web::{Body, BoxError, Pieces, ReadError, ReadLimits};

const LIMITS: ReadLimits = ReadLimits::new(10);

/// A step of a scripted body.
enum Step {
    Data(Bytes),
    Trailers,
    Wait(Duration),
    Break,
    Fail(BoxError),
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
                Some(Step::Fail(error)) => Some(Err(error)),
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
        Error::source(&error).unwrap().to_string(),
        "connection reset"
    );
}

#[tokio::test]
async fn a_body_that_the_server_has_given_up_is_late() {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "too slowly");
    let errors: [BoxError; 2] = [
        Box::new(late()),
        Box::new(io::Error::other(Wrapped(late()))),
    ];
    for error in errors {
        let result = script(None, vec![data("ab"), Step::Fail(error)])
            .read(LIMITS)
            .await;
        assert!(matches!(result, Err(ReadError::TimedOut)), "{result:?}");
    }
    let broken = io::Error::new(io::ErrorKind::UnexpectedEof, "gone");
    let result = script(None, vec![Step::Fail(broken.into())])
        .read(LIMITS)
        .await;
    assert!(
        matches!(result, Err(ReadError::Disconnected(_))),
        "{result:?}"
    );
}

/// As a layer around a body may do it.
#[derive(Debug)]
struct Wrapped(io::Error);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layer failed")
    }
}

impl Error for Wrapped {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn pieces_are_waited_for() {
    let body = script(None, vec![data("ab"), wait(20), data("cd")]);
    let mut pieces = Pieces::of(body, LIMITS).unwrap();
    assert_eq!(pieces.next().await.unwrap().unwrap(), "ab");
    assert!(
        tokio::time::timeout(Duration::from_secs(10), pieces.next())
            .await
            .is_err()
    );
    assert_eq!(pieces.next().await.unwrap().unwrap(), "cd");
    assert!(pieces.next().await.unwrap().is_none());
}
