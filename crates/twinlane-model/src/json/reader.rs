//! The reader of the fast pass: JSON as most programs write it.
//!
//! The slow pass reads every document that this reader refuses. So the reader reports no mistakes, leaves rare input to the slow pass
//! (whole numbers of more than 64 bits, half surrogates), and takes nothing that Python would read as another value.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::markers::{FOREIGN, MODEL};
use super::number::{self, Number};
use super::plain_text::{plain_end, unescape};
use super::skipped::Skipped;
use crate::stack::{bounded, is_within};

/// Reads a value from the whole of a text; `None` if the slow pass has to look.
pub(crate) fn read_with<'de, T>(
    text: &'de str,
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, Unusual>,
) -> Option<T> {
    let mut reader = Reader::new(text);
    let value = bounded(|| read(&mut reader)).ok()?;
    reader.token().is_none().then_some(value)
}

/// A text, and the position up to which it has been read.
pub(crate) struct Reader<'de> {
    text: &'de str,
    at: usize,
    /// The number of further containers that may be open at once.
    depth: u8,
    unescaped: String,
}

/// The reader leaves the document to the slow pass, which reports the mistake if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unusual;

/// As deep as `serde_json` goes.
const DEEPEST: u8 = 127;

/// The depth of a text within a text. All of them together stay above the depth at which the slow pass refuses.
const DEEPEST_WITHIN: u8 = 16;

impl<'de> Reader<'de> {
    fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: if is_within() { DEEPEST_WITHIN } else { DEEPEST },
            unescaped: String::new(),
        }
    }

    /// The next byte that is no space. It is not taken.
    #[inline]
    fn token(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                found => return found.copied(),
            }
        }
    }

    #[inline]
    fn take(&mut self, token: u8) -> Result<(), Unusual> {
        if self.token() != Some(token) {
            return Err(Unusual);
        }
        self.at += 1;
        Ok(())
    }

    /// The bytes that are not read yet.
    #[inline]
    fn rest(&self) -> &'de [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn word(&mut self, word: &str) -> Result<(), Unusual> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(Unusual);
        }
        self.at += word.len();
        Ok(())
    }

    /// The text that begins here, between its quotes. If it has escapes, it is kept in `unescaped`, and this is `None`.
    #[inline]
    fn string(&mut self) -> Result<Option<&'de str>, Unusual> {
        self.take(b'"')?;
        let start = self.at;
        let end = plain_end(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.text.get(start..end).map(Some).ok_or(Unusual);
        }
        self.unescaped.clear();
        self.at = unescape(self.text, start, &mut self.unescaped).ok_or(Unusual)?;
        Ok(None)
    }

    #[inline]
    fn visit_string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Unusual> {
        match self.string()? {
            Some(text) => visitor.visit_borrowed_str(text),
            None => visitor.visit_str(&self.unescaped),
        }
    }

    fn visit_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Unusual> {
        let (number, length) = number::read(self.rest()).ok_or(Unusual)?;
        self.at += length;
        match number {
            Number::Natural(number) => visitor.visit_u64(number),
            Number::Negative(number) => visitor.visit_i64(number),
            Number::Float(number) => visitor.visit_f64(number),
        }
    }

    /// Visits what is between two brackets.
    #[inline]
    fn inside<T>(
        &mut self,
        end: u8,
        visit: impl FnOnce(&mut Self) -> Result<T, Unusual>,
    ) -> Result<T, Unusual> {
        self.depth = self.depth.checked_sub(1).ok_or(Unusual)?;
        self.at += 1;
        let visited = visit(self)?;
        self.depth += 1;
        self.take(end)?;
        Ok(visited)
    }

    #[inline]
    fn visit_object<V: Visitor<'de>>(
        &mut self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        self.inside(b'}', |reader| {
            visitor.visit_map(Fields {
                reader,
                is_first: true,
                names,
                next: 0,
            })
        })
    }

    /// True if another item follows. Reads the comma before each item but the first.
    #[inline]
    fn has_next(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Unusual> {
        let token = self.token();
        if token == Some(end) {
            return Ok(false);
        }
        if std::mem::replace(is_first, false) {
            return Ok(true);
        }
        self.take(b',')?;
        // A comma before the end is a mistake.
        if self.token() == Some(end) {
            return Err(Unusual);
        }
        Ok(true)
    }

    /// Reads past the key of this name and its colon, if it comes next.
    #[inline]
    fn take_key(&mut self, name: &str) -> bool {
        let key = self.rest().strip_prefix(b"\"");
        let behind = key.and_then(|key| key.strip_prefix(name.as_bytes()));
        let Some(behind) = behind.and_then(|behind| behind.strip_prefix(b"\":")) else {
            return false;
        };
        self.at = self.text.len() - behind.len();
        true
    }

    /// The text of the value that comes next.
    fn value(&mut self) -> Result<&'de str, Unusual> {
        let _first = self.token();
        let start = self.at;
        Skipped::deserialize(&mut *self)?;
        self.text.get(start..self.at).ok_or(Unusual)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unusual;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.token().ok_or(Unusual)? {
            b'"' => self.visit_string(visitor),
            b'{' => self.visit_object(&[], visitor),
            b'[' => self.inside(b']', |reader| {
                visitor.visit_seq(Items {
                    reader,
                    is_first: true,
                })
            }),
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => self.visit_number(visitor),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        if self.token() == Some(b'n') {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        // Only `serde_json` reads a type of another crate, here and in the slow pass.
        if name == FOREIGN {
            return visitor.visit_borrowed_str(self.value()?);
        }
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        if name != MODEL {
            return self.deserialize_any(visitor);
        }
        if self.token() != Some(b'{') {
            return Err(Unusual);
        }
        self.visit_object(fields, visitor)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.visit_string(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.visit_string(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

/// The items of an array.
struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    is_first: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unusual;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unusual> {
        if !self.reader.has_next(&mut self.is_first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

/// The fields of an object.
///
/// Most programs send the fields in the order of their declaration. So the input is compared with the next name before a key is read.
struct Fields<'r, 'de> {
    reader: &'r mut Reader<'de>,
    is_first: bool,
    /// The names of the model's fields. The seed of a key takes the place of a name in this list, instead of the name.
    names: &'static [&'static str],
    /// The place of the name that is likely to come.
    next: usize,
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Unusual;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unusual> {
        if !self.reader.has_next(&mut self.is_first, b'}')? {
            return Ok(None);
        }
        if let Some(name) = self.names.get(self.next)
            && self.reader.take_key(name)
        {
            let place = self.next;
            self.next += 1;
            return seed.deserialize(place.into_deserializer()).map(Some);
        }
        self.key(seed).map(Some)
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Unusual> {
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> Fields<'_, 'de> {
    /// Reads a key that has not been foreseen, and goes on behind it.
    fn key<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<K::Value, Unusual> {
        let borrowed = self.reader.string()?;
        let key = borrowed.unwrap_or(&self.reader.unescaped);
        let place = self.names.iter().position(|name| *name == key);
        let seeded = match (place, borrowed) {
            (Some(place), _) => {
                self.next = place + 1;
                seed.deserialize(place.into_deserializer())?
            }
            (None, Some(key)) => seed.deserialize(BorrowedStrDeserializer::new(key))?,
            (None, None) => seed.deserialize(key.into_deserializer())?,
        };
        self.reader.take(b':')?;
        Ok(seeded)
    }
}

impl Error for Unusual {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("to be read by the slow pass")
    }
}

impl std::error::Error for Unusual {}
