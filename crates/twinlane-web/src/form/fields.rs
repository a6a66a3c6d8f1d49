//! The fields of a form.

use super::FormError;
use super::upload_file::UploadFile;

/// The fields of a form, in the order they were sent.
#[derive(Debug, Default)]
pub struct Form {
    pub(super) fields: Vec<Field>,
    pub(super) is_cut_short: bool,
}

/// A field of a form: its name, and what was typed or chosen.
#[derive(Debug)]
pub(super) struct Field {
    name: String,
    value: FormValue,
}

/// The value of a field.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a form holds texts and files and nothing else"
)]
pub enum FormValue {
    /// A text.
    Text(String),
    /// A file, in memory or on disk.
    File(UploadFile),
}

impl Form {
    /// The last value of a name, for a parameter that takes one value.
    pub fn last(&self, name: &str) -> Option<&FormValue> {
        self.fields
            .iter()
            .rev()
            .find(|field| field.name == name)
            .map(|field| &field.value)
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &FormValue> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| &field.value)
    }

    /// Every name and value, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FormValue)> {
        self.fields
            .iter()
            .map(|field| (field.name.as_str(), &field.value))
    }

    /// Reads the files of a name into memory, so that [`UploadFile::in_memory`] returns their content.
    ///
    /// # Errors
    ///
    /// Errors of the disk.
    pub async fn load(&mut self, name: &str) -> Result<(), FormError> {
        for field in &mut self.fields {
            if let (true, FormValue::File(file)) = (field.name == name, &mut field.value) {
                file.load().await?;
            }
        }
        Ok(())
    }

    /// True if the body ended inside a part. The fields do not include this part.
    ///
    /// Starlette ignores this error.
    pub fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    pub(super) fn push(&mut self, name: String, value: FormValue) {
        self.fields.push(Field { name, value });
    }
}

impl FormValue {
    /// The text, if the value is a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::File(_) => None,
        }
    }

    /// The file, if the value is a file.
    pub fn file(&self) -> Option<&UploadFile> {
        match self {
            Self::Text(_) => None,
            Self::File(file) => Some(file),
        }
    }
}
