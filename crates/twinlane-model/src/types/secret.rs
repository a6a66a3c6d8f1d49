//! Values that are not shown.

use std::fmt;

use serde::{Deserializer, Serializer};

use crate::validation::STARS;
use crate::{DataType, Measure, Shape};

/// A value that is never shown: Pydantic's `SecretStr`.
///
/// The value is written and printed as stars. An error about the value, or about an object that contains it, shows stars in its `input`;
/// Pydantic shows the value there. Code that needs the value calls [`expose`](Self::expose).
///
/// ```
/// use twinlane_model::{DataTypeExt, Secret, model};
///
/// #[model]
/// #[derive(Debug)]
/// struct Login {
///     name: String,
///     #[field(min_length = 8)]
///     password: Secret<String>,
/// }
///
/// let login = Login::from_json(r#"{"name": "ada", "password": "correct horse"}"#)?;
/// assert_eq!(login.password.expose(), "correct horse");
/// assert_eq!(login.to_json(), r#"{"name":"ada","password":"**********"}"#);
/// assert_eq!(format!("{login:?}"), r#"Login { name: "ada", password: Secret(**********) }"#);
///
/// let errors = Login::from_json(r#"{"password": "horse"}"#).err().expect("too short, and no name");
/// assert!(!errors.to_string().contains("horse"));
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value so that it is not shown.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value, which can be shown again.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({STARS})")
    }
}

impl<T: DataType> DataType for Secret<T> {
    const SHAPE: &'static Shape = &Shape::Secret(T::SHAPE);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_from(deserializer).map(Self)
    }

    /// An empty text has nothing to hide: Pydantic writes it as it is.
    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_empty = matches!(self.0.measure(), Measure::Text(text) if text.is_empty());
        serializer.serialize_str(if is_empty { "" } else { STARS })
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self)
    }

    fn holds(&self) -> bool {
        self.0.holds()
    }

    fn measure(&self) -> Measure<'_> {
        self.0.measure()
    }

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Self)
    }
}
