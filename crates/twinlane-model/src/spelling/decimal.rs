use std::cmp::Ordering;
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Decimal(f64);
#[derive(Debug)]
pub(crate) enum Refusal {
    Parsing,
    NotFinite,
}
pub(crate) enum PlacesRule {
    MaxDigits,
    MaxPlaces,
    WholeDigits(u32),
}
impl Decimal {
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        text.parse().map(Self).map_err(|_| Refusal::Parsing)
    }
    pub(crate) fn from_i128(n: i128) -> Self {
        Self(n as f64)
    }
    pub(crate) fn to_text(&self) -> String {
        self.0.to_string()
    }
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
    pub(crate) fn is_multiple_of(&self, _: &Self) -> bool {
        true
    }
    pub(crate) fn broken_places(&self, _: Option<u32>, _: Option<u32>) -> Option<PlacesRule> {
        None
    }
}
