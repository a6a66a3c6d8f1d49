//! The names that clients give their files, made safe for a folder.

use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

/// A file of this name, or of another that nobody has.
pub(super) fn create_in(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
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
pub(super) fn safe_name(name: &str) -> String {
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
