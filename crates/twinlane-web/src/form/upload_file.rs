use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::safe_name::{create_in, safe_name};
use super::spool::Content;
use crate::disk::{in_thread, read_at};

/// A file that a client sent in a form.
///
/// A file of up to 1 MiB is held in memory, a larger one in a temporary file without a name. The temporary file is removed with
/// the last clone. An `async fn` reads the content with [`bytes`](Self::bytes), [`text`](Self::text) and
/// [`chunk`](Self::chunk): a thread waits for the disk. A plain `fn` reads it through its [`reader`](Self::reader).
///
/// A clone is the same file, with its own position.
///
/// ```
/// use std::io::Read;
/// use twinlane_web::form::UploadFile;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let file = UploadFile::new("notes.txt", "two\nlines").with_content_type("text/plain");
/// assert_eq!((file.file_name(), file.size()), ("notes.txt", 9));
/// assert_eq!(file.text().await?, "two\nlines");
///
/// let mut text = String::new();
/// file.reader().read_to_string(&mut text)?;
/// assert_eq!(text.lines().count(), 2);
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), twinlane_web::BoxError>(())
/// ```
#[derive(Debug, Clone)]
pub struct UploadFile {
    upload: Arc<Upload>,
    position: u64,
}

#[derive(Debug)]
struct Upload {
    file_name: String,
    headers: HeaderMap,
    content: Content,
}

impl Upload {
    fn size(&self) -> u64 {
        match &self.content {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Disk { size, .. } => *size,
        }
    }
}

/// The bytes that [`UploadFile::chunk`] reads at once.
const CHUNK: usize = 64 * 1024;

impl UploadFile {
    /// Creates a file by hand, for example to call a path operation in a test.
    pub fn new(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::received(
            file_name.into(),
            HeaderMap::new(),
            Content::Memory(content.into()),
        )
    }

    /// Sets the content type. One that is not a valid header value is left out.
    #[must_use]
    pub fn with_content_type(mut self, content_type: &str) -> Self {
        if let (Some(upload), Ok(value)) = (
            Arc::get_mut(&mut self.upload),
            HeaderValue::from_str(content_type),
        ) {
            upload.headers.insert(CONTENT_TYPE, value);
        }
        self
    }

    pub(super) fn received(file_name: String, headers: HeaderMap, content: Content) -> Self {
        Self {
            upload: Arc::new(Upload {
                file_name,
                headers,
                content,
            }),
            position: 0,
        }
    }

    /// The name that the client gave, or an empty text.
    ///
    /// A client can send any text: never use it as a path. [`save_to`](Self::save_to) makes a safe name of it.
    #[doc(alias = "filename")]
    pub fn file_name(&self) -> &str {
        &self.upload.file_name
    }

    /// The content type that the client gave.
    pub fn content_type(&self) -> Option<&str> {
        self.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The headers of the file's part of the form.
    pub fn headers(&self) -> &HeaderMap {
        &self.upload.headers
    }

    /// The size in bytes.
    pub fn size(&self) -> u64 {
        self.upload.size()
    }

    /// The whole content, if the file is in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.upload.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Disk { .. } => None,
        }
    }

    /// Reads it into memory, for those who take its content where they cannot wait.
    pub(super) async fn load(&mut self) -> io::Result<()> {
        if self.in_memory().is_none() {
            let content = Content::Memory(self.bytes().await?);
            let file_name = self.file_name().to_owned();
            *self = Self::received(file_name, self.headers().clone(), content);
        }
        Ok(())
    }

    /// Reads the whole content.
    ///
    /// # Errors
    ///
    /// Errors of the disk.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        let length = self.size();
        self.part(0, usize::try_from(length).unwrap_or(usize::MAX))
            .await
    }

    /// Reads the whole content as a text.
    ///
    /// # Errors
    ///
    /// Errors of the disk; [`InvalidData`](io::ErrorKind::InvalidData) if the content is not UTF-8.
    pub async fn text(&self) -> io::Result<String> {
        let bytes = Vec::from(self.bytes().await?);
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Reads the next piece, of at most 64 KiB; `None` at the end.
    ///
    /// # Errors
    ///
    /// Errors of the disk.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        let piece = self.part(self.position, CHUNK).await?;
        self.position += piece.len() as u64;
        Ok((!piece.is_empty()).then_some(piece))
    }

    /// Saves the file in a folder under a safe form of its name, and returns the new path.
    ///
    /// Only the last part of the name is used. Parts of it are removed if they could lead out of the folder, hide the file, imitate
    /// another name or look like an option of a command. An existing file is never replaced: the new one is called `photo-1.png` to
    /// `photo-9.png`, then `photo-` with 16 random digits.
    ///
    /// # Errors
    ///
    /// Errors of the disk. A missing folder is an error, too: it is not created.
    pub async fn save_to(&self, folder: impl AsRef<Path>) -> io::Result<PathBuf> {
        let mut reader = self.reader();
        let safe_name = safe_name(self.file_name());
        let folder = folder.as_ref().to_owned();
        in_thread(move || {
            let (path, mut file) = create_in(&folder, &safe_name)?;
            match io::copy(&mut reader, &mut file) {
                Ok(_) => Ok(path),
                // Half a file is no file.
                Err(error) => Err(std::fs::remove_file(path).err().unwrap_or(error)),
            }
        })
        .await
    }

    /// Saves the file at a path. An existing file is replaced.
    ///
    /// # Errors
    ///
    /// Errors of the disk.
    pub async fn save_as(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let mut reader = self.reader();
        let path = path.as_ref().to_owned();
        in_thread(move || io::copy(&mut reader, &mut File::create(path)?).map(|_| ())).await
    }

    /// Returns a reader of the content, from its start, for a plain `fn`. It blocks if the file is on disk.
    pub fn reader(&self) -> UploadReader {
        UploadReader {
            upload: Arc::clone(&self.upload),
            position: 0,
        }
    }

    /// Up to so many bytes from there on.
    async fn part(&self, position: u64, length: usize) -> io::Result<Bytes> {
        if let Content::Memory(bytes) = &self.upload.content {
            let start =
                usize::try_from(position).map_or(bytes.len(), |start| start.min(bytes.len()));
            let end = bytes.len().min(start.saturating_add(length));
            return Ok(bytes.slice(start..end));
        }
        let mut reader = self.reader();
        reader.position = position;
        in_thread(move || {
            let mut buffer = Vec::with_capacity(length);
            reader.take(length as u64).read_to_end(&mut buffer)?;
            Ok(buffer.into())
        })
        .await
    }
}

/// Reads an [`UploadFile`] in code that may block.
#[derive(Debug, Clone)]
pub struct UploadReader {
    upload: Arc<Upload>,
    position: u64,
}

impl Read for UploadReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &self.upload.content {
            Content::Memory(bytes) => {
                let start = usize::try_from(self.position).unwrap_or(usize::MAX);
                bytes.get(start..).unwrap_or_default().read(buffer)?
            }
            Content::Disk { file, .. } => read_at(file, buffer, self.position)?,
        };
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for UploadReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, offset) = match to {
            SeekFrom::Start(position) => (position, 0),
            SeekFrom::End(offset) => (self.upload.size(), offset),
            SeekFrom::Current(offset) => (self.position, offset),
        };
        self.position = base.checked_add_signed(offset).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "a seek to before the file")
        })?;
        Ok(self.position)
    }
}
