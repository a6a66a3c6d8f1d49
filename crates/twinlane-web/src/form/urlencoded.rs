//! `application/x-www-form-urlencoded`.

use bytes::Bytes;
use percent_encoding::percent_decode;

use super::{Form, FormError, FormLimits, FormValue};
use crate::read::Pieces;

/// Reads the fields as they arrive: one that is too large ends it at once.
pub(super) async fn read(mut pieces: Pieces, limits: FormLimits) -> Result<Form, FormError> {
    let mut reader = Reader {
        form: Form::default(),
        field: Vec::new(),
        rest: Bytes::new(),
        limits,
    };
    while let Some(piece) = pieces.next().await? {
        reader.piece(&piece)?;
    }
    reader.end_of_field()?;
    Ok(reader.form)
}

struct Reader {
    form: Form,
    /// The beginning of the current field, as it was sent, from earlier pieces than the last.
    field: Vec<u8>,
    /// The rest of the field, from the last piece. Mostly it is the end of the body, and need not be copied.
    rest: Bytes,
    limits: FormLimits,
}

impl Reader {
    fn piece(&mut self, whole: &Bytes) -> Result<(), FormError> {
        let rest = std::mem::take(&mut self.rest);
        self.field.extend_from_slice(&rest);
        let mut piece = whole.as_ref();
        while let Some(end) = memchr::memchr(b'&', piece) {
            let field = &piece[..end];
            piece = &piece[end + 1..];
            if self.field.is_empty() {
                self.add(field)?;
            } else {
                self.field.extend_from_slice(field);
                self.end_of_field()?;
            }
        }
        self.rest = whole.slice_ref(piece);
        if self.field.is_empty() {
            return self.check_size(piece);
        }
        self.field
            .extend_from_slice(&std::mem::take(&mut self.rest));
        self.check_size(&self.field)
    }

    fn end_of_field(&mut self) -> Result<(), FormError> {
        let (field, rest) = (
            std::mem::take(&mut self.field),
            std::mem::take(&mut self.rest),
        );
        self.add(if field.is_empty() { &rest } else { &field })
    }

    fn add(&mut self, field: &[u8]) -> Result<(), FormError> {
        if field.is_empty() {
            return Ok(());
        }
        self.check_size(field)?;
        if self.form.fields.len() == self.limits.max_fields {
            return Err(FormError::TooManyFields(self.limits.max_fields));
        }
        let (name, value) = match memchr::memchr(b'=', field) {
            Some(place) => (&field[..place], &field[place + 1..]),
            None => (field, &[][..]),
        };
        self.form.push(decode(name), FormValue::Text(decode(value)));
        Ok(())
    }

    /// The `=` is not counted.
    fn check_size(&self, field: &[u8]) -> Result<(), FormError> {
        let most = self.limits.max_part_size;
        if field.len() > most && field.len() - usize::from(field.contains(&b'=')) > most {
            return Err(FormError::FieldTooLarge(most));
        }
        Ok(())
    }
}

/// Python's `unquote_plus` of a text with a character for each byte: the encoded bytes are UTF-8, all others ISO 8859-1.
fn decode(text: &[u8]) -> String {
    if text.is_ascii() {
        return decode_ascii(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for run in text.chunk_by(|one, other| one.is_ascii() == other.is_ascii()) {
        if run[0].is_ascii() {
            decoded.push_str(&decode_ascii(run));
        } else {
            decoded.extend(run.iter().copied().map(char::from));
        }
    }
    decoded
}

fn decode_ascii(text: &[u8]) -> String {
    let mut bytes = text.to_vec();
    let Some(first) = memchr::memchr2(b'+', b'%', text) else {
        return text_of(bytes);
    };
    for byte in &mut bytes[first..] {
        if *byte == b'+' {
            *byte = b' ';
        }
    }
    if memchr::memchr(b'%', &text[first..]).is_some() {
        bytes = percent_decode(&bytes).collect();
    }
    text_of(bytes)
}

/// UTF-8, with U+FFFD for what is none.
fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
