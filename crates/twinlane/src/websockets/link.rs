//! The connection: it runs the function, and around each of its steps reads what the client has sent and writes what it is to get.
//!
//! All of it is one task. The function finds a message where the link has put it in the same turn, and what it sends is written at the
//! end of that turn: no other task is woken for a message.

use std::future::{Future, poll_fn};
use std::io;
use std::mem::{MaybeUninit, replace, take};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tracing::warn;
use twinlane_lanes::{StopSignal, Stopping};
use twinlane_server::{Upgrade, Upgraded};
use twinlane_websocket::{CloseFrame, Event, Reader};

use super::Disconnected;
use super::channel::Channel;
use super::codes::{INTERNAL_ERROR, SERVICE_RESTART, TRY_LATER};
use super::deadlines::{Deadline, Deadlines};
use super::state::{Look, Stage, State};

/// One side of a connection. The function is on the other side of the [`Channel`].
pub(crate) struct Link {
    channel: Arc<Channel>,
    connection: Connection,
    /// Made when the connection is open.
    reader: Option<Reader>,
    /// The bytes that have arrived and have not been taken apart.
    input: BytesMut,
    /// The bytes that are being written.
    output: BytesMut,
    /// True if something has been written and not flushed.
    is_unflushed: bool,
    /// True if there has been nothing more to be read since the task has last waited.
    is_read: bool,
    deadlines: Deadlines,
    stopping: Stopping,
}

/// The connection itself, from the request to its end.
enum Connection {
    /// It is the client's request still.
    Request(Upgrade),
    /// It speaks WebSocket.
    Open(Upgraded),
    /// All has been said, and the client is given the time to read it.
    Ending(Upgraded),
    /// There is none any more.
    Gone,
}

/// The bytes of one read if nothing is known of how much there is, and within a message.
const SMALL_READ: usize = 4 * 1024;
const LARGE_READ: usize = 32 * 1024;

/// So often the function and the link take turns before others have theirs.
const MOST_TURNS: usize = 16;

/// The log's words for a function that has been told of the end.
const GOES_ON: &str = "it goes on though its connection has ended, and is given up: `lanes::shield` what has to be finished";

/// So many bytes of messages are taken in a turn before others have theirs.
const MOST_TAKEN: usize = 256 * 1024;

impl Link {
    pub(crate) fn new(channel: Arc<Channel>, upgrade: Upgrade, stop: &StopSignal) -> Self {
        Self {
            deadlines: Deadlines::new(&channel.rules),
            channel,
            connection: Connection::Request(upgrade),
            reader: None,
            input: BytesMut::new(),
            output: BytesMut::new(),
            is_unflushed: false,
            is_read: false,
            stopping: stop.stopping(),
        }
    }

    /// Runs the function of the connection to its end.
    pub(crate) async fn run<F: Future>(&mut self, function: F) -> F::Output {
        let mut function = pin!(function);
        poll_fn(|cx| {
            let polled = self.run_turns(cx, function.as_mut());
            self.channel.with(|state| state.turn.end());
            polled
        })
        .await
    }

    /// Runs the function and the link by turns, until neither can go on or others are to have their turn.
    fn run_turns<F: Future>(
        &mut self,
        cx: &mut Context<'_>,
        mut function: Pin<&mut F>,
    ) -> Poll<F::Output> {
        self.begin(cx);
        for _ in 0..MOST_TURNS {
            let polled = function.as_mut().poll(cx);
            if polled.is_ready() {
                return polled;
            }
            let writes_nothing = self.output.is_empty();
            let look = self
                .channel
                .with(|state| state.look_if_asked(writes_nothing));
            let has_news = look.is_some_and(|look| self.turn(cx, look));
            if !has_news && !self.keep_deadlines(cx) {
                return polled;
            }
        }
        self.keep_deadlines(cx);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Writes what is left and waits for the client's last word, each within its time.
    pub(crate) async fn finish(&mut self) {
        poll_fn(|cx| {
            self.begin(cx);
            self.keep_deadlines(cx);
            self.channel.with(|state| state.turn.end());
            match self.connection {
                Connection::Gone => Poll::Ready(()),
                _ => Poll::Pending,
            }
        })
        .await;
    }

    /// The first turn since the task has waited.
    fn begin(&mut self, cx: &mut Context<'_>) {
        self.is_read = false;
        let writes_nothing = self.output.is_empty();
        let look = self.channel.with(|state| {
            state.turn.begin(cx);
            state.look(writes_nothing)
        });
        self.turn(cx, look);
    }

    fn look(&self) -> Look {
        let writes_nothing = self.output.is_empty();
        self.channel.with(|state| state.look(writes_nothing))
    }

    /// One turn: everything that can be done now without waiting. True: the function may go on.
    fn turn(&mut self, cx: &mut Context<'_>, look: Look) -> bool {
        let mut is_settled = look.is_settled;
        let mut reads = look.reads;
        let mut has_taken = look.output.is_some();
        if let Some(output) = look.output {
            self.output = output;
        }
        if let Connection::Request(_) = self.connection {
            self.poll_upgrade(cx);
            reads = self.channel.with(State::reads_on);
            is_settled = false;
        }
        if let Connection::Open(_) = self.connection {
            if Pin::new(&mut self.stopping).poll(cx).is_ready() {
                self.stop();
                (is_settled, has_taken) = (false, false);
            }
            if self.read(cx, reads) {
                (is_settled, has_taken) = (false, false);
            }
            is_settled &= !self.write(cx, has_taken);
        }
        if is_settled {
            return look.has_news;
        }
        self.settle(cx) || look.has_news
    }

    /// Notes what has been done in a turn, and ends the connection if everything has been said. True: the function may go on.
    fn settle(&mut self, cx: &mut Context<'_>) -> bool {
        let is_written = self.is_written();
        let is_gone = matches!(self.connection, Connection::Gone);
        let (is_over, has_news) = self.channel.with(|state| {
            state.note_written(self.output.len());
            let is_written = is_written && state.output.is_empty();
            self.deadlines.note_stage(state, is_written && !is_gone);
            (state.is_over(), take(&mut state.turn.has_news))
        });
        self.end(cx, is_written && is_over);
        has_news
    }

    /// Waits for the connection of the request.
    fn poll_upgrade(&mut self, cx: &mut Context<'_>) {
        let Connection::Request(upgrade) = &mut self.connection else {
            return;
        };
        let is_accepted = self.channel.with(|state| match state.stage {
            Stage::Asked(_) => {
                state.look_for_client(cx);
                Some(false)
            }
            Stage::Accepted | Stage::Open | Stage::Closing(_) => Some(true),
            Stage::Closed(_) => None,
        });
        match is_accepted {
            None => self.connection = Connection::Gone,
            Some(false) => {}
            Some(true) => match Pin::new(upgrade).poll(cx) {
                Poll::Pending => {}
                Poll::Ready(Ok(connection)) => self.open(connection),
                Poll::Ready(Err(_)) => self.lose(),
            },
        }
    }

    /// The connection speaks WebSocket from now on.
    fn open(&mut self, connection: Upgraded) {
        let agreed = self.channel.with(|state| {
            state.open();
            state.agreed.unwrap_or_default()
        });
        let max_size = self.channel.rules.max_message_size;
        self.reader = Some(Reader::server(agreed, max_size));
        self.connection = Connection::Open(connection);
        self.deadlines.begin_pings();
    }

    /// Says that the server stops. The client's response is not waited for.
    fn stop(&mut self) {
        self.channel.with(|state| {
            state.close(&CloseFrame::new(SERVICE_RESTART, ""));
            state.finish(Disconnected::gone());
        });
        self.deadlines.hurry();
    }

    /// Reads as much as there is room for. True: something has changed.
    fn read(&mut self, cx: &mut Context<'_>, mut reads_on: bool) -> bool {
        let mut taken = None;
        while reads_on {
            if let Some(event) = self.next_event() {
                let taken = taken.get_or_insert(0);
                reads_on = self.channel.with(|state| {
                    *taken += state.take(event);
                    state.reads_on()
                });
                if *taken > MOST_TAKEN {
                    cx.waker().wake_by_ref();
                    break;
                }
                continue;
            }
            if self.is_read {
                break;
            }
            match self.poll_read(cx) {
                Poll::Pending => self.is_read = true,
                Poll::Ready(Ok(1..)) => self.deadlines.note_life(),
                Poll::Ready(Ok(0) | Err(_)) => {
                    self.lose();
                    return true;
                }
            }
        }
        taken.is_some()
    }

    /// The next of what has arrived. Messages are inflated here.
    fn next_event(&mut self) -> Option<Event> {
        if self.input.is_empty() {
            return None;
        }
        self.reader.as_mut()?.read(&mut self.input)
    }

    /// Reads once. An idle connection has no buffer for it.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let Connection::Open(connection) = &mut self.connection else {
            return Poll::Pending;
        };
        if self.input.is_empty() {
            self.input = BytesMut::new();
            let mut bytes = [MaybeUninit::uninit(); SMALL_READ];
            let mut buffer = ReadBuf::uninit(&mut bytes);
            let read = Pin::new(connection).poll_read(cx, &mut buffer);
            return read.map_ok(|()| {
                self.input = BytesMut::from(buffer.filled());
                buffer.filled().len()
            });
        }
        self.input.reserve(LARGE_READ);
        pin!(connection.read_buf(&mut self.input)).poll(cx)
    }

    /// Writes as much as the client takes. `has_taken`: nothing else is to be written. True: something has changed.
    fn write(&mut self, cx: &mut Context<'_>, mut has_taken: bool) -> bool {
        let Connection::Open(connection) = &mut self.connection else {
            return false;
        };
        loop {
            if self.output.is_empty() && !replace(&mut has_taken, true) {
                self.output = self.channel.with(State::take_output);
            }
            if self.output.is_empty() {
                break;
            }
            match Pin::new(&mut *connection).poll_write(cx, &self.output) {
                Poll::Pending => {
                    self.deadlines.note_wait();
                    return true;
                }
                Poll::Ready(Ok(0) | Err(_)) => {
                    self.lose();
                    return true;
                }
                Poll::Ready(Ok(written)) => {
                    self.output.advance(written);
                    self.is_unflushed = true;
                    self.deadlines.note_write();
                }
            }
        }
        if !self.is_unflushed {
            return false;
        }
        self.output = BytesMut::new();
        match Pin::new(connection).poll_flush(cx) {
            Poll::Pending => self.deadlines.note_wait(),
            Poll::Ready(Ok(())) => {
                self.is_unflushed = false;
                self.deadlines.note_write();
            }
            Poll::Ready(Err(_)) => self.lose(),
        }
        true
    }

    /// The client has gone.
    fn lose(&mut self) {
        self.connection = Connection::Gone;
        self.channel
            .with(|state| state.finish(Disconnected::gone()));
    }

    /// Does what is to be done at this time. True: the function may go on.
    fn keep_deadlines(&mut self, cx: &mut Context<'_>) -> bool {
        let mut has_news = false;
        while let Poll::Ready(deadline) = self.deadlines.poll(cx) {
            self.keep_deadline(deadline);
            let look = self.look();
            has_news |= self.turn(cx, look);
        }
        has_news
    }

    fn keep_deadline(&mut self, deadline: Deadline) {
        match deadline {
            Deadline::Ping => self.channel.with(State::ping),
            Deadline::Pong => {
                self.channel.with(|state| {
                    state.close(&CloseFrame::new(INTERNAL_ERROR, "keepalive ping timeout"));
                    state.finish(Disconnected::gone());
                });
                self.deadlines.hurry();
            }
            Deadline::Write => {
                let is_open = self.channel.with(|state| {
                    let is_open = state.end().is_none();
                    state.close(&CloseFrame::new(TRY_LATER, "the client reads too slowly"));
                    is_open
                });
                if is_open {
                    self.deadlines.begin_close();
                } else {
                    self.lose();
                }
            }
            Deadline::Function => {
                if self.channel.abandon() {
                    let name = &self.channel.rules.name;
                    warn!("{name}: {GOES_ON}");
                }
            }
            Deadline::Close => self.lose(),
        }
    }

    /// True if everything that the link has taken has been written.
    fn is_written(&self) -> bool {
        self.output.is_empty() && !self.is_unflushed
    }

    /// Ends the connection once everything has been said.
    fn end(&mut self, cx: &mut Context<'_>, is_said: bool) {
        if let Connection::Open(connection) = &mut self.connection
            && is_said
        {
            match Pin::new(connection).poll_shutdown(cx) {
                Poll::Pending => return,
                Poll::Ready(Err(_)) => self.connection = Connection::Gone,
                Poll::Ready(Ok(())) => {
                    if let Connection::Open(open) = replace(&mut self.connection, Connection::Gone)
                    {
                        self.connection = Connection::Ending(open);
                    }
                }
            }
        }
        if let Connection::Ending(connection) = &mut self.connection
            && poll_end(connection, cx).is_ready()
        {
            self.connection = Connection::Gone;
        }
    }
}

impl Drop for Link {
    /// Tells the tasks that have a half of the connection that it has ended.
    fn drop(&mut self) {
        self.channel
            .with(|state| state.finish(Disconnected::gone()));
    }
}

/// Reads what nobody wants, so that the client is not cut off before it has read the last word.
fn poll_end(connection: &mut Upgraded, cx: &mut Context<'_>) -> Poll<()> {
    let mut bytes = [MaybeUninit::uninit(); SMALL_READ];
    loop {
        let mut buffer = ReadBuf::uninit(&mut bytes);
        match Pin::new(&mut *connection).poll_read(cx, &mut buffer) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
            Poll::Ready(_) => return Poll::Ready(()),
        }
    }
}
