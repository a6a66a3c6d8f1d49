//! The form of a test request, as a browser would send it.

use bytes::Bytes;
use twinlane_web::media_type;

/// Fields and files: urlencoded as long as there is no file.
#[derive(Debug, Default)]
pub(super) struct TestForm {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
}

/// A file of a form.
#[derive(Debug)]
pub(super) struct Upload {
    name: String,
    file_name: String,
    content_type: String,
    content: Bytes,
}

impl Upload {
    pub(super) fn new(name: &str, file_name: &str, content_type: &str, content: Bytes) -> Self {
        Self {
            name: name.to_owned(),
            file_name: file_name.to_owned(),
            content_type: content_type.to_owned(),
            content,
        }
    }

    /// A file whose content type is that of its name, as in httpx.
    pub(super) fn guessed(name: &str, file_name: &str, content: Bytes) -> Self {
        let content_type = media_type::of_path(file_name).unwrap_or("application/octet-stream");
        Self::new(name, file_name, content_type, content)
    }
}

/// Longer than anything that a test would have in its content by chance.
const BOUNDARY: &str = "twinlane-test-client-7f3a9c51e8d24b06";

impl TestForm {
    pub(super) fn add_field(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn add_file(&mut self, file: Upload) {
        self.files.push(file);
    }

    /// The content type and the body; `None` if there is no form.
    pub(super) fn encode(&self) -> Option<(String, Bytes)> {
        match (self.fields.as_slice(), self.files.as_slice()) {
            ([], []) => None,
            (fields, []) => {
                let mut text = form_urlencoded::Serializer::new(String::new());
                text.extend_pairs(fields);
                let content_type = "application/x-www-form-urlencoded".to_owned();
                Some((content_type, text.finish().into()))
            }
            _ => {
                let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
                Some((content_type, self.multipart()))
            }
        }
    }

    fn multipart(&self) -> Bytes {
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            add_part(&mut body, &quoted("name", name), value.as_bytes());
        }
        for file in &self.files {
            let names = quoted("name", &file.name) + &quoted("filename", &file.file_name);
            let head = format!("{names}\r\nContent-Type: {}", file.content_type);
            add_part(&mut body, &head, &file.content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body.into()
    }
}

fn add_part(body: &mut Vec<u8>, head: &str, content: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data{head}\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

/// A name as browsers write it, which the HTML standard says how.
fn quoted(option: &str, name: &str) -> String {
    let name = name
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    format!("; {option}=\"{name}\"")
}
