//! `multipart/form-data`.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::options_header::OptionsHeader;
use super::parts::{Event, Header, Invalid, Parts};
use super::spool::Spool;
use super::{Form, FormError, FormLimits, FormValue, UploadFile};
use crate::read::Pieces;

/// Reads the parts as they arrive. No more of a file is held than fits into memory.
pub(super) async fn read(
    content_type: &OptionsHeader,
    mut pieces: Pieces,
    limits: FormLimits,
) -> Result<Form, FormError> {
    let boundary = content_type.get("boundary");
    let boundary = boundary.ok_or(FormError::MissingBoundary)?;
    let mut parts = Parts::new(boundary)?;
    let mut reader = Reader {
        form: Form::default(),
        part: None,
        files: 0,
        texts: 0,
        charset: Charset::of(content_type),
        limits,
    };
    while let Some(piece) = pieces.next().await? {
        parts.push(&piece);
        while let Some(event) = parts.next()? {
            reader.event(event).await?;
        }
    }
    reader.form.is_cut_short = !parts.is_at_end();
    Ok(reader.form)
}

struct Reader {
    form: Form,
    part: Option<Part>,
    files: usize,
    texts: usize,
    charset: Charset,
    limits: FormLimits,
}

/// The part that is being read.
struct Part {
    name: String,
    content: Content,
}

enum Content {
    Text(Vec<u8>),
    File {
        file_name: String,
        headers: HeaderMap,
        spool: Spool,
    },
}

impl Reader {
    async fn event(&mut self, event: Event) -> Result<(), FormError> {
        match event {
            Event::Part(headers) => self.begin(headers),
            Event::Data(data) => self.data(&data).await,
            Event::PartEnd => self.end().await,
        }
    }

    fn begin(&mut self, headers: Vec<Header>) -> Result<(), FormError> {
        let disposition = headers
            .iter()
            .rfind(|(name, _)| name == "content-disposition");
        let disposition = disposition.ok_or(FormError::MissingName)?;
        let disposition = OptionsHeader::parse(&disposition.1);
        let name = disposition.get("name").ok_or(FormError::MissingName)?;
        let name = self.charset.decode(name.to_vec());
        let content = if let Some(file_name) = disposition.get("filename") {
            self.files += 1;
            if self.files > self.limits.max_files {
                return Err(FormError::TooManyFiles(self.limits.max_files));
            }
            Content::File {
                file_name: self.charset.decode(file_name.to_vec()),
                headers: header_map(headers)?,
                spool: Spool::default(),
            }
        } else {
            self.texts += 1;
            if self.texts > self.limits.max_fields {
                return Err(FormError::TooManyFields(self.limits.max_fields));
            }
            Content::Text(Vec::new())
        };
        self.part = Some(Part { name, content });
        Ok(())
    }

    async fn data(&mut self, data: &[u8]) -> Result<(), FormError> {
        match self.part.as_mut().map(|part| &mut part.content) {
            Some(Content::Text(text)) => {
                if text.len() + data.len() > self.limits.max_part_size {
                    return Err(FormError::PartTooLarge(self.limits.max_part_size));
                }
                text.extend_from_slice(data);
            }
            Some(Content::File { spool, .. }) => spool.write(data).await?,
            None => {}
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<(), FormError> {
        let Some(part) = self.part.take() else {
            return Ok(());
        };
        let value = match part.content {
            Content::Text(text) => FormValue::Text(self.charset.decode(text)),
            Content::File {
                file_name,
                headers,
                spool,
            } => FormValue::File(UploadFile::received(
                file_name,
                headers,
                spool.finish().await?,
            )),
        };
        self.form.push(part.name, value);
        Ok(())
    }
}

fn header_map(headers: Vec<Header>) -> Result<HeaderMap, Invalid> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Invalid)?;
        let value = HeaderValue::from_maybe_shared(value).map_err(|_| Invalid)?;
        map.append(name, value);
    }
    Ok(map)
}

/// The charset of names and texts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Charset {
    Utf8,
    /// Each byte is a character. Starlette falls back to this if a text is not of its charset. It stands for every charset but UTF-8:
    /// browsers send none.
    Latin1,
}

impl Charset {
    fn of(content_type: &OptionsHeader) -> Self {
        match content_type.get("charset").map(<[u8]>::to_ascii_lowercase) {
            None => Self::Utf8,
            Some(name) if name == b"utf-8" || name == b"utf8" => Self::Utf8,
            Some(_) => Self::Latin1,
        }
    }

    fn decode(self, bytes: Vec<u8>) -> String {
        let bytes = match self {
            Self::Utf8 => match String::from_utf8(bytes) {
                Ok(text) => return text,
                Err(error) => error.into_bytes(),
            },
            Self::Latin1 => bytes,
        };
        bytes.into_iter().map(char::from).collect()
    }
}

impl From<Invalid> for FormError {
    fn from(_: Invalid) -> Self {
        Self::Invalid
    }
}
