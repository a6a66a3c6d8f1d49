use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::spool::Content;
use crate::file::{in_thread, read_at};

/// A file that a client sent in a form.
///
/// Up to 1 MiB of it is held in memory; a larger one lies in a temporary file without a name, which is gone with the
/// last clone of it. An `async fn` reads it with [`bytes`](Self::bytes), [`text`](Self::text) and
/// [`chunk`](Self::chunk), which wait for the disk in a thread; a plain `fn` through its [`reader`](Self::reader).
///
/// A clone is the same file, with a position of its own.
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

/// What [`UploadFile::chunk`] reads at once.
const CHUNK: usize = 64 * 1024;

impl UploadFile {
    /// A file by hand, to call a path operation as the function it is.
    pub fn new(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::received(
            file_name.into(),
            HeaderMap::new(),
            Content::Memory(content.into()),
        )
    }

    /// The same file, of this content type. One that cannot stand in a header is left out.
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

    /// The name that the client gave it; empty where it gave none.
    ///
    /// It is whatever the client wrote: no path to open. [`save_to`](Self::save_to) makes a safe one of it.
    pub fn file_name(&self) -> &str {
        &self.upload.file_name
    }

    /// The content type that the client says it has.
    pub fn content_type(&self) -> Option<&str> {
        self.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The headers of its part of the form.
    pub fn headers(&self) -> &HeaderMap {
        &self.upload.headers
    }

    /// The number of bytes.
    pub fn size(&self) -> u64 {
        self.upload.size()
    }

    /// The whole content, where it is in memory.
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

    /// The whole content.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        let length = self.size();
        self.part(0, usize::try_from(length).unwrap_or(usize::MAX))
            .await
    }

    /// The whole content as a text.
    ///
    /// # Errors
    ///
    /// Those of the disk; [`InvalidData`](io::ErrorKind::InvalidData) where it is not UTF-8.
    pub async fn text(&self) -> io::Result<String> {
        let bytes = Vec::from(self.bytes().await?);
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// The next piece, of at most 64 KiB; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        let piece = self.part(self.position, CHUNK).await?;
        self.position += piece.len() as u64;
        Ok((!piece.is_empty()).then_some(piece))
    }

    /// Saves it in a folder, by the last part of its name; the path that it has there.
    ///
    /// What could lead out of the folder, hide the file, look like another name or be taken for an option of a command is
    /// taken off the name. A file that is there already stays as it is: the new one is called `photo-1.png` to `photo-9.png`,
    /// then `photo-` with 16 random digits.
    ///
    /// # Errors
    ///
    /// Those of the disk: the folder is not made.
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

    /// Saves it at a path. A file that is there already is replaced.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    pub async fn save_as(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let mut reader = self.reader();
        let path = path.as_ref().to_owned();
        in_thread(move || io::copy(&mut reader, &mut File::create(path)?).map(|_| ())).await
    }

    /// A reader of the content, from its start. It blocks where the file lies on disk: for a plain `fn`.
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

/// Reads an [`UploadFile`] where blocking does no harm.
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

/// A file of this name, or of another that nobody has.
fn create_in(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let mut names = std::iter::once(name.to_owned()).chain(other_names(name));
    loop {
        let taken = || io::Error::from(io::ErrorKind::AlreadyExists);
        let path = folder.join(names.next().ok_or_else(taken)?);
        match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return Ok((path, created?)),
        }
    }
}

/// Numbers, as long as a few files have the name. Clients choose names, so that there may be any number of one: then a random
/// one, which is free at the first try unless a file system ends in an odd way.
fn other_names(name: &str) -> impl Iterator<Item = String> {
    let numbers = (1..10).map(|number| number.to_string());
    let random = (0..10).map(|_| format!("{:016x}", RandomState::new().build_hasher().finish()));
    numbers.chain(random).map(|suffix| suffixed(name, &suffix))
}

fn suffixed(name: &str, suffix: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{suffix}.{extension}"),
        None => format!("{name}-{suffix}"),
    }
}

/// The last part of a name, without what a file system, a command or a reader could take for something else.
fn safe_name(name: &str) -> String {
    let is_safe = |letter: &char| !is_unseen(*letter) && !r#"/\:*?"<>|"#.contains(*letter);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(is_safe).collect();
    let end = name.trim_end_matches(is_edge);
    let start = end.ceil_char_boundary(end.len().saturating_sub(LONGEST_NAME));
    let name = end[start..].trim_start_matches(|letter| is_edge(letter) || is_hyphen(letter));
    match name {
        "" => "upload".to_owned(),
        name if is_device(name) => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// A dot at the start hides a file, and Windows drops dots and spaces at the end.
fn is_edge(letter: char) -> bool {
    letter == '.' || letter.is_whitespace()
}

/// An option of a command begins with a hyphen, and Windows makes one of others for programs that know no Unicode.
fn is_hyphen(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// True if a letter is not seen, or changes how others are: control characters, Unicode's `Default_Ignorable_Code_Point` (marks of
/// direction, joiners, fillers, variation selectors, tags), separators of lines, and the braille pattern without a dot.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// True if Windows takes the name for a device, whatever its extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or(stem.strip_prefix("LPT"));
    let is_number = |rest: &str| {
        let mut digits = rest.chars();
        matches!(
            (digits.next(), digits.next()),
            (Some('0'..='9' | '¹' | '²' | '³'), None)
        )
    };
    numbered.is_some_and(is_number)
        || ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
}

/// Short enough for every file system, with a number behind it. Of a longer name the end is kept, which says the kind.
const LONGEST_NAME: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for (sent, safe) in [
            ("photo.png", "photo.png"),
            ("../../etc/passwd", "passwd"),
            (r"..\..\boot.ini", "boot.ini"),
            ("/etc/shadow", "shadow"),
            ("..", "upload"),
            ("", "upload"),
            ("a/", "upload"),
            (".htaccess", "htaccess"),
            ("a\0b\r\nc.txt", "abc.txt"),
            ("C:evil.txt:stream", "Cevil.txtstream"),
            ("größe 1.png", "größe 1.png"),
            ("-rf", "rf"),
            ("--.-output=x", "output=x"),
            ("-", "upload"),
            ("a-b.png", "a-b.png"),
            ("photo\u{202e}gnp.exe", "photognp.exe"),
            ("\u{feff}\u{200b}.\u{2066}-x\u{2028}", "x"),
            ("\u{a0}.x.\u{3000}", "x"),
            ("\u{3164}\u{115f}\u{1160}\u{2800}\u{34f}", "upload"),
            ("a\u{fe00}\u{fe0f}\u{e0100}\u{e01ef}b\u{ffa0}.png", "ab.png"),
            ("\u{2800}.\u{3164}-x\u{2800}", "x"),
            (
                "a\u{17b4}\u{180b}\u{fff0}\u{1bca0}\u{1d173}\u{e0fff}b",
                "ab",
            ),
            ("\u{ff0d}rf", "rf"),
            ("\u{fe63}\u{2212}\u{2010}\u{2014}-rf", "rf"),
            ("a\u{ff0d}b \u{2013} c.png", "a\u{ff0d}b \u{2013} c.png"),
            ("한국어ㅤ.txt", "한국어.txt"),
            ("nul", "_nul"),
            ("Com1.tar.gz", "_Com1.tar.gz"),
            ("LPT².txt", "_LPT².txt"),
            ("con .txt", "_con .txt"),
            ("CONIN$", "_CONIN$"),
            ("com10", "com10"),
            ("console.log", "console.log"),
        ] {
            assert_eq!(safe_name(sent), safe, "{sent:?}");
        }
        let long = safe_name(&format!("{}.png", "ö".repeat(500)));
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("ö.png"),
            "{long}"
        );
    }

    #[test]
    fn a_name_that_was_cut_begins_with_no_hyphen() {
        let name = format!("a{}{}", "-.".repeat(50), "x".repeat(LONGEST_NAME - 30));
        assert_eq!(safe_name(&name), "x".repeat(LONGEST_NAME - 30));
    }

    #[test]
    fn a_suffix_stands_before_the_extension() {
        assert_eq!(suffixed("a.tar.gz", "2"), "a.tar-2.gz");
        assert_eq!(suffixed("a", "1"), "a-1");
    }

    #[test]
    fn a_few_numbers_are_tried_and_then_names_that_nobody_can_guess() {
        let names: Vec<String> = other_names("a.png").collect();
        assert_eq!(
            (names[0].as_str(), names[8].as_str()),
            ("a-1.png", "a-9.png")
        );
        assert_eq!(names.len(), 19);
        let random: std::collections::HashSet<_> = names[9..].iter().collect();
        assert_eq!(random.len(), 10);
        assert!(
            random.iter().all(|name| name.len() == "a-.png".len() + 16),
            "{random:?}"
        );
    }
}
