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
    fn piece(&mut self, piece: &[u8]) -> Result<(), FormError> {
        let mut parts = piece.split(|&byte| byte == b'&');
        if let Some(first) = parts.next() {
            self.more(first)?;
        }
        for part in parts {
            self.end_of_field()?;
            self.more(part)?;
        }
        Ok(())
    }

    fn more(&mut self, part: &[u8]) -> Result<(), FormError> {
        self.field.extend_from_slice(part);
        // The `=` is not counted.
        let most = self.limits.max_part_size;
        if self.field.len() > most && size(&self.field) > most {
            return Err(FormError::FieldTooLarge(most));
        }
        Ok(())
    }

    fn end_of_field(&mut self) -> Result<(), FormError> {
        if self.field.is_empty() {
            return Ok(());
        }
        if self.form.fields.len() == self.limits.max_fields {
            return Err(FormError::TooManyFields(self.limits.max_fields));
        }
        let mut halves = self.field.splitn(2, |&byte| byte == b'=').map(decode);
        let name = halves.next().unwrap_or_default();
        let value = halves.next().unwrap_or_default();
        self.form.push(name, FormValue::Text(value));
        self.field.clear();
        Ok(())
    }
}

fn size(field: &[u8]) -> usize {
    field.len() - usize::from(field.contains(&b'='))
}

/// Python's `unquote_plus` of a text of which each byte is a character: what is encoded is UTF-8, what is not is
/// ISO 8859-1.
fn decode(text: &[u8]) -> String {
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
