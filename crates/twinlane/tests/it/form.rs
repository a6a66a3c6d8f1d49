//! Forms, files and bodies that are read by hand.

use twinlane::parameter::{FormLimits, RequestBody};
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, TestClient};
use twinlane::types::Bytes;

#[post("/upload")]
async fn upload(
    #[form] note: String,
    photo: UploadFile,
    more: Option<Vec<UploadFile>>,
) -> Result<Value> {
    let more = more.unwrap_or_default();
    Ok(json!([
        note,
        photo.file_name(),
        photo.text().await?,
        more.len()
    ]))
}

/// Reads a file in a thread.
#[post("/lines")]
fn lines(log: UploadFile) -> usize {
    use std::io::BufRead;
    std::io::BufReader::new(log.reader()).lines().count()
}

#[post("/bytes")]
async fn bytes(#[file(min_length = 2)] data: Bytes, #[file] more: Option<Vec<Bytes>>) -> Value {
    json!([data.len(), data.first(), more.map(|more| more.len())])
}

#[post("/raw/all")]
async fn raw_all(body: RequestBody) -> Result<usize> {
    Ok(body.bytes().await?.len())
}

#[post("/raw/chunks", max_body_size = 10)]
async fn raw_chunks(mut body: RequestBody) -> Result<usize> {
    let mut length = 0;
    while let Some(chunk) = body.chunk().await? {
        length += chunk.len();
    }
    Ok(length)
}

#[post("/limited", form_limits(max_fields = 3))]
async fn limited(files: Option<Vec<UploadFile>>) -> Value {
    json!(files.map(|files| files.len()))
}

fn client() -> BlockingClient {
    let inner = Router::new()
        .form_limits(FormLimits::new().max_files(1).max_fields(1))
        .max_body_size(2000)
        .routes(routes![limited]);
    let limits = FormLimits::new().max_fields(5).max_part_size(1024);
    TestClient::blocking(
        App::new()
            .form_limits(limits)
            .routes(routes![upload, lines, bytes, raw_all, raw_chunks])
            .router(inner),
    )
}

#[test]
fn fields_and_files_come_together() {
    let request = client().post("/upload").form([("note", "a \"note\"")]);
    let request = request.file("photo", "größe.txt", "content");
    let response = request.file("more", "1", "").file("more", "2", "").send();
    let expected = json!(["a \"note\"", "größe.txt", "content", 2]);
    assert_eq!(response.json::<Value>(), expected);
}

#[test]
fn a_large_file_is_read_in_a_thread() {
    let log = "a line\n".repeat(500_000);
    let response = client().post("/lines").file("log", "log.txt", log).send();
    assert_eq!(response.json::<Value>(), 500_000);
}

#[test]
fn bytes_are_taken_as_they_are() {
    let large = vec![0xff_u8; 2 * 1024 * 1024];
    for (content, expected) in [
        (vec![0xff, 0], json!([2, 255, null])),
        (large, json!([2_097_152, 255, null])),
    ] {
        let response = client().post("/bytes").file("data", "x", content).send();
        assert_eq!(response.json::<Value>(), expected);
    }
    let response = client().post("/bytes").file("data", "x", vec![0xff]).send();
    let body: Value = response.json();
    assert_eq!(body["detail"][0]["type"], "bytes_too_short");
    assert_eq!(body["detail"][0]["input"], "?");
    let request = client().post("/bytes").file("data", "x", "abc");
    let response = request
        .file("more", "x", vec![0xfe])
        .file("more", "y", "")
        .send();
    assert_eq!(response.json::<Value>(), json!([3, 97, 2]));
}

#[test]
fn a_body_may_be_read_by_hand() {
    for size in [0, 1, 3_000_000] {
        let response = client().post("/raw/all").body(vec![b'x'; size]).send();
        assert_eq!(response.json::<Value>(), size);
    }
    assert_eq!(
        client()
            .post("/raw/chunks")
            .body("0123456789")
            .send()
            .text(),
        "10"
    );
    let response = client().post("/raw/chunks").body("0123456789a").send();
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (413, "Content Too Large".into())
    );
}

#[test]
fn the_innermost_limit_counts() {
    let field = |count: usize| vec![("a", "1"); count];
    let send = |path: &str, fields| client().post(path).form(fields).send();
    let detail = |response: twinlane::testing::TestResponse| {
        let body: Value = response.json();
        (response.status().as_u16(), body["detail"].clone())
    };
    let too_many = |most| {
        (
            400,
            json!(format!(
                "Too many fields. Maximum number of fields is {most}."
            )),
        )
    };
    assert_eq!(detail(send("/lines", field(6))), too_many(5));
    assert_eq!(send("/limited", field(3)).status(), 200);
    assert_eq!(detail(send("/limited", field(4))), too_many(3));
    let text = "x".repeat(1025);
    let too_large = (400, json!("Field exceeded maximum size of 1KB."));
    assert_eq!(detail(send("/limited", vec![("a", &text)])), too_large);
    let response = client()
        .post("/limited")
        .file("a", "1", "")
        .file("a", "2", "")
        .send();
    assert_eq!(
        detail(response),
        (400, json!("Too many files. Maximum number of files is 1."))
    );
    let response = client()
        .post("/limited")
        .file("files", "1", vec![0; 2000])
        .send();
    assert_eq!(response.status(), 413);
}

#[test]
fn a_form_that_breaks_off_is_refused_unless_more_is_wrong() {
    let part = |name: &str| {
        format!(
            "--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\nx\r\n"
        )
    };
    let send = |body: String| {
        let request = client()
            .post("/lines")
            .header("content-type", "multipart/form-data; boundary=B");
        request.body(body).send()
    };
    assert_eq!(send(part("log") + "--B--").status(), 200);
    let response = send(part("log") + &part("late"));
    assert_eq!(response.status(), 400);
    assert_eq!(
        response.json::<Value>(),
        json!({ "detail": "Invalid multipart data." })
    );
    assert_eq!(send(part("other") + &part("log")).status(), 422);
}
