//! A value on its way to becoming a response.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use twinlane_web::{Body, Response, ServedFile};

use super::item_stream::ItemStream;
use crate::background::BackgroundTasks;
use crate::errors::Error;
use crate::file_response::ServedFiles;
use crate::headers::{extend_headers, extend_returned};
use crate::response_parts::ResponseParts;

/// The result of a path operation before it is a response. [`Respond`](super::Respond) makes it, in the lane of the operation.
#[derive(Debug)]
pub struct Answered {
    pub(crate) kind: AnsweredKind,
    /// Boxed, since few answers have any of it.
    pub(crate) beside: Option<Box<Beside>>,
}

pub(crate) enum AnsweredKind {
    /// The content; the operation's status goes with it.
    Content {
        media_type: Option<HeaderValue>,
        body: Body,
    },
    /// A stream of values. Boxed, since it is larger than the rest.
    Items(Box<ItemStream>),
    /// A redirect, with the status of its own if it has one. Its location is beside it.
    Redirect(Option<StatusCode>),
    /// A file: the request says how much of it.
    File(Box<ServedFile>),
    /// A file of a frontend: the request says which.
    StaticFile(Arc<ServedFiles>),
    /// A whole response. Boxed, since it is larger than the rest and rare.
    Response(Box<Response>),
    /// No response but an error: the client's or the application's.
    Failed(Error),
}

/// The parts of a response beside its content.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The status of the returned value.
    status: Option<StatusCode>,
    /// The status that [`ResponseParts`] set, those of teardowns too.
    parts_status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    /// The headers of the returned value. No teardown replaces one.
    returned: Vec<HeaderName>,
    pub(crate) background: BackgroundTasks,
    /// True if the body ends when the server stops.
    pub(crate) ends_at_stop: bool,
}

impl Answered {
    /// Content of this media type. The operation's status goes with it.
    pub fn content(media_type: HeaderValue, content: impl Into<Bytes>) -> Self {
        let body = Body::full(content);
        AnsweredKind::Content {
            media_type: Some(media_type),
            body,
        }
        .into()
    }

    /// Streamed content, with this media type if there is one.
    pub fn stream(media_type: Option<HeaderValue>, body: Body) -> Self {
        AnsweredKind::Content { media_type, body }.into()
    }

    /// A whole response, sent unchanged.
    pub fn response(response: Response) -> Self {
        AnsweredKind::Response(Box::new(response)).into()
    }

    /// An error: an [`HttpError`](crate::HttpError) has its own status, any other error is a 500.
    pub fn failed(error: impl Into<Error>) -> Self {
        AnsweredKind::Failed(error.into()).into()
    }

    /// The same response with this status. A file in ranges, a redirect and a whole response keep the status that they decide themselves.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.beside().status = Some(status);
        self
    }

    /// The same response with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        let beside = self.beside();
        beside.returned.push(name.clone());
        beside.headers.append(name, value);
        self
    }

    /// The same response, whose body ends when the server stops: its client will ask again.
    pub(crate) fn ending_at_stop(mut self) -> Self {
        self.beside().ends_at_stop = true;
        self
    }

    /// The same response with these headers too.
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        let beside = self.beside();
        beside.returned.extend(headers.keys().cloned());
        extend_headers(&mut beside.headers, headers);
        self
    }

    /// Adds the headers, status and cookies that were set beside the response. A whole response keeps its own status and headers, as in FastAPI.
    pub(crate) fn with_parts(mut self, parts: ResponseParts) -> Self {
        if self.takes_parts() && !parts.is_empty() {
            let beside = self.beside();
            beside.parts_status = beside.parts_status.or(parts.status);
            extend_returned(&mut beside.headers, parts.headers);
        }
        self
    }

    /// As [`with_parts`](Self::with_parts), with the parts of a teardown. They replace the parts of other functions, but nothing of the
    /// returned value.
    pub(crate) fn with_later_parts(mut self, mut parts: ResponseParts) -> Self {
        if !self.takes_parts() {
            return self;
        }
        let returned = self.beside.iter().flat_map(|beside| &beside.returned);
        for name in returned.filter(|name| *name != SET_COOKIE) {
            parts.headers.remove(name);
        }
        let mut all = self.take_parts();
        all.append(parts);
        self.with_parts(all)
    }

    fn takes_parts(&self) -> bool {
        matches!(
            self.kind,
            AnsweredKind::Content { .. }
                | AnsweredKind::Items(_)
                | AnsweredKind::Redirect(_)
                | AnsweredKind::File(_)
                | AnsweredKind::StaticFile(_)
        )
    }

    pub(crate) fn with_background(mut self, tasks: BackgroundTasks) -> Self {
        if !tasks.is_empty() {
            self.beside().background.append(tasks);
        }
        self
    }

    /// The status and headers beside it. A status that the returned value says stays there.
    pub(crate) fn take_parts(&mut self) -> ResponseParts {
        let beside = self.beside.as_mut();
        beside.map_or_else(ResponseParts::default, |beside| ResponseParts {
            status: beside.parts_status.take(),
            headers: std::mem::take(&mut beside.headers),
        })
    }

    /// The tasks beside it, to be run by somebody else.
    pub(crate) fn take_background(&mut self) -> BackgroundTasks {
        let beside = self.beside.as_mut();
        beside
            .map(|beside| std::mem::take(&mut beside.background))
            .unwrap_or_default()
    }

    fn beside(&mut self) -> &mut Beside {
        self.beside.get_or_insert_default()
    }
}

impl Beside {
    /// The status to send, by the rule of `answer/status.rs`.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.status.or(self.parts_status)
    }
}

impl From<AnsweredKind> for Answered {
    fn from(kind: AnsweredKind) -> Self {
        Self { kind, beside: None }
    }
}

impl fmt::Debug for AnsweredKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content { media_type, body } => f
                .debug_struct("Content")
                .field("media_type", media_type)
                .field("body", body)
                .finish(),
            Self::Items(items) => f.debug_tuple("Items").field(items).finish(),
            Self::Redirect(status) => f.debug_tuple("Redirect").field(status).finish(),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
            Self::StaticFile(files) => f.debug_tuple("StaticFile").field(files).finish(),
            Self::Response(response) => f.debug_tuple("Response").field(response).finish(),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}
