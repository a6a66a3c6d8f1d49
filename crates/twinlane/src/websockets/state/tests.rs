use std::task::Waker;

use http::{HeaderMap, Method};

use super::*;

/// The handshake of a client.
pub(in crate::websockets) fn handshake() -> Handshake {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    Handshake::of(&Method::GET, &headers).unwrap()
}

pub(in crate::websockets) fn open() -> State {
    let (decision, _) = oneshot::channel();
    let mut state = State::new(Asked {
        handshake: handshake(),
        decision,
        #[cfg(feature = "sessions")]
        session: None,
    });
    state.accept(Agreed::default());
    state.stage = Stage::Open;
    state.turn.is_asked_for = false;
    state
}

fn cx() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

fn text_frame(writer: &mut Writer) -> BytesMut {
    let mut frame = BytesMut::new();
    writer.write_text("hello", &mut frame);
    frame
}

/// Only other senders wait for it.
#[test]
fn a_message_is_written_while_the_link_goes_on() {
    let mut state = open();
    let Poll::Ready(Ok(mut writer)) = state.poll_writer(&cx()) else {
        panic!("there is room");
    };
    assert!(state.poll_writer(&cx()).is_pending());
    state.take(Event::Ping("p".into()));
    let frame = text_frame(&mut writer);
    state.put_message(writer, frame).unwrap();
    assert_eq!(&state.output[..], b"\x8a\x01p\x81\x05hello");
    assert_eq!(state.take_due().wakers.len(), 1);
    assert!(state.poll_writer(&cx()).is_ready());
}

#[test]
fn a_message_that_was_being_written_at_the_end_is_not_sent() {
    let mut state = open();
    let Poll::Ready(Ok(mut writer)) = state.poll_writer(&cx()) else {
        panic!("there is room");
    };
    state.close(&CloseFrame::new(4001, ""));
    let frame = text_frame(&mut writer);
    let end = state.put_message(writer, frame).unwrap_err();
    assert_eq!(end.code, 4001);
    assert_eq!(&state.output[..], b"\x88\x02\x0f\xa1");
}

/// Nothing else would wake the link for what the client sends.
#[test]
fn reading_goes_on_when_there_is_room_for_answers_again() {
    const PART: usize = MOST_UNSENT * 2 / 3;
    let mut state = open();
    (state.in_writing, state.output) = (PART, BytesMut::zeroed(PART));
    assert!(!state.reads());
    state.has_paused = true;
    state.note_written(PART);
    assert!(!state.turn.is_asked_for);
    drop(take(&mut state.output));
    state.note_written(PART);
    assert!(state.turn.is_asked_for);
}

#[test]
fn reading_goes_on_when_there_is_room_for_messages_again() {
    let mut state = open();
    while state.reads() {
        state.take(Event::Text("x".repeat(1_000)));
    }
    state.has_paused = true;
    while !state.turn.is_asked_for {
        assert!(state.next_message().is_some());
    }
    assert!(state.reads());
}

#[test]
fn the_last_word_of_the_client_is_read_however_much_is_left() {
    let mut state = open();
    while state.reads() {
        state.take(Event::Text("x".repeat(1_000)));
    }
    state.close(&CloseFrame::new(1000, ""));
    assert!(state.reads());
    state.take(Event::Close(None));
    assert!(!state.reads());
}

/// Otherwise the function would be polled again for the same news.
#[test]
fn news_are_told_once() {
    let mut state = open();
    state.turn.begin(&cx());
    state.turn.wait(&mut state.receivers, &cx());
    state.take(Event::Text("news".to_owned()));
    assert!(state.look(true).has_news);
    assert!(!state.look(true).has_news);
}
