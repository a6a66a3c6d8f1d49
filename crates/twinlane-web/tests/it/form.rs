use std::convert::Infallible;
use std::io::{Read, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http_body::Frame;
use twinlane_web::form::{Form, FormError, FormLimits, UploadFile};
use twinlane_web::{Body, ReadLimits};

const MULTIPART: &str = "multipart/form-data; boundary=B";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const MIB: usize = 1024 * 1024;

/// A body that arrives in pieces.
struct Pieces {
    content: Bytes,
    piece: usize,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let length = self.piece.min(self.content.len());
        let piece = self.content.split_to(length);
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn multipart(parts: &[Vec<u8>]) -> Bytes {
    [parts.concat(), b"--B--\r\n".to_vec()].concat().into()
}

async fn read_in_pieces(
    content_type: &'static str,
    content: impl Into<Bytes>,
    piece: usize,
    limits: FormLimits,
) -> Result<Form, FormError> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    let content = content.into();
    let body = Body::stream(Pieces { content, piece });
    let read_limits = ReadLimits::new(64 * MIB);
    Form::read(&headers, body, read_limits, limits).await
}

async fn read(content_type: &'static str, content: impl Into<Bytes>) -> Result<Form, FormError> {
    read_in_pieces(content_type, content, 7000, FormLimits::default()).await
}

/// A file of this content, as it comes out of a form.
async fn uploaded(content: &[u8]) -> UploadFile {
    let body = multipart(&[part(r#"name="file"; filename="photo.png""#, content)]);
    let form = read(MULTIPART, body).await.unwrap();
    form.last("file").unwrap().file().unwrap().clone()
}

/// Content that is the same nowhere.
fn content(size: usize) -> Vec<u8> {
    (0..=size / 4)
        .flat_map(|number| u32::try_from(number).unwrap().to_be_bytes())
        .take(size)
        .collect()
}

#[tokio::test]
async fn both_kinds_are_read_in_pieces_of_any_size() {
    let parts = [
        part(r#"name="a""#, b"1"),
        part(r#"name="b""#, "grö\r\n--".as_bytes()),
        part(r#"name="a"; filename="x""#, b""),
    ];
    let body = multipart(&parts);
    for piece in 1..body.len() {
        let form = read_in_pieces(MULTIPART, body.clone(), piece, FormLimits::default())
            .await
            .unwrap();
        let names: Vec<_> = form
            .fields()
            .map(|(name, value)| (name, value.text()))
            .collect();
        let expected = [("a", Some("1")), ("b", Some("grö\r\n--")), ("a", None)];
        assert_eq!(names, expected, "in pieces of {piece}");
    }
    for piece in 1..20 {
        let form = read_in_pieces(
            URLENCODED,
            "a=1&b=gr%C3%B6&&c",
            piece,
            FormLimits::default(),
        )
        .await
        .unwrap();
        let texts: Vec<_> = form
            .fields()
            .map(|(name, value)| (name, value.text().unwrap()))
            .collect();
        assert_eq!(texts, [("a", "1"), ("b", "grö"), ("c", "")]);
    }
}

#[tokio::test]
async fn every_limit_is_kept_and_named() {
    let mut limits = FormLimits::DEFAULT;
    limits.max_fields = 2;
    limits.max_files = 1;
    limits.max_part_size = 2048;
    let text = |size| part(r#"name="a""#, &content(size));
    let file = || part(r#"name="a"; filename="f""#, &content(5000));
    for (content_type, body, message) in [
        (
            MULTIPART,
            multipart(&[text(1), text(1), text(1)]),
            "Too many fields. Maximum number of fields is 2.",
        ),
        (
            MULTIPART,
            multipart(&[file(), file()]),
            "Too many files. Maximum number of files is 1.",
        ),
        (
            MULTIPART,
            multipart(&[text(2049)]),
            "Part exceeded maximum size of 2KB.",
        ),
        (
            URLENCODED,
            "a&b&c".into(),
            "Too many fields. Maximum number of fields is 2.",
        ),
        (
            URLENCODED,
            format!("ab={}", "x".repeat(2047)).into(),
            "Field exceeded maximum size of 2KB.",
        ),
    ] {
        let error = read_in_pieces(content_type, body, 100, limits)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    for (content_type, body) in [
        (MULTIPART, multipart(&[text(2048), text(1), file()])),
        (URLENCODED, format!("ab={}&c", "x".repeat(2046)).into()),
    ] {
        assert!(
            read_in_pieces(content_type, body, 100, limits)
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn a_boundary_that_never_ends_is_refused_or_content() {
    let endless = "x".repeat(4 * MIB);
    let body = format!("--{endless}");
    assert!(matches!(
        read(MULTIPART, body).await,
        Err(FormError::Invalid)
    ));
    let body = format!("--B\r\n{endless}");
    assert!(matches!(
        read(MULTIPART, body).await,
        Err(FormError::Invalid)
    ));
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n{}",
        "\r\n--".repeat(MIB)
    );
    let form = read(MULTIPART, body).await.unwrap();
    assert!(form.is_cut_short());
    assert_eq!(form.fields().count(), 0);
}

#[tokio::test]
async fn a_file_is_the_same_in_memory_and_on_disk() {
    for size in [0, 1, MIB, MIB + 1, 3 * MIB + 17] {
        let expected = content(size);
        let mut file = uploaded(&expected).await;
        assert_eq!(file.size(), size as u64);
        assert_eq!(file.in_memory().is_some(), size <= MIB, "{size}");
        assert_eq!(file.bytes().await.unwrap(), expected);

        let mut chunks = Vec::new();
        while let Some(chunk) = file.chunk().await.unwrap() {
            assert!(chunk.len() <= 64 * 1024);
            chunks.extend_from_slice(&chunk);
        }
        assert!(chunks == expected);

        let mut reader = file.reader();
        let mut last = Vec::new();
        let from_end = i64::try_from(size.min(5)).unwrap();
        reader.seek(SeekFrom::End(-from_end)).unwrap();
        reader.read_to_end(&mut last).unwrap();
        assert!(expected.ends_with(&last) && last.len() == size.min(5));
        reader.rewind().unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert!(all == expected);
        assert!(reader.seek(SeekFrom::Current(i64::MIN)).is_err());
    }
}

#[tokio::test]
async fn a_file_is_saved_without_replacing_another() {
    let folder = tempfile::tempdir().unwrap();
    for size in [3, 2 * MIB] {
        let file = uploaded(&content(size)).await;
        let path = file.save_to(folder.path()).await.unwrap();
        assert_eq!(std::fs::read(path).unwrap(), content(size));
    }
    let mut names: Vec<_> = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["photo-1.png", "photo.png"]);

    let path = folder.path().join("photo.png");
    UploadFile::new("", "new").save_as(&path).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"new");
    let nowhere = folder.path().join("nowhere");
    assert!(UploadFile::new("a", "").save_to(nowhere).await.is_err());
}

/// A client chooses the name, and may choose one as often as it likes.
#[tokio::test]
async fn any_number_of_files_may_have_one_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for number in 0..40 {
        let file = UploadFile::new("-photo.png", format!("{number}"));
        let path = file.save_to(folder.path()).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{number}"));
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    assert_eq!((&*names[0], &*names[9]), ("photo.png", "photo-9.png"));
    // Not one after the other, or the last of ten thousand would be the ten thousandth to be tried.
    let random = names[10..].iter();
    assert!(
        random
            .clone()
            .all(|name| name.len() == "photo-.png".len() + 16)
    );
    assert_eq!(random.collect::<std::collections::HashSet<_>>().len(), 30);
}

#[tokio::test]
async fn a_name_cannot_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../../x", "/etc/x", r"..\x", "..", ""] {
        let path = UploadFile::new(name, "")
            .save_to(folder.path())
            .await
            .unwrap();
        assert_eq!(path.parent(), Some(folder.path()), "{name}");
    }
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_is_an_error_where_a_text_is_asked_for() {
    let file = UploadFile::new("x", &b"\xff"[..]);
    assert_eq!(
        file.text().await.unwrap_err().kind(),
        std::io::ErrorKind::InvalidData
    );
}
