//! The cards, in memory: a real application has a database.

use std::sync::{Mutex, MutexGuard, PoisonError};

use twinlane::prelude::*;

/// A text that somebody writes.
#[model]
pub struct NewCard {
    #[field(min_length = 1, max_length = 60)]
    title: String,
    #[field(min_length = 10, max_length = 500)]
    text: String,
}

/// A card as pages show it.
#[model]
#[derive(Clone)]
pub struct Card {
    pub id: usize,
    pub title: String,
    pub text: String,
    pub from: String,
    pub has_picture: bool,
}

/// A picture, of a type that browsers show.
#[derive(Clone)]
pub struct Picture {
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

impl Picture {
    /// By its first bytes: the name and the type that a client says may be wrong. SVG is not among them, for it may have scripts.
    pub fn read(content: &[u8]) -> Option<Self> {
        let known = [
            (&b"\x89PNG\r\n\x1a\n"[..], "image/png"),
            (b"\xff\xd8\xff", "image/jpeg"),
            (b"GIF8", "image/gif"),
        ];
        let (_, media_type) = known
            .into_iter()
            .find(|(start, _)| content.starts_with(start))?;
        Some(Self {
            media_type,
            content: content.to_vec(),
        })
    }
}

/// All cards, the last first.
#[derive(Default)]
pub struct Cards(Mutex<Vec<(Card, Option<Picture>)>>);

impl Cards {
    /// No more are kept.
    const MAX: usize = 100;

    pub fn add(&self, card: NewCard, from: String, picture: Option<Picture>) -> usize {
        let mut cards = self.lock();
        let id = cards.first().map_or(1, |(newest, _)| newest.id + 1);
        let NewCard { title, text } = card;
        let has_picture = picture.is_some();
        cards.insert(
            0,
            (
                Card {
                    id,
                    title,
                    text,
                    from,
                    has_picture,
                },
                picture,
            ),
        );
        cards.truncate(Self::MAX);
        id
    }

    /// Those with a text in them, in capitals or not.
    pub fn with(&self, text: &str) -> Vec<Card> {
        let text = text.to_lowercase();
        let has = |part: &str| part.to_lowercase().contains(&text);
        let cards = self.lock();
        let found = cards
            .iter()
            .filter(|(card, _)| has(&card.title) || has(&card.text));
        found.map(|(card, _)| card.clone()).collect()
    }

    pub fn get(&self, id: usize) -> Option<Card> {
        self.lock()
            .iter()
            .find(|(card, _)| card.id == id)
            .map(|(card, _)| card.clone())
    }

    pub fn picture(&self, id: usize) -> Option<Picture> {
        self.lock()
            .iter()
            .find(|(card, _)| card.id == id)?
            .1
            .clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Card, Option<Picture>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
