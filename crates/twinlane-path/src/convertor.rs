use std::fmt;

/// The kind of text that a parameter takes: the word after the colon in `{file_path:path}`.
///
/// The five convertors are Starlette's, with the same meaning. A convertor decides if a path *matches* (otherwise a `404`). The
/// type of the function's parameter decides if the value is *valid* (otherwise a `422`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever matches a path must know every convertor there is"
)]
pub enum Convertor {
    /// One or more characters other than `/`. The default of a parameter without a convertor.
    #[default]
    Str,
    /// Any text, including slashes and the empty text. Only a line feed is refused, as by Starlette's pattern `.*`.
    Path,
    /// One or more ASCII digits.
    Int,
    /// ASCII digits, optionally followed by a `.` and more digits.
    Float,
    /// A UUID, in upper or lower case; each of the four hyphens may be missing.
    Uuid,
}

impl Convertor {
    /// All convertors.
    pub const ALL: [Self; 5] = [Self::Str, Self::Path, Self::Int, Self::Float, Self::Uuid];

    /// The convertor with this name, if there is one.
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
