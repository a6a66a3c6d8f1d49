//! The first bytes of a connection, which say its version of HTTP.

use std::mem::take;

/// The first bytes of a client of HTTP/2 (RFC 9113, section 3.4). No request of HTTP/1 begins with it.
pub(crate) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The version of a connection, as far as its first bytes tell it.
#[derive(Debug)]
pub(crate) enum Version {
    /// The bytes that have arrived may be the beginning of the preface. They are held back.
    Unknown(Vec<u8>),
    /// HTTP/1.
    One,
    /// HTTP/2, and what has been read of it, with the preface.
    Two(Vec<u8>),
}

/// The step that follows bytes that have arrived.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing: more has to arrive.
    Wait,
    /// HTTP/1: these were held back, and come before the new ones.
    One(Vec<u8>),
    /// HTTP/2.
    Two,
}

impl Version {
    /// Of a connection on which nothing has arrived.
    pub(crate) fn unknown() -> Self {
        Self::Unknown(Vec::new())
    }

    /// The number of bytes that are held back.
    pub(crate) fn held(&self) -> usize {
        match self {
            Self::Unknown(held) => held.len(),
            Self::One | Self::Two(_) => 0,
        }
    }

    /// Looks at what has arrived. Nothing: the client has ended its side.
    pub(crate) fn tell(&mut self, arrived: &[u8]) -> Told {
        let Self::Unknown(held) = self else {
            return Told::One(Vec::new());
        };
        let rest = &PREFACE[held.len()..];
        let compared = rest.len().min(arrived.len());
        if arrived.is_empty() || arrived[..compared] != rest[..compared] {
            let held = take(held);
            *self = Self::One;
            return Told::One(held);
        }
        held.extend_from_slice(arrived);
        if compared < rest.len() {
            return Told::Wait;
        }
        *self = Self::Two(take(held));
        Told::Two
    }

    /// The bytes that have been read of HTTP/2.
    pub(crate) fn into_read(self) -> Vec<u8> {
        match self {
            Self::Two(read) => read,
            Self::Unknown(_) | Self::One => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds these pieces: what is said of the last, and what has been read.
    fn told(pieces: &[&[u8]]) -> (Told, Vec<u8>) {
        let mut version = Version::unknown();
        let mut told = Told::Wait;
        for piece in pieces {
            assert_eq!(told, Told::Wait);
            told = version.tell(piece);
        }
        (told, version.into_read())
    }

    #[test]
    fn the_preface_is_known_however_it_arrives() {
        for cut in 1..PREFACE.len() {
            let (begin, end) = PREFACE.split_at(cut);
            let end = [end, b"more"].concat();
            let all = [&PREFACE[..], b"more"].concat();
            assert_eq!(told(&[begin, &end]), (Told::Two, all));
        }
        let bytes: Vec<&[u8]> = PREFACE.chunks(1).collect();
        assert_eq!(told(&bytes), (Told::Two, PREFACE.to_vec()));
    }

    #[test]
    fn whatever_differs_is_http_1_and_nothing_of_it_is_lost() {
        for cut in 0..PREFACE.len() {
            for other in [&b"x"[..], b"", b"xPRI * HTTP/2.0"] {
                let begin = &PREFACE[..cut];
                let pieces: &[&[u8]] = if cut == 0 { &[other] } else { &[begin, other] };
                assert_eq!(told(pieces), (Told::One(begin.to_vec()), Vec::new()));
            }
        }
        let post = b"POST / HTTP/1.1\r\n\r\n";
        assert_eq!(told(&[post]), (Told::One(Vec::new()), Vec::new()));
    }
}
