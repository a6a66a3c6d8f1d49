//! The limits of a form.

/// The limits of a form. The defaults are FastAPI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormLimits {
    /// The most texts; 1000.
    pub max_fields: usize,
    /// The most files; 1000.
    pub max_files: usize,
    /// The most bytes of a text, with its name where it is urlencoded; 1 MiB. Files are bounded by the whole body only.
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
