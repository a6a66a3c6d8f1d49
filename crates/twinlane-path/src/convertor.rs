use std::fmt;

/// Which text a parameter may be: the word after the colon in `{file_path:path}`.
///
/// The five are Starlette's, with the same meaning. A convertor decides whether a path *matches* (a `404`
/// if not); the type of the function's parameter decides whether the value is *valid* (a `422` if not).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever matches a path must know every convertor there is"
)]
pub enum Convertor {
    /// One or more characters other than `/`. What a parameter without a convertor has.
    #[default]
    Str,
    /// Any text, slashes included, even none. A line feed is the one character it refuses, as in Starlette,
    /// whose pattern is `.*`.
    Path,
    /// One or more ASCII digits.
    Int,
    /// ASCII digits, and after them perhaps a `.` and more digits.
    Float,
    /// A UUID, in either case; each of the four hyphens may be missing.
    Uuid,
}

impl Convertor {
    /// Every convertor there is.
    pub const ALL: [Self; 5] = [Self::Str, Self::Path, Self::Int, Self::Float, Self::Uuid];

    /// The convertor that is written so, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|convertor| convertor.name() == name)
    }

    /// The spelling in a template.
    pub fn name(self) -> &'static str {
        match self {
            Self::Str => "str",
            Self::Path => "path",
            Self::Int => "int",
            Self::Float => "float",
            Self::Uuid => "uuid",
        }
    }
}

/// Prints the [name](Convertor::name).
impl fmt::Display for Convertor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
