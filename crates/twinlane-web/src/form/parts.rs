//! The parts of a multipart body, found in pieces of it as they arrive. It does no I/O.

use bytes::{Bytes, BytesMut};
use memchr::memmem::Finder;

/// Splits a body at its boundary. It holds no more than the piece it was given, half a boundary, or a header line.
#[derive(Debug)]
pub(super) struct Parts {
    /// `\r\n--` and the boundary.
    delimiter: Vec<u8>,
    finder: Finder<'static>,
    state: State,
    buffer: BytesMut,
    headers: Vec<Header>,
}

/// An event in the reading of a body.
#[derive(Debug, PartialEq)]
pub(super) enum Event {
    /// A part begins, with these headers.
    Part(Vec<Header>),
    /// More content of the part.
    Data(Bytes),
    /// The end of the part.
    PartEnd,
}

/// A header of a part: its name in lower case, and its value.
pub(super) type Header = (String, Bytes);

/// The body is not what RFC 7578 says.
#[derive(Debug, PartialEq)]
pub(super) struct Invalid;

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Nothing has come.
    Start,
    /// A line break came first: whatever is before the first `-` is skipped.
    Preamble,
    /// The boundary must be next, without a line break before it.
    FirstBoundary,
    /// The end of the line of the first boundary.
    AfterFirstBoundary,
    Headers,
    Data,
    /// The end of the line of a delimiter.
    AfterDelimiter,
    /// Blanks behind a delimiter.
    Padding,
    /// The last delimiter came: what follows is skipped.
    End,
}

/// The longest line of a header. It and the two below are `python-multipart`'s.
const MAX_HEADER_LINE: usize = 4096 + 128;

/// The most headers of a part.
const MAX_HEADERS: usize = 8;

/// The longest boundary.
const MAX_BOUNDARY: usize = 256;

impl Parts {
    pub(super) fn new(boundary: &[u8]) -> Result<Self, Invalid> {
        if boundary.len() > MAX_BOUNDARY {
            return Err(Invalid);
        }
        let delimiter = [b"\r\n--", boundary].concat();
        Ok(Self {
            finder: Finder::new(&delimiter).into_owned(),
            delimiter,
            state: State::Start,
            buffer: BytesMut::new(),
            headers: Vec::new(),
        })
    }

    /// Takes the next piece of the body.
    pub(super) fn push(&mut self, piece: &[u8]) {
        if self.state != State::End {
            self.buffer.extend_from_slice(piece);
        }
    }

    /// The next event; `None` if that takes another piece.
    pub(super) fn next(&mut self) -> Result<Option<Event>, Invalid> {
        loop {
            let step = match self.state {
                State::Start => self.start(),
                State::Preamble => self.preamble(),
                State::FirstBoundary => self.first_boundary()?,
                State::AfterFirstBoundary => self.after_first_boundary()?,
                State::Headers => self.header()?,
                State::Data => self.data(),
                State::AfterDelimiter => self.after_delimiter(),
                State::Padding => self.padding()?,
                State::End => Step::NeedsMore,
            };
            match step {
                Step::Go(state) => self.state = state,
                Step::Event(event, state) => {
                    self.state = state;
                    return Ok(Some(event));
                }
                Step::NeedsMore => return Ok(None),
            }
        }
    }

    /// True if the body may end here.
    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.state, State::Start | State::Preamble | State::End)
    }

    fn start(&mut self) -> Step {
        match self.buffer.first() {
            None => Step::NeedsMore,
            Some(b'\r' | b'\n') => Step::Go(State::Preamble),
            Some(_) => Step::Go(State::FirstBoundary),
        }
    }

    fn preamble(&mut self) -> Step {
        if let Some(place) = memchr::memchr(b'-', &self.buffer) {
            let _ = self.buffer.split_to(place);
            return Step::Go(State::FirstBoundary);
        }
        self.buffer.clear();
        Step::NeedsMore
    }

    fn first_boundary(&mut self) -> Result<Step, Invalid> {
        let boundary = &self.delimiter[2..];
        let length = boundary.len().min(self.buffer.len());
        if self.buffer[..length] != boundary[..length] {
            return Err(Invalid);
        }
        if length < boundary.len() {
            return Ok(Step::NeedsMore);
        }
        let _ = self.buffer.split_to(length);
        Ok(Step::Go(State::AfterFirstBoundary))
    }

    fn after_first_boundary(&mut self) -> Result<Step, Invalid> {
        match self.line_end() {
            LineEnd::Unknown => Ok(Step::NeedsMore),
            LineEnd::Break => Ok(Step::Go(State::Headers)),
            LineEnd::Last => {
                self.buffer.clear();
                Ok(Step::Go(State::End))
            }
            LineEnd::Blank | LineEnd::Other => Err(Invalid),
        }
    }

    /// One line of the headers, or the empty one that ends them.
    fn header(&mut self) -> Result<Step, Invalid> {
        let end = memchr::memchr(b'\r', &self.buffer);
        if end.unwrap_or(self.buffer.len()) > MAX_HEADER_LINE {
            return Err(Invalid);
        }
        let line = &self.buffer[..end.unwrap_or(self.buffer.len())];
        let colon = memchr::memchr(b':', line);
        check_name(&line[..colon.unwrap_or(line.len())])?;
        let Some(end) = end else {
            return Ok(Step::NeedsMore);
        };
        match self.buffer.get(end + 1) {
            None => return Ok(Step::NeedsMore),
            Some(b'\n') => {}
            Some(_) => return Err(Invalid),
        }
        let line = self.buffer.split_to(end + 2).freeze().slice(..end);
        if line.is_empty() {
            let headers = std::mem::take(&mut self.headers);
            return Ok(Step::Event(Event::Part(headers), State::Data));
        }
        if self.headers.len() == MAX_HEADERS {
            return Err(Invalid);
        }
        self.headers.push(header(&line)?);
        Ok(Step::Go(State::Headers))
    }

    fn data(&mut self) -> Step {
        let (length, next) = match self.finder.find(&self.buffer) {
            Some(0) => {
                let _ = self.buffer.split_to(self.delimiter.len());
                return Step::Go(State::AfterDelimiter);
            }
            Some(place) => (place, State::Data),
            None => (self.buffer.len() - self.half_delimiter(), State::Data),
        };
        if length == 0 {
            return Step::NeedsMore;
        }
        Step::Event(Event::Data(self.buffer.split_to(length).freeze()), next)
    }

    /// The number of bytes at the end of the buffer that may begin a delimiter.
    fn half_delimiter(&self) -> usize {
        let longest = (self.delimiter.len() - 1).min(self.buffer.len());
        let tail = &self.buffer[self.buffer.len() - longest..];
        let start = memchr::memrchr(b'\r', tail).map(|place| &tail[place..]);
        start.map_or(0, |half| {
            if self.delimiter.starts_with(half) {
                half.len()
            } else {
                0
            }
        })
    }

    fn after_delimiter(&mut self) -> Step {
        match self.line_end() {
            LineEnd::Unknown => Step::NeedsMore,
            LineEnd::Break => Step::Event(Event::PartEnd, State::Headers),
            LineEnd::Last => {
                self.buffer.clear();
                Step::Event(Event::PartEnd, State::End)
            }
            LineEnd::Blank => Step::Go(State::Padding),
            // A line that only begins like the boundary is content.
            LineEnd::Other => {
                let delimiter = Bytes::copy_from_slice(&self.delimiter);
                Step::Event(Event::Data(delimiter), State::Data)
            }
        }
    }

    fn padding(&mut self) -> Result<Step, Invalid> {
        let blanks = self
            .buffer
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let _ = self.buffer.split_to(blanks);
        match self.buffer.as_ref() {
            [b'\r', b'\n', ..] => {
                let _ = self.buffer.split_to(2);
                Ok(Step::Event(Event::PartEnd, State::Headers))
            }
            [] | [b'\r'] => Ok(Step::NeedsMore),
            _ => Err(Invalid),
        }
    }

    /// Reads the end of a boundary line. A line break and the last two hyphens are taken from the buffer.
    fn line_end(&mut self) -> LineEnd {
        let end = match self.buffer.as_ref() {
            [] | [b'\r' | b'-'] => LineEnd::Unknown,
            [b'\r', b'\n', ..] => LineEnd::Break,
            [b'-', b'-', ..] => LineEnd::Last,
            [b' ' | b'\t', ..] => LineEnd::Blank,
            _ => LineEnd::Other,
        };
        if matches!(end, LineEnd::Break | LineEnd::Last) {
            let _ = self.buffer.split_to(2);
        }
        end
    }
}

enum Step {
    Go(State),
    Event(Event, State),
    NeedsMore,
}

enum LineEnd {
    Unknown,
    Break,
    Last,
    Blank,
    Other,
}

fn header(line: &Bytes) -> Result<Header, Invalid> {
    let colon = memchr::memchr(b':', line).ok_or(Invalid)?;
    let name = &line[..colon];
    if name.is_empty() {
        return Err(Invalid);
    }
    let value = &line[colon + 1..];
    // A header that could be taken for two is refused; `python-multipart` passes it on.
    if value
        .iter()
        .any(|&byte| byte.is_ascii_control() && byte != b'\t')
    {
        return Err(Invalid);
    }
    let blanks = value.iter().take_while(|&&byte| byte == b' ').count();
    let name = name
        .iter()
        .map(|byte| char::from(byte.to_ascii_lowercase()));
    Ok((name.collect(), line.slice(colon + 1 + blanks..)))
}

/// Checks the name of a header, or the beginning of one.
fn check_name(name: &[u8]) -> Result<(), Invalid> {
    if name.iter().all(|&byte| is_token(byte)) {
        Ok(())
    } else {
        Err(Invalid)
    }
}

/// A character of a header's name, after RFC 9110, 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The number of headers of a part, and its content.
    type Part = (usize, Vec<u8>);

    /// The parts of a body that arrives in pieces of this size: names of headers and contents.
    fn parts(body: &[u8], piece: usize) -> Result<(Vec<Part>, bool), Invalid> {
        let mut parser = Parts::new(b"B")?;
        let mut found: Vec<Part> = Vec::new();
        let mut open = None;
        for piece in body.chunks(piece) {
            parser.push(piece);
            while let Some(event) = parser.next()? {
                match event {
                    Event::Part(headers) => open = Some((headers.len(), Vec::new())),
                    Event::Data(data) => open
                        .as_mut()
                        .expect("content is within a part")
                        .1
                        .extend_from_slice(&data),
                    Event::PartEnd => found.extend(open.take()),
                }
            }
        }
        Ok((found, parser.is_at_end()))
    }

    fn contents(body: &str) -> Result<Vec<String>, Invalid> {
        let body = body.replace('\n', "\r\n");
        let (found, _) = parts(body.as_bytes(), body.len().max(1))?;
        let text = |(_, content)| String::from_utf8(content).expect("a text");
        Ok(found.into_iter().map(text).collect())
    }

    #[test]
    fn parts_are_what_stands_between_boundaries() {
        for (body, expected) in [
            (
                "--B\na: b\n\none\n--B\na: b\n\ntwo\n--B--\n",
                vec!["one", "two"],
            ),
            ("\n\nfoo--B\na: b\n\none\n--B--", vec!["one"]),
            ("--B\na: b\n\n\n--B--", vec![""]),
            ("--B\n\none\n--B--", vec!["one"]),
            ("--B\na: b\n\none\n--Bx\n--B--", vec!["one\r\n--Bx"]),
            ("--B\na: b\n\none\n--B-x\n--B--", vec!["one\r\n--B-x"]),
            (
                "--B\na: b\n\none\n--B \t\na: b\n\ntwo\n--B--",
                vec!["one", "two"],
            ),
            ("--B\na: b\n\none\n--B--epilogue\n--B\n", vec!["one"]),
            ("--B--", vec![]),
            ("", vec![]),
        ] {
            let expected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(contents(body), Ok(expected), "{body:?}");
        }
    }

    #[test]
    fn what_is_no_multipart_is_refused() {
        let long = format!("--B\na: {}\n\n", "x".repeat(MAX_HEADER_LINE));
        let many = format!("--B\n{}\n", "a: b\n".repeat(MAX_HEADERS + 1));
        for body in [
            "preamble --B\n",
            "--C\n",
            "--Bx\n",
            "--B \n",
            "--B\na b: c\n\n",
            "--B\n: c\n\n",
            "--B\nno colon\n\n",
            "--B\na: b\0c\n\n",
            "--B\na: b\n\none\n--B x\n",
            &long,
            &many,
        ] {
            assert_eq!(contents(body), Err(Invalid), "{body:?}");
        }
        assert_eq!(
            parts(b"--B\r\na: b\nc\r\n\r\n", 100),
            Err(Invalid),
            "a lone line feed"
        );
        assert_eq!(
            parts(b"--B\r\na: b\rc\r\n\r\n", 100),
            Err(Invalid),
            "a lone carriage return"
        );
        assert_eq!(Parts::new(&[b'x'; MAX_BOUNDARY + 1]).err(), Some(Invalid));
    }

    #[test]
    fn a_body_that_ends_within_a_part_is_not_at_its_end() {
        for (body, is_at_end) in [
            ("", true),
            ("\r\n", true),
            ("--B--", true),
            ("--B\r\n", false),
            ("--B\r\na: b\r\n\r\none", false),
            ("--B\r\na: b\r\n\r\none\r\n--B", false),
        ] {
            assert_eq!(
                parts(body.as_bytes(), 1),
                Ok((Vec::new(), is_at_end)),
                "{body:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_does_not_show(
            tokens in prop::collection::vec(
                prop::sample::select(vec!["--B", "\r\n", "\r", "\n", "-", "--", "a: b", "x", " ", "\t", "\r\n--B"]),
                0..24,
            ),
            piece in 1_usize..12,
        ) {
            let body = format!("--B\r\na: b\r\n\r\n{}", tokens.concat());
            prop_assert_eq!(parts(body.as_bytes(), piece), parts(body.as_bytes(), body.len()));
        }

        #[test]
        fn no_content_is_lost(content in "[\\r\\n\\-Bx]{0,40}", piece in 1_usize..50) {
            prop_assume!(!content.contains("\r\n--B"));
            let body = format!("--B\r\na: b\r\n\r\n{content}\r\n--B--\r\n");
            // The line break before the last boundary may belong to an earlier one.
            prop_assume!(!format!("{content}\r\n--B").strip_suffix("\r\n--B").is_none_or(|before| before.contains("\r\n--B")));
            let (found, is_at_end) = parts(body.as_bytes(), piece).expect("a form");
            prop_assert_eq!(found, vec![(1, content.into_bytes())]);
            prop_assert!(is_at_end);
        }
    }
}
