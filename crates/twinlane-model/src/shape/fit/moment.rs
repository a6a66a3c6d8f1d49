//! The spellings of bounds that are texts: dates, times, durations, decimal numbers.
//!
//! Each is one that the type itself reads, with the same value: a bound has one spelling where a client may have many.

#[cfg(test)]
mod tests;

use super::super::{MomentRule, ZoneRule};

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;

/// The digits that `rust_decimal` holds, and how far the point may be from them.
const MOST_DIGITS: u32 = 28;
const MOST_SCALE: i128 = 28;

/// The moment in microseconds, and whether it has a time zone. `None`: the text is no value of the type.
pub(super) const fn moment(rule: MomentRule, text: &str) -> Option<(i128, bool)> {
    let mut cursor = Cursor::new(text);
    let read = match rule {
        MomentRule::Date => match cursor.date() {
            Some(days) => Some((days * DAY, false)),
            None => None,
        },
        MomentRule::Time(zone) => cursor.time(zone),
        MomentRule::DateTime(zone) => cursor.datetime(zone),
        MomentRule::Duration { negative } => match cursor.duration() {
            Some(duration) if negative || duration >= 0 => Some((duration, false)),
            _ => None,
        },
    };
    if cursor.is_at_end() { read } else { None }
}

/// A decimal number of at most 28 digits, as the nearest float.
pub(super) const fn number_of(text: &str) -> Option<f64> {
    let mut cursor = Cursor::new(text);
    let is_negative = cursor.takes(b'-');
    if !is_negative {
        cursor.takes(b'+');
    }
    let (mut digits, mut count, mut places) = (0_u128, 0, 0_i128);
    let mut is_behind_point = false;
    let mut has_digits = false;
    loop {
        if let Some(digit) = cursor.digit() {
            has_digits = true;
            digits = digits * 10 + digit as u128;
            count += (digits > 0) as u32;
            places += is_behind_point as i128;
        } else if !is_behind_point && cursor.takes(b'.') {
            is_behind_point = true;
        } else {
            break;
        }
        if count > MOST_DIGITS || places > MOST_SCALE {
            return None;
        }
    }
    let Some(exponent) = cursor.exponent() else {
        return None;
    };
    let scale = exponent - places;
    if !has_digits || !cursor.is_at_end() || scale < -MOST_SCALE || scale > MOST_SCALE {
        return None;
    }
    let number = scaled(digits, scale);
    Some(if is_negative { -number } else { number })
}

#[expect(clippy::cast_precision_loss, reason = "the nearest float")]
const fn scaled(digits: u128, scale: i128) -> f64 {
    let mut factor = 1.0;
    let mut left = scale.abs();
    while left > 0 {
        factor *= 10.0;
        left -= 1;
    }
    if scale < 0 {
        digits as f64 / factor
    } else {
        digits as f64 * factor
    }
}

struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
        }
    }

    const fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    const fn peek(&self) -> Option<u8> {
        if self.is_at_end() {
            return None;
        }
        Some(self.text[self.at])
    }

    const fn takes(&mut self, byte: u8) -> bool {
        match self.peek() {
            Some(next) if next == byte => {
                self.at += 1;
                true
            }
            _ => false,
        }
    }

    const fn takes_word(&mut self, word: &[u8]) -> bool {
        let before = self.at;
        let mut place = 0;
        while place < word.len() {
            if !self.takes(word[place]) {
                self.at = before;
                return false;
            }
            place += 1;
        }
        true
    }

    const fn digit(&mut self) -> Option<u8> {
        match self.peek() {
            Some(digit @ b'0'..=b'9') => {
                self.at += 1;
                Some(digit - b'0')
            }
            _ => None,
        }
    }

    /// Exactly so many digits, as a number from `least` to `most`.
    const fn number(&mut self, count: usize, least: i128, most: i128) -> Option<i128> {
        let (mut number, mut taken) = (0, 0);
        while taken < count {
            let Some(digit) = self.digit() else {
                return None;
            };
            number = number * 10 + digit as i128;
            taken += 1;
        }
        if least <= number && number <= most {
            return Some(number);
        }
        None
    }

    /// One to nine digits.
    const fn count(&mut self) -> Option<i128> {
        let (mut number, mut taken) = (0, 0);
        while let Some(digit) = self.digit() {
            number = number * 10 + digit as i128;
            taken += 1;
        }
        if 1 <= taken && taken <= 9 {
            return Some(number);
        }
        None
    }

    /// `e-5`, or nothing.
    const fn exponent(&mut self) -> Option<i128> {
        if !self.takes(b'e') && !self.takes(b'E') {
            return Some(0);
        }
        let is_negative = self.takes(b'-');
        if !is_negative {
            self.takes(b'+');
        }
        match self.count() {
            Some(number) if number <= MOST_SCALE => {
                Some(if is_negative { -number } else { number })
            }
            _ => None,
        }
    }

    /// `2024-01-02`, as a number of days.
    const fn date(&mut self) -> Option<i128> {
        let Some(year) = self.number(4, 1, 9999) else {
            return None;
        };
        if !self.takes(b'-') {
            return None;
        }
        let Some(month) = self.number(2, 1, 12) else {
            return None;
        };
        if !self.takes(b'-') {
            return None;
        }
        match self.number(2, 1, days_in(year, month)) {
            Some(day) => Some(days_before(year, month) + day),
            None => None,
        }
    }

    /// `03:04`, `03:04:05.25Z`, in UTC where there is a zone.
    const fn time(&mut self, rule: ZoneRule) -> Option<(i128, bool)> {
        let Some(clock) = self.clock() else {
            return None;
        };
        let zone = match self.peek() {
            None => None,
            Some(_) => match self.zone() {
                Some(zone) => Some(zone),
                None => return None,
            },
        };
        match (rule, zone) {
            (ZoneRule::With | ZoneRule::Either, Some(zone)) => Some((clock - zone, true)),
            (ZoneRule::Without | ZoneRule::Either, None) => Some((clock, false)),
            _ => None,
        }
    }

    /// `2024-01-02T03:04:05Z`
    const fn datetime(&mut self, rule: ZoneRule) -> Option<(i128, bool)> {
        let Some(days) = self.date() else {
            return None;
        };
        if !self.takes(b'T') && !self.takes(b't') && !self.takes(b' ') {
            return None;
        }
        match self.time(rule) {
            Some((time, has_zone)) => Some((days * DAY + time, has_zone)),
            None => None,
        }
    }

    /// `03:04`, `03:04:05`, `03:04:05.25`
    const fn clock(&mut self) -> Option<i128> {
        let Some(hours) = self.number(2, 0, 23) else {
            return None;
        };
        if !self.takes(b':') {
            return None;
        }
        let Some(minutes) = self.number(2, 0, 59) else {
            return None;
        };
        let whole = (hours * 60 + minutes) * 60 * SECOND;
        if !self.takes(b':') {
            return Some(whole);
        }
        let Some(seconds) = self.number(2, 0, 59) else {
            return None;
        };
        match self.fraction() {
            Some(fraction) => Some(whole + seconds * SECOND + fraction),
            None => None,
        }
    }

    /// `.25` in microseconds, or nothing.
    const fn fraction(&mut self) -> Option<i128> {
        if !self.takes(b'.') {
            return Some(0);
        }
        let (mut number, mut taken) = (0, 0);
        while let Some(digit) = self.digit() {
            number = number * 10 + digit as i128;
            taken += 1;
        }
        if taken < 1 || 6 < taken {
            return None;
        }
        while taken < 6 {
            number *= 10;
            taken += 1;
        }
        Some(number)
    }

    /// `Z`, `+02:00`
    const fn zone(&mut self) -> Option<i128> {
        if self.takes(b'Z') || self.takes(b'z') {
            return Some(0);
        }
        let is_negative = self.takes(b'-');
        if !is_negative && !self.takes(b'+') {
            return None;
        }
        let Some(hours) = self.number(2, 0, 23) else {
            return None;
        };
        if !self.takes(b':') {
            return None;
        }
        let Some(minutes) = self.number(2, 0, 59) else {
            return None;
        };
        let size = (hours * 60 + minutes) * 60 * SECOND;
        Some(if is_negative { -size } else { size })
    }

    /// `P1DT2H`, `1 day, 02:00:00`, `02:00`
    const fn duration(&mut self) -> Option<i128> {
        let is_negative = self.takes(b'-');
        if !is_negative {
            self.takes(b'+');
        }
        let size = match self.peek() {
            Some(b'P') => self.iso_duration(),
            _ => self.clock_duration(),
        };
        match size {
            Some(size) if is_negative => Some(-size),
            size => size,
        }
    }

    /// `P2W`, `P1DT2H3M4.5S`
    const fn iso_duration(&mut self) -> Option<i128> {
        self.takes(b'P');
        let (mut size, mut parts) = (0, 0);
        let mut in_time = false;
        // The parts in their order: a part that is left out is passed over.
        let mut next = 0;
        loop {
            if !in_time && self.takes(b'T') {
                in_time = true;
                next = 0;
                if self.is_at_end() {
                    return None;
                }
                continue;
            }
            if self.is_at_end() {
                break;
            }
            let Some(count) = self.count() else {
                return None;
            };
            let fraction = match self.peek() {
                Some(b'.') if in_time => self.fraction(),
                _ => Some(0),
            };
            let Some(fraction) = fraction else {
                return None;
            };
            let (place, unit) = match (in_time, self.peek()) {
                (false, Some(b'W')) if fraction == 0 => (1, 7 * DAY),
                (false, Some(b'D')) if fraction == 0 => (2, DAY),
                (true, Some(b'H')) if fraction == 0 => (1, 3600 * SECOND),
                (true, Some(b'M')) if fraction == 0 => (2, 60 * SECOND),
                (true, Some(b'S')) => (3, SECOND),
                _ => return None,
            };
            if place <= next {
                return None;
            }
            self.at += 1;
            next = place;
            size += count * unit + fraction;
            parts += 1;
        }
        if parts > 0 && size / DAY <= 999_999_999 {
            return Some(size);
        }
        None
    }

    /// `1 day, 02:00:00`, `02:00`
    const fn clock_duration(&mut self) -> Option<i128> {
        let before = self.at;
        let days = match self.count() {
            Some(days) if self.takes_word(b" day") => {
                self.takes(b's');
                self.takes(b',');
                if !self.takes(b' ') {
                    return None;
                }
                days
            }
            _ => {
                self.at = before;
                0
            }
        };
        match self.clock() {
            Some(clock) => Some(days * DAY + clock),
            None => None,
        }
    }
}

const fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in(year: i128, month: i128) -> i128 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days before a month, from the first day of year 1.
const fn days_before(year: i128, month: i128) -> i128 {
    let years = year - 1;
    let mut days = years * 365 + years / 4 - years / 100 + years / 400;
    let mut earlier = 1;
    while earlier < month {
        days += days_in(year, earlier);
        earlier += 1;
    }
    days
}
