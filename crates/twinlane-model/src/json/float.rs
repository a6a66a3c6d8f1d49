//! Floating-point numbers as Python's `repr` writes them.

/// The shortest text that reads as the number: `1e+16`, `1e-07`, `0.0001`, `nan`.
pub(crate) fn python_float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    scientific(number).unwrap_or_else(|| format!("{number:?}"))
}

/// The number with an exponent, where Python writes one: outside 0.0001 to 10^16.
pub(super) fn scientific(number: f64) -> Option<String> {
    let size = number.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return None;
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e')?;
    Some(match exponent.strip_prefix('-') {
        Some(exponent) => format!("{digits}e-{exponent:0>2}"),
        None => format!("{digits}e+{exponent:0>2}"),
    })
}

#[cfg(test)]
mod tests {
    use super::python_float;

    #[test]
    fn floats_are_written_as_python_writes_them() {
        let cases = [
            (1e16, "1e+16"),
            (1e-7, "1e-07"),
            (0.000_012_34, "1.234e-05"),
            (0.0001, "0.0001"),
            (1e15, "1000000000000000.0"),
            (-0.0, "-0.0"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (number, text) in cases {
            assert_eq!(python_float(number), text);
        }
    }
}
