//! UUIDs.

use std::ops::Deref;

use serde_json::{Map, Value};
use uuid::{Uuid, Variant};

use super::text::text_type;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::{Refusal, Scanned};
use crate::schema::{Mode, of_format};
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::{JsonValue, Measure};

const UUID: Scalar = Scalar {
    label: "uuid",
    read: |value, strict| scan(value, strict).map(scanned),
    last: nothing_more,
    schema: |_| of_format("uuid"),
    ruled: Ruled::No,
};

text_type!(
    Uuid,
    UUID,
    |text| parse(text).ok(),
    |uuid: &Uuid| uuid.hyphenated(),
    |_| Measure::Lax
);

/// A UUID of one version. [`Uuid4`] and its siblings are aliases of it.
///
/// ```
/// use twinlane_model::{DataTypeExt, model, types::Uuid4};
///
/// #[model]
/// struct Session {
///     id: Uuid4,
/// }
///
/// assert!(Session::from_json(r#"{"id": "2f1e0b2a-9f0c-4d1b-8c55-7f6f7a7c8d11"}"#).is_ok());
/// let errors = Session::from_json(r#"{"id": "00000000-0000-0000-0000-000000000000"}"#).err().expect("no version");
/// assert_eq!(errors.errors()[0].msg, "UUID version 4 expected");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UuidOf<const VERSION: u8>(Uuid);

macro_rules! versions {
    ($($name:ident is $version:literal: $what:literal, $format:literal;)*) => {$(
        #[doc = concat!("A UUID of version ", $version, ": ", $what, ".")]
        pub type $name = UuidOf<$version>;

        text_type!(
            $name,
            Scalar {
                label: "uuid",
                read: |value, strict| of_version(value, strict, $version),
                last: nothing_more,
                schema: |_: Mode| -> Map<String, Value> { of_format($format) },
                ruled: Ruled::No,
            },
            |text| parse(text).ok().and_then(Self::new),
            |uuid: &$name| uuid.0.hyphenated(),
            |_| Measure::Lax
        );
    )*};
}

versions! {
    Uuid1 is 1: "of a time and a machine", "uuid1";
    Uuid3 is 3: "of a name, by MD5", "uuid3";
    Uuid4 is 4: "random", "uuid4";
    Uuid5 is 5: "of a name, by SHA-1", "uuid5";
    Uuid6 is 6: "of a time and a machine, in order", "uuid6";
    Uuid7 is 7: "of a time, in order", "uuid7";
    Uuid8 is 8: "of an application's own making", "uuid8";
}

impl<const VERSION: u8> UuidOf<VERSION> {
    /// Wraps a UUID. `None`: the UUID is not of this version.
    pub fn new(uuid: Uuid) -> Option<Self> {
        has_version(&uuid, VERSION).then_some(Self(uuid))
    }

    /// Unwraps the UUID.
    pub fn into_inner(self) -> Uuid {
        self.0
    }
}

impl<const VERSION: u8> Deref for UuidOf<VERSION> {
    type Target = Uuid;

    fn deref(&self) -> &Uuid {
        &self.0
    }
}

fn scan(value: &JsonValue, strict: bool) -> Result<Uuid, Refusal> {
    if strict {
        return Err(Refusal::because(Kind::IsInstanceOf, "class", "UUID"));
    }
    let JsonValue::Str(text) = value else {
        return Err(Kind::UuidType.into());
    };
    parse(text).map_err(|error| Refusal::because(Kind::UuidParsing, "error", error))
}

/// The words are the `uuid` crate's, which Pydantic uses, too. Its older version knows no `URN:UUID:` in capitals.
fn parse(text: &str) -> Result<Uuid, String> {
    let is_urn = |prefix: &str| prefix.eq_ignore_ascii_case("urn:uuid:") && prefix != "urn:uuid:";
    if text.get(..9).is_some_and(is_urn) {
        let first = text.chars().next().unwrap_or_default();
        return Err(format!("invalid character: found `{first}` at 0"));
    }
    Uuid::parse_str(text).map_err(|error| error.to_string())
}

fn scanned(uuid: Uuid) -> Scanned<'static> {
    Scanned::new(Coerced::text(uuid.to_string()), Measure::Lax)
}

fn of_version(value: &JsonValue, strict: bool, version: u8) -> Result<Scanned<'_>, Refusal> {
    let uuid = scan(value, strict)?;
    if !has_version(&uuid, version) {
        let expected = JsonValue::Int(version.into());
        return Err(Refusal::new(
            Kind::UuidVersion,
            vec![("expected_version", expected)],
        ));
    }
    Ok(scanned(uuid))
}

fn has_version(uuid: &Uuid, version: u8) -> bool {
    uuid.get_variant() == Variant::RFC4122 && uuid.get_version_num() == usize::from(version)
}
