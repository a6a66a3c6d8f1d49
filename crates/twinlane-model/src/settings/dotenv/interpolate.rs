//! `${NAME}` and `${NAME:-default}` in the values of a file.

use std::collections::HashMap;
use std::ffi::OsStr;

use super::{BadLine, Binding};
use crate::settings::files::MOST_BYTES;

/// Replaces the variables of all values. Each value may have double what the one above it has: all together are bounded.
pub(super) fn interpolate(
    bindings: Vec<Binding>,
    environment: &HashMap<&OsStr, &OsStr>,
    environment_wins: bool,
    bad: &mut Vec<BadLine>,
) -> Vec<Binding> {
    let mut known = Known {
        values: HashMap::new(),
        environment,
        environment_wins,
        left: MOST_BYTES,
    };
    let mut replaced = Vec::with_capacity(bindings.len());
    for binding in bindings {
        match known.replaced(binding.value.as_deref()) {
            Ok(value) => {
                known.values.insert(binding.key.clone(), value.clone());
                replaced.push(Binding { value, ..binding });
            }
            Err(why) => bad.push(BadLine::new(binding.line, why)),
        }
    }
    replaced
}

/// The values that names are replaced by.
struct Known<'e> {
    /// Those above in the file.
    values: HashMap<String, Option<String>>,
    environment: &'e HashMap<&'e OsStr, &'e OsStr>,
    /// It wins over the file.
    environment_wins: bool,
    /// The bytes that all values may still have.
    left: usize,
}

impl Known<'_> {
    fn replaced(&mut self, value: Option<&str>) -> Result<Option<String>, String> {
        let Some(mut rest) = value else {
            return Ok(None);
        };
        let mut whole = String::new();
        while let Some(place) = rest.find("${") {
            let (before, after) = rest.split_at(place);
            self.push(&mut whole, before)?;
            if let Some((name, default, length)) = variable(&after[2..]) {
                let value = self
                    .value(name)?
                    .unwrap_or(default.unwrap_or(""))
                    .to_owned();
                self.push(&mut whole, &value)?;
                rest = &after[2 + length..];
            } else {
                self.push(&mut whole, "${")?;
                rest = &after[2..];
            }
        }
        self.push(&mut whole, rest)?;
        Ok(Some(whole))
    }

    /// The value of a name; a key that stands alone in the file hides the variable, and is empty.
    fn value(&self, name: &str) -> Result<Option<&str>, String> {
        let of_environment = self.environment.get(OsStr::new(name));
        let is_hidden = self.environment_wins && of_environment.is_some();
        if let Some(value) = self.values.get(name).filter(|_| !is_hidden) {
            return Ok(Some(value.as_deref().unwrap_or("")));
        }
        let Some(value) = of_environment else {
            return Ok(None);
        };
        let not_text = || format!("the variable `{name}` of the environment is not UTF-8");
        value.to_str().map(Some).ok_or_else(not_text)
    }

    fn push(&mut self, whole: &mut String, text: &str) -> Result<(), String> {
        let left = self.left.checked_sub(text.len());
        let too_large =
            || format!("with its variables replaced the file has over {MOST_BYTES} bytes");
        self.left = left.ok_or_else(too_large)?;
        whole.push_str(text);
        Ok(())
    }
}

/// The name, the default and the length of `NAME:-default}`.
fn variable(text: &str) -> Option<(&str, Option<&str>, usize)> {
    let end = text.find(['}', ':'])?;
    let (name, after) = text.split_at(end);
    if after.starts_with('}') {
        return Some((name, None, end + 1));
    }
    let default = after.strip_prefix(":-")?;
    let length = default.find('}')?;
    Some((name, Some(&default[..length]), end + 2 + length + 1))
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;
    use crate::settings::dotenv;

    #[test]
    fn values_that_double_are_bounded() {
        let mut text = "A0=0123456789abcdef\n".to_owned();
        for line in 1..40 {
            let above = line - 1;
            let doubled = format!("A{line}=${{A{above}}}${{A{above}}}\n");
            text.push_str(&doubled);
        }
        let (bindings, bad) = dotenv::read(&text, &HashMap::new());
        assert_eq!(bindings.len() + bad.len(), 40);
        assert!(bad[0].why.contains("over 1048576 bytes"), "{}", bad[0].why);
        let size = |one: &Binding| one.value.as_ref().map_or(0, String::len);
        assert!(bindings.iter().map(size).sum::<usize>() <= MOST_BYTES);
    }

    #[test]
    fn a_variable_that_is_no_text_is_told() {
        let name = OsStr::new("SHOP_LOCALE");
        let environment = HashMap::from([(name, OsStr::from_bytes(b"\xff"))]);
        let (bindings, bad) = dotenv::read("A=${SHOP_LOCALE}\nB=${OTHER:-b}", &environment);
        assert_eq!(bindings[0].value.as_deref(), Some("b"));
        assert_eq!(
            bad,
            [BadLine::new(
                1,
                "the variable `SHOP_LOCALE` of the environment is not UTF-8"
            )]
        );
    }
}
