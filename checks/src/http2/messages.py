"""Requests, their headers and their compression: the rest of the sections that h2spec names, and what the server refuses itself."""

from .case import Case, answered, connection_error, either, stream_error
from .peer import COMPRESSION_ERROR, DATA, END_HEADERS, END_STREAM, HEADERS, PROTOCOL_ERROR, Peer, block, frame, literal, request


def cases() -> list[Case]:
    return [*_messages(), *_pseudo_headers(), *_lengths(), *_compression(), *_refused()]


def _head(*headers: tuple[str, str]):
    return lambda peer: peer.headers(1, list(headers))


def _with(*more: tuple[str, str]):
    return _head(*request("GET", "/ping", *more))


def _without(name: str):
    return _head(*[pair for pair in request() if pair[0] != name])


MALFORMED = either(stream_error(PROTOCOL_ERROR), connection_error(PROTOCOL_ERROR))


def _messages() -> list[Case]:
    def body_and_trailers(peer: Peer) -> None:
        peer.open(1)
        peer.send(frame(DATA, 0, 1, b"body"))
        peer.headers(1, [("x-sum", "1")])

    def trailers_that_go_on(peer: Peer) -> None:
        peer.open(1)
        peer.headers(1, [("x-sum", "1")], end_stream=False)

    def trailers_with(name: str):
        def act(peer: Peer) -> None:
            peer.open(1)
            peer.headers(1, [(name, "x")])

        return act

    return [
        Case("8.1", "GET", _with(), answered()),
        Case("8.1", "HEAD", _head(*request("HEAD")), answered("405")),
        Case("8.1", "POST with a body", lambda peer: peer.open(1) and peer.send(frame(DATA, END_STREAM, 1, b"test")), lambda peer, found: None if peer.body(1) == b"4" else peer.seen.summary),
        Case("8.1", "POST with a body and trailers", body_and_trailers, answered()),
        Case("8.1", "trailers that do not end the stream", trailers_that_go_on, MALFORMED),
        Case("8.1.2", "a name with a capital letter", _with(("X-Test", "ok")), MALFORMED),
        Case("8.1.2", "a value with a line break", _with(("x-test", "a\r\nb: c")), MALFORMED),
        Case("8.1.2", "a name with a space", _with(("x test", "ok")), MALFORMED),
        Case("8.1.2.1", "a pseudo-header in trailers", trailers_with(":method"), MALFORMED),
    ]


def _pseudo_headers() -> list[Case]:
    return [
        Case("8.1.2.1", "a pseudo-header that nobody knows", _head(*request(), (":test", "ok")), MALFORMED),
        Case("8.1.2.1", "the pseudo-header of a response", _head(*request(), (":status", "200")), MALFORMED),
        Case("8.1.2.1", "a pseudo-header behind others", _head(("x-test", "ok"), *request()), MALFORMED),
        Case("8.1.2.2", "connection: keep-alive", _with(("connection", "keep-alive")), MALFORMED),
        Case("8.1.2.2", "transfer-encoding: chunked", _with(("transfer-encoding", "chunked")), MALFORMED),
        Case("8.1.2.2", "te: trailers, deflate", _with(("te", "trailers, deflate")), MALFORMED),
        Case("8.1.2.2", "te: trailers is taken", _with(("te", "trailers")), answered()),
        Case("8.1.2.3", "an empty :path", _head(*request("GET", "")), MALFORMED),
        Case("8.1.2.3", "no :method", _without(":method"), MALFORMED),
        Case("8.1.2.3", "no :scheme", _without(":scheme"), MALFORMED),
        Case("8.1.2.3", "no :path", _without(":path"), MALFORMED),
        Case("8.1.2.3", "two of :method", _head((":method", "GET"), *request()), MALFORMED),
        Case("8.1.2.3", "two of :scheme", _head((":scheme", "http"), *request()), MALFORMED),
        Case("8.1.2.3", "two of :path", _head((":path", "/"), *request()), MALFORMED),
    ]


def _lengths() -> list[Case]:
    def body(length: int, *pieces: bytes):
        def act(peer: Peer) -> None:
            peer.open(1, ("content-length", str(length)))
            for piece in pieces[:-1]:
                peer.send(frame(DATA, 0, 1, piece))
            peer.send(frame(DATA, END_STREAM, 1, pieces[-1]))

        return act

    return [
        Case("8.1.2.6", "a length that is another", body(1, b"test"), MALFORMED),
        Case("8.1.2.6", "a length that is another, in several frames", body(5, b"test", b"test"), MALFORMED),
        Case("8.1.2.6", "a length that is not reached", body(9, b"test"), MALFORMED),
        Case("8.1.2.6", "the right length", body(8, b"test", b"test"), answered()),
        Case("8.1.2.6", "two lengths that differ", _with(("content-length", "0"), ("content-length", "1")), MALFORMED),
    ]


def _compression() -> list[Case]:
    broken = connection_error(COMPRESSION_ERROR)
    static = b"\x82\x86\x84"  # `:method: GET`, `:scheme: http`, `:path: /`
    authority = literal(b":authority", b"a.test")

    def raw(*blocks: bytes):
        return lambda peer: peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"".join(blocks)))

    def twice(peer: Peer) -> None:
        # The first adds `x-a: 1` to the table, the second names it by its number.
        added = b"\x40\x03x-a\x011"
        peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block(request()) + added))
        peer.status(1)
        peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 3, block(request()) + b"\xbe"))

    return [
        Case("hpack 2.3.3", "an index beyond the tables", raw(block(request()), b"\xc6"), broken),
        Case("hpack 2.3.3", "an index beyond the tables in a literal", raw(block(request()), b"\x7f\x17\x01x"), broken),
        Case("hpack 4.2", "a table size at the end of a block", raw(block(request()), b"\x3f\xe1\x1f"), broken),
        Case("hpack 4.2", "a table size at its beginning is taken", raw(b"\x20", b"\x3f\xe1\x1f", block(request())), answered()),
        Case("hpack 5.2", "a Huffman text with more than 7 bits of padding", raw(block(request()), b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90"), broken),
        Case("hpack 5.2", "a Huffman text padded with zeros", raw(block(request()), b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90"[:-1] + b"\x80"), broken),
        Case("hpack 5.2", "a Huffman text with the end of text in it", raw(block(request()), b"\x00\x85\xf2\xb2\x4a\x84\xff\x87\xff\xff\xff\xff\xff\xff\xff"), broken),
        Case("hpack 6.1", "the index 0", raw(block(request()), b"\x80"), broken),
        Case("hpack 6.2", "indexed fields, and literals of each kind", raw(static, authority, b"\x40\x03x-a\x011", b"\x00\x03x-b\x012", b"\x10\x03x-c\x013"), answered("404")),
        Case("hpack 6.2", "a field by its number in the table", twice, answered(stream=3)),
        Case("hpack 6.3", "a table larger than the settings allow", raw(b"\x3f\xe2\x1f", block(request())), broken),
    ]


def _refused() -> list[Case]:
    def host(authority: str | None, *hosts: str):
        named = [pair for pair in request() if pair[0] != ":authority"]
        if authority is not None:
            named.append((":authority", authority))
        return _head(*named, *[("host", one) for one in hosts])

    return [
        Case("8.3.1", "no :authority and no host", host(None), answered("400")),
        Case("8.3.1", "a host in its place", host(None, "a.test"), answered()),
        Case("8.3.1", "a host that is the same", host("a.test", "A.test"), answered()),
        Case("8.3.1", "a host that is another", host("a.test", "b.test"), answered("400")),
        Case("8.3.1", "two hosts", host("a.test", "a.test", "a.test"), answered("400")),
        Case("8.3.1", "an authority with a user", host("user@a.test"), answered("400")),
        Case("8.3.1", "another scheme", _head((":method", "GET"), (":scheme", "ftp"), (":path", "/ping"), (":authority", "a.test")), answered("400")),
        Case("8.3.1", "a path without a slash", _head(*request("GET", "ping")), either(answered("400"), MALFORMED)),
        Case("8.5", "CONNECT", _head((":method", "CONNECT"), (":authority", "a.test:80")), answered("400")),
        Case("RFC 8441", "an extended CONNECT, which was not offered", _head(*request("CONNECT"), (":protocol", "websocket")), MALFORMED),
        Case("limits", "101 headers", _with(*[(f"x-{number}", "1") for number in range(101)]), answered("431")),
        Case("limits", "headers of 70 KB in four frames", _long_headers, answered("431")),
    ]


def _long_headers(peer: Peer) -> None:
    whole = block(request("GET", "/ping", *[(f"x-{number}", "x" * 7000) for number in range(10)]))
    pieces = [whole[at : at + 16384] for at in range(0, len(whole), 16384)]
    peer.send(frame(HEADERS, END_STREAM, 1, pieces[0]))
    for place, piece in enumerate(pieces[1:], 2):
        peer.send(frame(9, END_HEADERS if place == len(pieces) else 0, 1, piece))
