//! `application/x-www-form-urlencoded`.

use percent_encoding::percent_decode;

use super::{Form, FormError, FormLimits, FormValue};
use crate::read::Pieces;

/// Reads the fields as they arrive: one that is too large ends it at once.
pub(super) async fn read(mut pieces: Pieces, limits: FormLimits) -> Result<Form, FormError> {
    let mut reader = Reader {
        form: Form::default(),
        field: Vec::new(),
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
    /// The field so far, as it was sent.
    field: Vec<u8>,
    limits: FormLimits,
}

impl Reader {
    fn piece(&mut self, mut piece: &[u8]) -> Result<(), FormError> {
        while let Some(end) = memchr::memchr(b'&', piece) {
            let field = &piece[..end];
            piece = &piece[end + 1..];
            if self.field.is_empty() {
                self.add(field)?;
            } else {
                self.more(field)?;
                self.end_of_field()?;
            }
        }
        self.more(piece)
    }

    fn more(&mut self, part: &[u8]) -> Result<(), FormError> {
        self.field.extend_from_slice(part);
        self.check_size(&self.field)
    }

    fn end_of_field(&mut self) -> Result<(), FormError> {
        let field = std::mem::take(&mut self.field);
        self.add(&field)
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

/// Python's `unquote_plus` of a text of which each byte is a character: what is encoded is UTF-8, what is not is
/// ISO 8859-1.
fn decode(text: &[u8]) -> String {
    let is_plain = |&byte: &u8| byte.is_ascii() && !matches!(byte, b'%' | b'+');
    if text.iter().all(is_plain) {
        return String::from_utf8_lossy(text).into_owned();
    }
    let mut decoded = String::with_capacity(text.len());
    for run in text.chunk_by(|one, other| one.is_ascii() == other.is_ascii()) {
        if run[0].is_ascii() {
            let spaced: Vec<u8> = run
                .iter()
                .map(|&byte| if byte == b'+' { b' ' } else { byte })
                .collect();
            decoded.push_str(&percent_decode(&spaced).decode_utf8_lossy());
        } else {
            decoded.extend(run.iter().copied().map(char::from));
        }
    }
    decoded
}
