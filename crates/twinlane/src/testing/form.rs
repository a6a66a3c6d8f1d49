//! The form of a test request, as a browser would send it.

use bytes::Bytes;

/// Fields and files: urlencoded as long as there is no file.
#[derive(Debug, Default)]
pub(super) struct TestForm {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
}

#[derive(Debug)]
struct Upload {
    name: String,
    file_name: String,
    content: Bytes,
}

/// Longer than anything that a test would have in its content by chance.
const BOUNDARY: &str = "twinlane-test-client-7f3a9c51e8d24b06";

impl TestForm {
    pub(super) fn add_field(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn add_file(&mut self, name: &str, file_name: &str, content: Bytes) {
        self.files.push(Upload {
            name: name.to_owned(),
            file_name: file_name.to_owned(),
            content,
        });
    }

    /// The content type and the body; `None` where there is no form.
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
            add_part(&mut body, &names, &file.content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body.into()
    }
}

fn add_part(body: &mut Vec<u8>, names: &str, content: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data{names}\r\n\r\n");
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
