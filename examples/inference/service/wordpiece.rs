//! The tokens of BERT's uncased models: words and signs in lower case without accents, cut into the longest pieces that the vocabulary has.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;
use twinlane::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::files::Unusable;

/// A longer word is unknown, as in BERT.
const LONGEST_WORD: usize = 100;

/// The vocabulary of a model.
pub struct Vocabulary {
    pieces: HashMap<String, i64>,
    begin: i64,
    end: i64,
    unknown: i64,
}

impl Vocabulary {
    /// Reads a `tokenizer.json`.
    pub fn load(file: &Path) -> Result<Self> {
        let text = std::fs::read(file).map_err(|error| Unusable::new(file, error))?;
        let json: Value =
            serde_json::from_slice(&text).map_err(|error| Unusable::new(file, error))?;
        let pieces = json["model"]["vocab"].as_object();
        let pieces = pieces.ok_or_else(|| Unusable::new(file, "has no vocabulary"))?;
        let pieces: HashMap<_, _> = pieces
            .iter()
            .filter_map(|(piece, id)| Some((piece.clone(), id.as_i64()?)))
            .collect();
        let id = |piece: &str| {
            let id = pieces.get(piece).copied();
            id.ok_or_else(|| Unusable::new(file, format!("has no {piece}")))
        };
        Ok(Self {
            begin: id("[CLS]")?,
            end: id("[SEP]")?,
            unknown: id("[UNK]")?,
            pieces,
        })
    }

    /// The numbers of a text's tokens, with those of its begin and its end; the text is cut off after `most`.
    pub fn tokens(&self, text: &str, most: usize) -> Vec<i64> {
        let mut tokens = vec![self.begin];
        for word in words(text) {
            self.cut(&word, &mut tokens);
            if tokens.len() >= most {
                tokens.truncate(most - 1);
                break;
            }
        }
        tokens.push(self.end);
        tokens
    }

    /// Adds the pieces of a word, or that it is unknown.
    fn cut(&self, word: &str, tokens: &mut Vec<i64>) {
        let before = tokens.len();
        let mut rest = word;
        while !rest.is_empty() {
            let Some((id, length)) = self.longest_piece(rest, rest.len() < word.len()) else {
                tokens.truncate(before);
                tokens.push(self.unknown);
                return;
            };
            tokens.push(id);
            rest = &rest[length..];
        }
    }

    /// The longest piece that a word begins with, or goes on with: its number, and its length in bytes.
    fn longest_piece(&self, rest: &str, goes_on: bool) -> Option<(i64, usize)> {
        if rest.chars().count() > LONGEST_WORD {
            return None;
        }
        let mut piece = if goes_on {
            "##".to_owned()
        } else {
            String::new()
        };
        let mark = piece.len();
        piece.push_str(rest);
        while piece.len() > mark {
            if let Some(&id) = self.pieces.get(&piece) {
                return Some((id, piece.len() - mark));
            }
            piece.pop();
        }
        None
    }
}

/// The words of a text, one after another: a sign and a Chinese character is a word of its own.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut letters = text
        .nfd()
        .filter(|&letter| !is_combining_mark(letter) && !is_dropped(letter))
        .flat_map(char::to_lowercase)
        .peekable();
    std::iter::from_fn(move || {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        let first = letters.next()?;
        let mut word = String::from(first);
        if !stands_alone(first) {
            while let Some(letter) =
                letters.next_if(|&letter| !letter.is_whitespace() && !stands_alone(letter))
            {
                word.push(letter);
            }
        }
        Some(word)
    })
}

fn is_dropped(letter: char) -> bool {
    letter == '\u{fffd}' || (letter.is_control() && !letter.is_whitespace())
}

fn stands_alone(letter: char) -> bool {
    letter.is_ascii_punctuation()
        || matches!(letter,
            // Signs of Unicode that texts have most.
            '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
            // Chinese characters.
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ceaf}')
}
