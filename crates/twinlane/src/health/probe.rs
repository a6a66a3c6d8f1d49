//! The paths of probes.

/// The paths that probes ask.
#[derive(Debug)]
pub(crate) struct ProbePaths {
    pub(crate) live: String,
    pub(crate) ready: String,
}

/// The question of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Does the process answer?
    Live,
    /// Are requests welcome?
    Ready,
}

impl ProbePaths {
    /// The question of who asks for this path.
    #[inline]
    pub(crate) fn probe(&self, path: &str) -> Option<Probe> {
        if path == self.live {
            Some(Probe::Live)
        } else if path == self.ready {
            Some(Probe::Ready)
        } else {
            None
        }
    }

    /// True if a target may be one of the paths, with something before it that is no part of it. Most targets are told apart here.
    #[inline]
    pub(crate) fn may_be(&self, target: &str) -> bool {
        target.ends_with(&self.live) || target.ends_with(&self.ready)
    }

    /// Each with its reason why it can be no path, if there is one.
    pub(crate) fn mistakes(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let paths = [self.live.as_str(), self.ready.as_str()];
        let mistakes = paths.map(|path| Some((path, mistake(path)?)));
        let same = (self.live == self.ready).then_some((
            paths[0],
            "it is the live path and the ready path: give one of them another",
        ));
        mistakes.into_iter().chain([same]).flatten()
    }
}

/// It is compared with the target of a request as it is sent.
fn mistake(path: &str) -> Option<&'static str> {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~');
    if path.len() < 2 || !path.starts_with('/') || path.ends_with('/') || path.starts_with("//") {
        Some("it begins with one `/` and does not end with it, as in \"/livez\"")
    } else if !path.bytes().all(is_plain) {
        Some("it has letters, digits and `/-_.~` only, and no parameters")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_is_told() {
        for path in ["/livez", "/-/live", "/a.b/c_d~e"] {
            assert_eq!(mistake(path), None, "{path}");
        }
        for path in [
            "", "/", "livez", "/livez/", "//livez", "/{x}", "/a b", "/ä", "/a?b", "/%61",
        ] {
            assert!(mistake(path).is_some(), "{path}");
        }
    }
}
