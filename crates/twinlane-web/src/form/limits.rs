//! The limits of a form.

/// The limits of a form. The defaults are FastAPI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormLimits {
    /// The most texts; 1000 by default.
    pub max_fields: usize,
    /// The most files; 1000 by default.
    pub max_files: usize,
    /// The most bytes of a text; 1 MiB by default. In an urlencoded form its name counts, too. Files are limited by the whole body only.
    pub max_part_size: usize,
}

impl FormLimits {
    /// FastAPI's limits.
    pub const DEFAULT: Self = Self {
        max_fields: 1000,
        max_files: 1000,
        max_part_size: 1024 * 1024,
    };
}

impl Default for FormLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
