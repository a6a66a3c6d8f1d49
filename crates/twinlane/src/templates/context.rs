//! The values that a template is told.

use std::borrow::Cow;
use std::fmt;

use minijinja::Value;
use serde::{Serialize, Serializer};

/// The variables of a template, by name. [`context!`](crate::context) makes them.
#[derive(Clone, Default)]
pub struct Context(Vec<(Cow<'static, str>, Value)>);

impl Context {
    /// Creates a context without variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a variable, and replaces an earlier one of this name. [`context!`](crate::context) writes data types as models write them.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        self.set(name.into(), Value::from(minijinja::value::Serde(value)));
        self
    }

    /// Likewise, of a value as the template sees it.
    #[doc(hidden)]
    pub fn set(&mut self, name: Cow<'static, str>, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, earlier)) => *earlier = value,
            None => self.0.push((name, value)),
        }
    }

    /// Tells a value unless the name has one.
    pub(super) fn set_default(&mut self, name: &'static str, value: impl FnOnce() -> Value) {
        if !self.0.iter().any(|(known, _)| known == name) {
            self.0.push((Cow::Borrowed(name), value()));
        }
    }

    /// Tells all that another one tells, which wins.
    #[doc(hidden)]
    pub fn replace_all(&mut self, other: Self) {
        for (name, value) in other.0 {
            self.set(name, value);
        }
    }

    /// Tells all that another one tells by names that are not here.
    #[doc(hidden)]
    pub fn add_all(&mut self, other: Self) {
        for (name, value) in other.0 {
            if !self.0.iter().any(|(known, _)| *known == name) {
                self.0.push((name, value));
            }
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::from_pairs(self.0)
    }
}

impl From<()> for Context {
    fn from((): ()) -> Self {
        Self::new()
    }
}

/// Of an object in JSON, its fields.
impl From<serde_json::Map<String, serde_json::Value>> for Context {
    fn from(fields: serde_json::Map<String, serde_json::Value>) -> Self {
        let fields = fields.into_iter();
        Self(
            fields
                .map(|(name, value)| {
                    let value = Value::from(minijinja::value::Serde(value));
                    (Cow::Owned(name), value)
                })
                .collect(),
        )
    }
}

/// As a value within another context.
impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Without the values, which may be secret.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_set().entries(names).finish()
    }
}

/// The context of a template, for [`Templates::render`](crate::templates::Templates::render): `context! { item, user => "ada" }`.
///
/// A name alone is the variable of that name. Values are data types, which are written as models write them, and all that serde writes.
/// `..other` adds another context, whose names count where this one has not said them.
///
/// ```
/// use twinlane::context;
///
/// let item = "plumbus";
/// let common = context! { site => "Shop" };
/// let context = context! { item, tags => ["a", "b"], ..common };
/// # let _ = context;
/// ```
#[macro_export]
macro_rules! context {
    (@entries $context:ident) => {};
    (@entries $context:ident ..$other:expr $(,)?) => {
        $crate::templates::Context::add_all(&mut $context, ::core::convert::From::from($other));
    };
    (@entries $context:ident ..$other:expr, $($rest:tt)+) => {
        $crate::templates::Context::add_all(&mut $context, ::core::convert::From::from($other));
        $crate::context!(@entries $context $($rest)+);
    };
    (@entries $context:ident $name:ident => $value:expr $(, $($rest:tt)*)?) => {
        $crate::context!(@set $context $name $value);
        $crate::context!(@entries $context $($($rest)*)?);
    };
    (@entries $context:ident $name:ident $(, $($rest:tt)*)?) => {
        $crate::context!(@set $context $name $name);
        $crate::context!(@entries $context $($($rest)*)?);
    };
    (@set $context:ident $name:ident $value:expr) => {{
        use $crate::__private::{
            EncodeContextData as _, EncodeContextReferred as _, EncodeContextSerialize as _, EncodeOther as _,
        };
        let value = (&&&&$crate::__private::ContextValue(&$value)).__encode();
        $crate::templates::Context::set(&mut $context, ::std::borrow::Cow::Borrowed(::core::stringify!($name)), value);
    }};
    ($($entries:tt)*) => {{
        #[allow(unused_mut, reason = "an empty one is not changed")]
        let mut context = $crate::templates::Context::new();
        $crate::context!(@entries context $($entries)*);
        context
    }};
}
