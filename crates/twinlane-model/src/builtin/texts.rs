//! Texts and no value.

use std::path::{Component, Path, PathBuf};

use super::as_serde_has_it;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::Scanned;
use crate::schema::of_format;
use crate::shape::{CheckedShape, Ruled, Rules, Scalar, nothing_more};
use crate::types::read_text_as;
use crate::{DataType, JsonValue, Measure, Shape};

impl DataType for String {
    const SHAPE: &'static Shape = &Shape::Str;

    as_serde_has_it!();

    #[inline]
    fn measure(&self) -> Measure<'_> {
        Measure::Text(self)
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// A text of one character.
impl DataType for char {
    const SHAPE: &'static Shape = &Shape::Checked(&CheckedShape {
        shape: &Shape::Str,
        rules: Rules {
            min_length: Some(1),
            max_length: Some(1),
            ..Rules::NONE
        },
        check: None,
        more: None,
    });

    as_serde_has_it!();

    fn measure(&self) -> Measure<'_> {
        Measure::Char(*self)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl DataType for () {
    const SHAPE: &'static Shape = &Shape::Null;

    as_serde_has_it!();
}

const PATH: Scalar = Scalar {
    label: "path",
    read: |value, _| match value {
        JsonValue::Str(path) => Ok(Scanned::new(
            Coerced::Text(path.as_str().into()),
            Measure::Nothing,
        )),
        _ => Err(Kind::PathType.into()),
    },
    last: nothing_more,
    schema: |_| of_format("path"),
    ruled: Ruled::No,
};

impl DataType for PathBuf {
    const SHAPE: &'static Shape = &Shape::Scalar(&PATH);

    fn read_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text_as(deserializer, |text| Some(Self::from(text)))
    }

    fn write_to<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&plain(self).display())
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
}

/// As Python's `pathlib` has it: without `.` in it and slashes at its end.
fn plain(path: &Path) -> PathBuf {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    let plain: PathBuf = parts.collect();
    if plain.as_os_str().is_empty() {
        return PathBuf::from(".");
    }
    plain
}
