//! Rules by name.

/// A rule, by its name in [`Rules`](crate::shape::Rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "named by generated code")]
pub enum RuleName {
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `lt`
    Lt,
    /// `le`
    Le,
    /// `multiple_of`
    MultipleOf,
    /// `min_length`
    MinLength,
    /// `max_length`
    MaxLength,
    /// `pattern`
    Pattern,
    /// `max_digits`
    MaxDigits,
    /// `decimal_places`
    DecimalPlaces,
    /// `allow_inf_nan`
    Finite,
    /// `past` and `future`
    Tense,
    /// `unique_items`
    UniqueItems,
    /// `strip`
    Strip,
    /// `to_lower` and `to_upper`
    Case,
    /// `strict`
    Strict,
}

impl RuleName {
    /// Every rule, in the order in which they are checked.
    pub(crate) const ALL: [Self; 16] = [
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::Pattern,
        Self::MaxDigits,
        Self::DecimalPlaces,
        Self::Finite,
        Self::Tense,
        Self::UniqueItems,
        Self::Strip,
        Self::Case,
        Self::Strict,
    ];
}
