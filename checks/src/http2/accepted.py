"""Cases that the `h2` crate answers in another way than the standard says, and why that may stay."""

_FRAME = "ends the connection as it should, but the `h2` crate says PROTOCOL_ERROR for each frame that it cannot read"
_BLOCK = "ends the connection as it should, but the `h2` crate says PROTOCOL_ERROR for each header block that it cannot read"

REASONS = {
    "3.5 no settings behind the preface": "the `h2` crate does not ask for SETTINGS; the defaults hold, and without a request the connection is closed by `--header-timeout`",
    "6.3 PRIORITY of another length": _FRAME,
    "6.4 RST_STREAM of another length": _FRAME,
    "6.5 SETTINGS with ACK and content": _FRAME,
    "6.5 SETTINGS of another length": _FRAME,
    "6.5.2 INITIAL_WINDOW_SIZE above 2^31-1": _FRAME,
    "6.7 PING of another length": _FRAME,
    "6.9 WINDOW_UPDATE of another length": _FRAME,
    "6.9.2 SETTINGS that make the window of a stream too large": "the `h2` crate ends the stream, not its connection",
    "8.1.2.1 a pseudo-header in trailers": "the `h2` crate drops it: no service sees it",
    "4.3 a header block that is none": _BLOCK,
    "hpack 2.3.3 an index beyond the tables": _BLOCK,
    "hpack 2.3.3 an index beyond the tables in a literal": _BLOCK,
    "hpack 4.2 a table size at the end of a block": _BLOCK,
    "hpack 5.2 a Huffman text with more than 7 bits of padding": _BLOCK,
    "hpack 5.2 a Huffman text padded with zeros": _BLOCK,
    "hpack 5.2 a Huffman text with the end of text in it": _BLOCK,
    "hpack 6.1 the index 0": _BLOCK,
    "hpack 6.3 a table larger than the settings allow": _BLOCK,
}
