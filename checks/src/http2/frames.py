"""Frames and streams: a case for each section of RFC 9113 that h2spec names, by h2spec's numbers, which are RFC 7540's."""

from .case import Case, answered, connection_error, either, goes_on, holds, stream_error
from .peer import (
    ACK,
    CANCEL,
    COMPRESSION_ERROR,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    FLOW_CONTROL_ERROR,
    FRAME_SIZE_ERROR,
    GOAWAY,
    HEADERS,
    PADDED,
    PING,
    PREFACE,
    PRIORITY,
    PROTOCOL_ERROR,
    PUSH_PROMISE,
    REFUSED_STREAM,
    RST_STREAM,
    SETTINGS,
    STREAM_CLOSED,
    WINDOW_UPDATE,
    WITH_PRIORITY,
    Peer,
    block,
    frame,
    number,
    request,
    settings,
)

GET = block(request())
DEPENDS = number(0) + b"\x0f"


def cases() -> list[Case]:
    return [*_beginning(), *_format(), *_states(), *_frames(), *_settings(), *_windows(), *_continuations()]


def _send(*sent: bytes):
    return lambda peer: peer.send(*sent)


def _get_and(*sent: bytes):
    """A request that has been answered, and these frames."""

    def act(peer: Peer) -> None:
        peer.get(1)
        peer.body(1)
        peer.send(*sent)

    return act


def _open_and(*sent: bytes):
    """A request whose body goes on, and these frames."""

    def act(peer: Peer) -> None:
        peer.open(1)
        peer.send(*sent)

    return act


def _beginning() -> list[Case]:
    broken = connection_error(PROTOCOL_ERROR)
    refused = connection_error(PROTOCOL_ERROR)
    return [
        Case("3.5", "the preface: the server's settings come first", lambda peer: peer.wait(lambda seen: bool(seen.frames)) and peer.seen.frames[0].type == SETTINGS, holds("SETTINGS is first")),
        Case("3.5", "a request behind the preface", lambda peer: peer.get(1), answered()),
        Case("3.5", "a preface that is none ends the connection", lambda peer: None, broken, PREFACE[:-1] + b"x" + settings()),
        Case("3.5", "no settings behind the preface", lambda peer: None, refused, PREFACE + frame(PING, 0, 0, b"8 bytes.")),
        Case("3.5", "the preface in two pieces", lambda peer: peer.send(PREFACE[9:], settings()) and peer.get(1), answered(), PREFACE[:9]),
    ]


def _format() -> list[Case]:
    too_large = 1 << 14 | 1
    return [
        Case("4.1", "a frame of an unknown type is ignored", _send(frame(0x16, 0, 0, b"12345678")), goes_on()),
        Case("4.1", "flags that nobody knows are ignored", _send(frame(PING, 0x16, 0, b"12345678")), goes_on()),
        Case("4.1", "the reserved bit of a stream is ignored", _send(frame(PING, 0, 1 << 31, b"12345678")), goes_on()),
        Case("4.2", "a frame of 2^14 bytes is taken", lambda peer: peer.open(1) and peer.send(frame(DATA, END_STREAM, 1, bytes(1 << 14))), answered()),
        Case("4.2", "a longer DATA frame", _open_and(frame(DATA, END_STREAM, 1, bytes(too_large))), either(stream_error(FRAME_SIZE_ERROR), connection_error(FRAME_SIZE_ERROR))),
        Case("4.2", "a longer HEADERS frame", _send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block(request("GET", "/ping", ("x-long", "x" * too_large))))), connection_error(FRAME_SIZE_ERROR)),
        Case("4.3", "a header block that is none", _send(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x7f" * 9)), connection_error(COMPRESSION_ERROR)),
        Case("4.3", "PRIORITY within a header block", _send(frame(HEADERS, END_STREAM, 1, GET), frame(PRIORITY, 0, 1, DEPENDS)), connection_error(PROTOCOL_ERROR)),
        Case("4.3", "HEADERS of another stream within a header block", _send(frame(HEADERS, END_STREAM, 1, GET), frame(HEADERS, END_HEADERS | END_STREAM, 3, GET)), connection_error(PROTOCOL_ERROR)),
        Case("5.5", "an unknown frame within a header block", _send(frame(HEADERS, END_STREAM, 1, GET), frame(0x16, 0, 0, b"12345678")), connection_error(PROTOCOL_ERROR)),
        Case("5.4.1", "the connection is closed behind an error", _send(frame(PING, 0, 3, b"12345678")), connection_error(PROTOCOL_ERROR)),
        Case("5.4.1", "the error is told by GOAWAY", _told_by_goaway, holds("GOAWAY with PROTOCOL_ERROR")),
    ]


def _told_by_goaway(peer: Peer) -> bool:
    peer.send(frame(PING, 0, 3, b"12345678"))
    peer.wait(lambda seen: bool(seen.of(GOAWAY)))
    return [one.error_code for one in peer.seen.of(GOAWAY)] == [PROTOCOL_ERROR]


def _states() -> list[Case]:
    window, reset = frame(WINDOW_UPDATE, 0, 1, number(1)), frame(RST_STREAM, 0, 1, number(CANCEL))
    data, head = frame(DATA, END_STREAM, 1, b"x"), frame(HEADERS, END_HEADERS | END_STREAM, 1, GET)
    more = frame(CONTINUATION, END_HEADERS, 1, GET)
    gone = either(stream_error(STREAM_CLOSED, PROTOCOL_ERROR), connection_error(STREAM_CLOSED, PROTOCOL_ERROR))
    ignored = either(goes_on(), gone)
    return [
        Case("5.1", "idle: DATA", _send(data), connection_error(PROTOCOL_ERROR)),
        Case("5.1", "idle: RST_STREAM", _send(reset), connection_error(PROTOCOL_ERROR)),
        Case("5.1", "idle: WINDOW_UPDATE", _send(window), connection_error(PROTOCOL_ERROR)),
        Case("5.1", "idle: CONTINUATION", _send(more), connection_error(PROTOCOL_ERROR)),
        Case("5.1", "idle: PRIORITY is taken", lambda peer: peer.send(frame(PRIORITY, 0, 1, DEPENDS)) and peer.get(1), answered()),
        Case("5.1", "half closed: DATA", lambda peer: peer.get(1, "/slow?seconds=2") and peer.send(data), gone),
        Case("5.1", "half closed: HEADERS", lambda peer: peer.get(1, "/slow?seconds=2") and peer.send(head), gone),
        Case("5.1", "half closed: CONTINUATION", lambda peer: peer.get(1, "/slow?seconds=2") and peer.send(more), connection_error(PROTOCOL_ERROR, STREAM_CLOSED)),
        Case("5.1", "half closed: WINDOW_UPDATE and PRIORITY are taken", lambda peer: peer.get(1, "/slow?seconds=1") and peer.send(window, frame(PRIORITY, 0, 1, DEPENDS)), answered()),
        Case("5.1", "half closed: RST_STREAM ends it", lambda peer: peer.get(1, "/slow?seconds=1") and peer.send(reset), goes_on()),
        Case("5.1", "reset by us: DATA", _open_and(reset, data), ignored),
        Case("5.1", "reset by us: HEADERS", _open_and(reset, head), gone),
        Case("5.1", "reset by us: CONTINUATION", _open_and(reset, more), connection_error(PROTOCOL_ERROR, STREAM_CLOSED)),
        Case("5.1", "closed: DATA", _get_and(data), gone),
        Case("5.1", "closed: HEADERS", _get_and(head), gone),
        Case("5.1", "closed: CONTINUATION", _get_and(more), connection_error(PROTOCOL_ERROR, STREAM_CLOSED)),
        Case("5.1", "closed: PRIORITY is taken", _get_and(frame(PRIORITY, 0, 1, DEPENDS)), goes_on()),
        Case("5.1.1", "a stream of an even number", _send(frame(HEADERS, END_HEADERS | END_STREAM, 2, GET)), connection_error(PROTOCOL_ERROR)),
        Case("5.1.1", "a stream of a lower number", lambda peer: peer.get(5) and peer.get(3), connection_error(PROTOCOL_ERROR)),
        Case("5.1.2", "more streams than there may be", _too_many, holds("REFUSED_STREAM or PROTOCOL_ERROR")),
        # RFC 9113 has no priorities: such a frame may be ignored.
        Case("5.3.1", "HEADERS that depend on themselves", _send(frame(HEADERS, END_HEADERS | END_STREAM | WITH_PRIORITY, 1, number(1) + b"\x0f" + GET)), either(stream_error(PROTOCOL_ERROR), answered())),
        Case("5.3.1", "PRIORITY that depends on itself", _send(frame(PRIORITY, 0, 2, number(2) + b"\x0f")), either(goes_on(), stream_error(PROTOCOL_ERROR, stream=2))),
    ]


def _too_many(peer: Peer) -> bool:
    for stream in range(1, 2 * 101 + 1, 2):
        peer.get(stream, "/slow?seconds=3")
    peer.wait(lambda seen: bool(seen.of(RST_STREAM) or seen.of(GOAWAY)))
    codes = {one.error_code for one in [*peer.seen.of(RST_STREAM), *peer.seen.of(GOAWAY)]}
    return bool(codes) and codes <= {REFUSED_STREAM, PROTOCOL_ERROR}


def _frames() -> list[Case]:
    protocol, size = connection_error(PROTOCOL_ERROR), connection_error(FRAME_SIZE_ERROR)
    wrong_size = either(stream_error(FRAME_SIZE_ERROR), size)
    return [
        Case("6.1", "DATA of stream 0", _send(frame(DATA, END_STREAM, 0, b"x")), protocol),
        Case("6.1", "DATA of a stream that is not open", _get_and(frame(DATA, END_STREAM, 1, b"x")), either(stream_error(STREAM_CLOSED), connection_error(STREAM_CLOSED, PROTOCOL_ERROR))),
        Case("6.1", "DATA with more padding than content", _open_and(frame(DATA, END_STREAM | PADDED, 1, b"\x06test")), protocol),
        Case("6.1", "DATA with padding is taken", _open_and(frame(DATA, END_STREAM | PADDED, 1, b"\x02test\0\0")), lambda peer, found: None if peer.body(1) == b"4" else peer.seen.summary),
        Case("6.2", "HEADERS of stream 0", _send(frame(HEADERS, END_HEADERS | END_STREAM, 0, GET)), protocol),
        Case("6.2", "HEADERS with more padding than content", _send(frame(HEADERS, END_HEADERS | END_STREAM | PADDED, 1, b"\xff" + GET)), protocol),
        Case("6.2", "HEADERS with padding and priority are taken", _send(frame(HEADERS, END_HEADERS | END_STREAM | PADDED | WITH_PRIORITY, 1, b"\x02" + DEPENDS + GET + b"\0\0")), answered()),
        Case("6.3", "PRIORITY of stream 0", _send(frame(PRIORITY, 0, 0, DEPENDS)), protocol),
        Case("6.3", "PRIORITY of another length", _send(frame(PRIORITY, 0, 1, b"1234")), wrong_size),
        Case("6.4", "RST_STREAM of stream 0", _send(frame(RST_STREAM, 0, 0, number(CANCEL))), protocol),
        Case("6.4", "RST_STREAM of a stream that was never open", _send(frame(RST_STREAM, 0, 1, number(CANCEL))), protocol),
        Case("6.4", "RST_STREAM of another length", _open_and(frame(RST_STREAM, 0, 1, b"123")), size),
        Case("6.6", "PUSH_PROMISE of a client (8.2)", _open_and(frame(PUSH_PROMISE, END_HEADERS, 1, number(2) + GET)), protocol),
        Case("6.7", "a ping comes back", lambda peer: peer.is_alive(), holds("a pong")),
        Case("6.7", "a pong does not come back", _pong, holds("one pong")),
        Case("6.7", "PING of a stream", _send(frame(PING, 0, 1, b"12345678")), protocol),
        Case("6.7", "PING of another length", _send(frame(PING, 0, 0, b"123456")), size),
        Case("6.8", "GOAWAY of a stream", _send(frame(GOAWAY, 0, 1, number(0) + number(0))), protocol),
        Case("6.8", "GOAWAY: what is in flight is answered", lambda peer: peer.get(1, "/slow?seconds=1") and peer.send(frame(GOAWAY, 0, 0, number(0) + number(0))), lambda peer, found: None if peer.body(1) == b'"slow"' else peer.seen.summary),
        Case("7", "GOAWAY with a code that nobody knows", _send(frame(GOAWAY, 0, 0, number(0) + number(0xFF))), either(goes_on(), connection_error(0, 0xFF))),
        Case("7", "RST_STREAM with a code that nobody knows", _open_and(frame(RST_STREAM, 0, 1, number(0xFF))), goes_on()),
    ]


def _pong(peer: Peer) -> bool:
    peer.send(frame(PING, ACK, 0, b"pong...."))
    return peer.is_alive() and len(peer.seen.of(PING)) == 1


def _settings() -> list[Case]:
    protocol = connection_error(PROTOCOL_ERROR)
    return [
        Case("6.5", "SETTINGS with ACK and content", _send(frame(SETTINGS, ACK, 0, b"\0" * 6)), connection_error(FRAME_SIZE_ERROR)),
        Case("6.5", "SETTINGS of a stream", _send(frame(SETTINGS, 0, 1, b"\0\3\0\0\0\x64")), protocol),
        Case("6.5", "SETTINGS of another length", _send(frame(SETTINGS, 0, 0, b"\0\3\0")), connection_error(FRAME_SIZE_ERROR)),
        Case("6.5.2", "ENABLE_PUSH of 2", _send(settings({2: 2})), protocol),
        Case("6.5.2", "INITIAL_WINDOW_SIZE above 2^31-1", _send(settings({4: 1 << 31})), connection_error(FLOW_CONTROL_ERROR)),
        Case("6.5.2", "MAX_FRAME_SIZE below 2^14", _send(settings({5: (1 << 14) - 1})), protocol),
        Case("6.5.2", "MAX_FRAME_SIZE above 2^24-1", _send(settings({5: 1 << 24})), protocol),
        Case("6.5.2", "a setting that nobody knows is ignored", _send(settings({0xFF: 1})), goes_on()),
        Case("6.5.3", "of two values the last counts", _two_windows, holds("1 byte of DATA")),
        Case("6.5.3", "SETTINGS are acknowledged", lambda peer: peer.wait(lambda seen: any("ACK" in one.flags for one in seen.of(SETTINGS))), holds("an ACK")),
    ]


def _two_windows(peer: Peer) -> bool:
    peer.send(settings([(4, 100), (4, 1)]))
    peer.get(1)
    peer.wait(lambda seen: bool(seen.of(DATA, 1)))
    return peer.is_alive() and [len(one.data) for one in peer.seen.of(DATA, 1)] == [1]


def _windows() -> list[Case]:
    most = number((1 << 31) - 1)
    full = connection_error(FLOW_CONTROL_ERROR)
    return [
        Case("6.9", "WINDOW_UPDATE of 0 of the connection", _send(frame(WINDOW_UPDATE, 0, 0, number(0))), connection_error(PROTOCOL_ERROR)),
        Case("6.9", "WINDOW_UPDATE of 0 of a stream", _open_and(frame(WINDOW_UPDATE, 0, 1, number(0))), either(stream_error(PROTOCOL_ERROR), connection_error(PROTOCOL_ERROR))),
        Case("6.9", "WINDOW_UPDATE of another length", _send(frame(WINDOW_UPDATE, 0, 0, b"123")), connection_error(FRAME_SIZE_ERROR)),
        Case("6.9.1", "a window of one byte is kept", _one_byte, holds("1 byte of DATA")),
        Case("6.9.1", "the window of the connection above 2^31-1", _send(frame(WINDOW_UPDATE, 0, 0, most), frame(WINDOW_UPDATE, 0, 0, most)), full),
        Case("6.9.1", "the window of a stream above 2^31-1", _open_and(frame(WINDOW_UPDATE, 0, 1, most), frame(WINDOW_UPDATE, 0, 1, most)), either(stream_error(FLOW_CONTROL_ERROR), full)),
        Case("6.9.1", "more DATA than the window of a stream", _more_than_window, holds("FLOW_CONTROL_ERROR")),
        Case("6.9.2", "a window that grows by SETTINGS", _grown, holds("the rest of the body")),
        Case("6.9.2", "a window that becomes negative by SETTINGS", _negative, holds("no DATA until it is positive")),
        Case("6.9.2", "SETTINGS that make the window of a stream too large", _open_and(frame(WINDOW_UPDATE, 0, 1, most), settings({4: (1 << 31) - 1})), full),
    ]


def _one_byte(peer: Peer) -> bool:
    peer.send(settings({4: 1}))
    peer.get(1)
    peer.wait(lambda seen: bool(seen.of(DATA, 1)))
    return peer.is_alive() and [len(one.data) for one in peer.seen.of(DATA, 1)] == [1]


def _more_than_window(peer: Peer) -> bool:
    # The operation does not read its body, so that no window grows.
    peer.headers(1, request("POST", "/unread"), end_stream=False)
    peer.send(*[frame(DATA, 0, 1, bytes(1 << 14)) for _ in range(17)])
    peer.wait(lambda seen: bool(seen.of(RST_STREAM) or seen.of(GOAWAY)))
    codes = {one.error_code for one in [*peer.seen.of(RST_STREAM), *peer.seen.of(GOAWAY)]}
    return codes == {FLOW_CONTROL_ERROR}


def _grown(peer: Peer) -> bool:
    peer.send(settings({4: 0}))
    peer.get(1)
    peer.status(1)
    peer.send(settings({4: 1}))
    peer.wait(lambda seen: bool(seen.of(DATA, 1)))
    one = [len(one.data) for one in peer.seen.of(DATA, 1)] == [1]
    peer.send(settings({4: 100}))
    return one and peer.body(1) == b'"pong"'


def _negative(peer: Peer) -> bool:
    peer.send(settings({4: 3}))
    peer.get(1)
    peer.wait(lambda seen: bool(seen.of(DATA, 1)))
    # 3 have been sent: the window is -1, then 0, then 1.
    peer.send(settings({4: 2}), frame(WINDOW_UPDATE, 0, 1, number(1)))
    none = peer.is_alive() and sum(len(one.data) for one in peer.seen.of(DATA, 1)) == 3
    peer.send(frame(WINDOW_UPDATE, 0, 1, number(1)))
    peer.is_alive()
    return none and sum(len(one.data) for one in peer.seen.of(DATA, 1)) == 4


def _continuations() -> list[Case]:
    protocol = connection_error(PROTOCOL_ERROR)
    pieces = [GET[at : at + 9] for at in range(0, len(GET), 9)]
    whole = [frame(HEADERS, END_STREAM, 1, pieces[0])]
    middle = [frame(CONTINUATION, 0, 1, piece) for piece in pieces[1:4]]
    end = frame(CONTINUATION, END_HEADERS, 1, b"".join(pieces[4:]))
    return [
        Case("6.10", "several CONTINUATION frames", _send(*whole, *middle, end), answered()),
        Case("6.10", "another frame between them", _send(*whole, *middle, frame(DATA, END_STREAM, 1, b"x")), protocol),
        Case("6.10", "CONTINUATION of stream 0", _send(*whole, frame(CONTINUATION, END_HEADERS, 0, GET)), protocol),
        Case("6.10", "CONTINUATION behind a whole HEADERS", _send(frame(HEADERS, END_HEADERS, 1, GET), end), protocol),
        Case("6.10", "CONTINUATION behind the last", _send(*whole, *middle, end, end), protocol),
        Case("6.10", "CONTINUATION behind DATA", _open_and(frame(DATA, 0, 1, b"x"), frame(CONTINUATION, END_HEADERS, 1, GET)), protocol),
    ]
