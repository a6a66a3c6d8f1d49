//! `X-Forwarded-For` and its siblings, which no standard describes: the first two are read as Uvicorn reads them.

use http::HeaderMap;

use super::address;
use super::headers::{FOR, HOST, PORT, PREFIX, PROTO};
use super::said::{Said, scheme_of};
use super::{ForwardedPrefix, Forwarding, host};
use crate::connection_info::ForwardedClient;
use crate::request_check::Refusal;

impl Forwarding {
    /// The facts in the headers that are believed.
    ///
    /// # Errors
    ///
    /// One of those that Uvicorn does not know is no host, port or path.
    pub(super) fn read_x_forwarded(&self, headers: &HeaderMap) -> Result<Said, Refusal> {
        let line = |name| last_line(headers, name).filter(|_| self.headers.has(name));
        let entry = |name| last(headers, name).filter(|_| self.headers.has(name));
        Ok(Said {
            client: self.client(headers),
            scheme: line(PROTO).and_then(scheme_of),
            host: entry(HOST).map(host::read).transpose()?,
            port: entry(PORT).map(host::read_port).transpose()?,
        })
    }

    /// The path that the proxy has cut off: RFC 7239's header has no word for it. If it does not say, it is as the operator says.
    pub(super) fn prefix(&self, headers: &HeaderMap) -> Result<Option<ForwardedPrefix>, Refusal> {
        let said = last(headers, PREFIX).filter(|_| self.headers.has(PREFIX));
        said.map_or_else(|| Ok(self.root_path.clone()), ForwardedPrefix::read)
    }

    /// Each proxy adds the address that it was asked from, at the end. So they are believed from the right, up to the first that is no proxy; where
    /// all are proxies, the first of them is the client.
    fn client(&self, headers: &HeaderMap) -> Option<ForwardedClient> {
        if !self.headers.has(FOR) {
            return None;
        }
        let mut client = None;
        for entry in from_the_right(headers, FOR) {
            let address = address::read(entry);
            client = Some(ForwardedClient(address));
            if !self.trusts(address) {
                break;
            }
        }
        client
    }
}

/// The entries of a list, of all lines of the header, the last one first.
fn from_the_right<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h [u8]> {
    let lines = headers.get_all(name).iter().rev();
    lines
        .flat_map(|line| line.as_bytes().rsplit(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|entry| !entry.is_empty())
}

/// The last entry of a list: that of the nearest proxy, also where it has added it to what it was sent.
fn last<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h [u8]> {
    from_the_right(headers, name).next()
}

/// The last line of a header, whole.
fn last_line<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h [u8]> {
    let line = headers.get_all(name).iter().next_back()?;
    Some(line.as_bytes().trim_ascii())
}
