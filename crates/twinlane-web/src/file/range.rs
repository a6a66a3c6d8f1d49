//! The header `Range`, as Starlette reads it.

use std::hash::{BuildHasher, RandomState};

/// The ranges of a file that a request asks for. The second number is the first byte behind the range.
#[derive(Debug, PartialEq)]
pub(super) enum Ranges {
    Whole,
    One(u64, u64),
    /// In order, and apart from each other.
    Many(Vec<(u64, u64)>),
}

/// Why there is no response to a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum BadRange {
    Malformed(&'static str),
    NotSatisfiable,
}

/// The most ranges. With more, the whole file is sent.
const MOST_RANGES: usize = 100;

impl Ranges {
    pub(super) fn parse(header: &[u8], size: u64) -> Result<Self, BadRange> {
        let header = String::from_utf8_lossy(header);
        let Some((unit, list)) = header.split_once('=') else {
            return Err(BadRange::Malformed("Malformed range header."));
        };
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return Err(BadRange::Malformed("Only support bytes range"));
        }
        if list.matches(',').count() + 1 > MOST_RANGES {
            return Ok(Self::Whole);
        }
        let length = i128::from(size);
        let mut ranges: Vec<(i128, i128)> = list
            .split(',')
            .filter_map(|part| range(part, length))
            .collect();
        if ranges.is_empty() {
            return Err(BadRange::Malformed("Range header: range must be requested"));
        }
        if ranges.iter().any(|(start, _)| !(0..length).contains(start)) {
            return Err(BadRange::NotSatisfiable);
        }
        if ranges.iter().any(|(start, end)| start >= end) {
            return Err(BadRange::Malformed(
                "Range header: start must be less than end",
            ));
        }
        ranges.sort_unstable();
        Ok(Self::merged(ranges))
    }

    /// The ranges in order. Those that meet are joined.
    fn merged(ranges: Vec<(i128, i128)>) -> Self {
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (start, end) in ranges {
            let (start, end) = (within(start), within(end));
            match merged.last_mut() {
                Some((_, before)) if start <= *before => *before = end.max(*before),
                _ => merged.push((start, end)),
            }
        }
        match merged.as_slice() {
            [(start, end)] => Self::One(*start, *end),
            _ => Self::Many(merged),
        }
    }
}

/// A place that is known to be within the file.
fn within(place: i128) -> u64 {
    u64::try_from(place).unwrap_or_default()
}

/// One range; `None` if the text is none, and is passed over.
fn range(part: &str, size: i128) -> Option<(i128, i128)> {
    let (start, end) = part.trim().split_once('-')?;
    match (start.trim(), end.trim()) {
        ("", "") => None,
        ("", last) => Some(((size - number(last)?).max(0), size)),
        (start, "") => Some((number(start)?, size)),
        (start, end) => {
            let (start, end) = (number(start)?, number(end)?);
            Some((start, if end < size { end + 1 } else { size }))
        }
    }
}

/// A whole number. A number that is larger than any file is cut.
fn number(text: &str) -> Option<i128> {
    const LONGEST: usize = 30;
    let digits = text.trim_start_matches(['+', '-']);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number && digits.len() > LONGEST {
        let most = i128::from(u64::MAX) * 2;
        return Some(if text.starts_with('-') { -most } else { most });
    }
    text.parse().ok()
}

/// A boundary that nobody can foresee.
pub(super) fn boundary() -> String {
    let half = || RandomState::new().hash_one(0);
    format!("{:016x}{:010x}", half(), half() & 0xff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_starlette_reads_them() {
        for (header, expected) in [
            ("bytes=0-4", Ranges::One(0, 5)),
            ("Bytes = 5-", Ranges::One(5, 100)),
            ("bytes=-5", Ranges::One(95, 100)),
            ("bytes=-500", Ranges::One(0, 100)),
            ("bytes=90-500", Ranges::One(90, 100)),
            ("bytes=0-4,10-14", Ranges::Many(vec![(0, 5), (10, 15)])),
            ("bytes=10-14, 0-4", Ranges::Many(vec![(0, 5), (10, 15)])),
            ("bytes=0-4,5-9", Ranges::One(0, 10)),
            ("bytes=0-9,2-3", Ranges::One(0, 10)),
            ("bytes=x,-,0-1", Ranges::One(0, 2)),
        ] {
            assert_eq!(
                Ranges::parse(header.as_bytes(), 100),
                Ok(expected),
                "{header}"
            );
        }
        let many = format!("bytes={}", vec!["0-0"; 101].join(","));
        assert_eq!(Ranges::parse(many.as_bytes(), 100), Ok(Ranges::Whole));
        for header in ["bytes", "lines=0-1", "bytes=", "bytes=x-y", "bytes=5-2"] {
            let parsed = Ranges::parse(header.as_bytes(), 100);
            assert!(matches!(parsed, Err(BadRange::Malformed(_))), "{header}");
        }
        let long = format!("bytes={}-", "9".repeat(60));
        for header in [
            "bytes=100-",
            "bytes=0-1,200-300",
            "bytes=-0",
            "bytes=--5",
            &long,
        ] {
            let parsed = Ranges::parse(header.as_bytes(), 100);
            assert_eq!(parsed, Err(BadRange::NotSatisfiable), "{header}");
        }
    }
}
