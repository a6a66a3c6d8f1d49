//! The path below which clients find an application.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use twinlane_server::ForwardedPrefix;
use twinlane_web::path::DecodedPath;

/// The path prefix under which clients reach an application, such as `/api/v1`: ASGI's `root_path`. Empty without a prefix.
///
/// Behind a proxy it is the prefix that the proxy removes. In a mounted application the path of the mount is added. The URL of a request, redirects
/// and the document begin with it. Clones share the text.
///
/// A service that is [mounted](crate::App::mount) gets its root path in the extensions of each request. Code around a
/// [`Service`](crate::lifespan::Service) may add one there.
///
/// ```
/// use twinlane::routing::RootPath;
///
/// let root_path: RootPath = "/api/v1/".parse()?;
/// assert_eq!(root_path.as_str(), "/api/v1");
///
/// assert!("api".parse::<RootPath>().is_err());
/// assert!("//other.example".parse::<RootPath>().is_err());
/// # Ok::<(), twinlane::routing::RootPathError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RootPath(Option<Arc<Text>>);

#[derive(PartialEq, Eq)]
struct Text {
    /// The prefix that a proxy has cut off, followed by the root path within the target of the request.
    whole: String,
    /// The length of the prefix that a proxy has cut off.
    taken: usize,
    /// The length of the outermost application's root path.
    outermost: usize,
    /// The number of mounts on the way.
    depth: usize,
    /// The parameters of the mounts on the way, by name, the inner ones first.
    params: Vec<(String, String)>,
}

impl RootPath {
    /// Returns the path without a slash at its end: `/api/v1`, or an empty text.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().map_or("", |text| &text.whole)
    }

    /// True if there is no prefix.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// The part that is not in the target of the request: a proxy, or a layer around the application, has cut it off.
    pub(crate) fn taken(&self) -> &str {
        let Some(text) = &self.0 else { return "" };
        text.whole.get(..text.taken).unwrap_or_default()
    }

    /// The root path of the outermost application, in which others are mounted.
    pub(crate) fn outermost(&self) -> &str {
        let Some(text) = &self.0 else { return "" };
        text.whole.get(..text.outermost).unwrap_or_default()
    }

    /// The number of mounts on the way to the application.
    pub(crate) fn depth(&self) -> usize {
        self.0.as_deref().map_or(0, |text| text.depth)
    }

    /// The part that the target of the request begins with.
    pub(crate) fn sent(&self) -> &str {
        let Some(text) = &self.0 else { return "" };
        text.whole.get(text.taken..).unwrap_or_default()
    }

    /// This one of an application, for a request with this target: it may or may not begin with it. The parameters are those of the one that the
    /// request has come with.
    #[cold]
    pub(crate) fn for_target(&self, path: &str, outer: &Self) -> Self {
        let path = DecodedPath::new(path);
        let taken = match path_below(&path, self.as_str()) {
            Some(_) => 0,
            None => self.as_str().len(),
        };
        self.0.as_ref().map_or_else(Self::default, |text| {
            let whole = text.whole.clone();
            Self::of(whole, taken, outer.params().to_vec(), outer.depth())
        })
    }

    /// This root path with another one below it. The target of the request has neither.
    pub(crate) fn with_taken(&self, below: &Self) -> Self {
        if self.is_empty() {
            return below.clone();
        }
        if below.is_empty() {
            return self.clone();
        }
        Self::taken_away([self.as_str(), below.as_str()].concat())
    }

    /// The same root path, but no part of it is in the target of the request any more.
    pub(crate) fn without_sent(&self) -> Self {
        Self::taken_away(self.as_str().to_owned())
    }

    /// The root path of a mount at `mounted_at`, a decoded path that comes next in the target `path`.
    #[cold]
    pub(crate) fn below(
        &self,
        path: &str,
        mounted_at: &str,
        mut params: Vec<(String, String)>,
    ) -> Self {
        // A middleware may have put another target into the place of the one that was sent.
        let is_sent = path_below(&DecodedPath::new(path), self.sent()).is_some();
        let taken = if is_sent { self.taken() } else { self.as_str() };
        let outer = self.params().iter();
        let outer = outer.filter(|(name, _)| params.iter().all(|(inner, _)| inner != name));
        let outer: Vec<_> = outer.cloned().collect();
        params.extend(outer);
        let outermost = self.outermost().len();
        let taken = taken.len();
        Self(Some(Arc::new(Text {
            whole: [self.as_str(), mounted_at].concat(),
            taken,
            outermost,
            depth: self.depth() + 1,
            params,
        })))
    }

    /// The parameters of the mounts on the way, by name.
    pub(crate) fn params(&self) -> &[(String, String)] {
        self.0.as_deref().map_or(&[], |text| &text.params)
    }

    fn taken_away(whole: String) -> Self {
        let taken = whole.len();
        Self::of(whole, taken, Vec::new(), 0)
    }

    fn of(whole: String, taken: usize, params: Vec<(String, String)>, depth: usize) -> Self {
        Self(Some(Arc::new(Text {
            outermost: whole.len(),
            whole,
            taken,
            depth,
            params,
        })))
    }

    /// The path of a request below it, by which the application finds its route.
    #[inline]
    pub(crate) fn route_path<'u>(&self, path: DecodedPath<'u>) -> DecodedPath<'u> {
        if self.is_empty() {
            return path;
        }
        let sent = self.sent();
        match path_below(&path, sent) {
            Some(_) => path.without_start(sent.len()),
            None => path,
        }
    }
}

/// The rest of a path after a root path: empty, or beginning with a slash. `None`: the path does not begin with the root path.
fn path_below<'p>(path: &'p str, root_path: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(root_path)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The prefix that a proxy has removed, as the server has read it. It is a valid path.
impl From<&ForwardedPrefix> for RootPath {
    fn from(prefix: &ForwardedPrefix) -> Self {
        Self::taken_away(prefix.as_str().to_owned())
    }
}

impl FromStr for RootPath {
    type Err = RootPathError;

    fn from_str(text: &str) -> Result<Self, RootPathError> {
        let trimmed = text.trim_end_matches('/');
        if trimmed.is_empty() {
            // `//` is no way to say nothing.
            return match text {
                "" | "/" => Ok(Self::default()),
                _ => Err(RootPathError(())),
            };
        }
        let is_unusable =
            |character: char| matches!(character, '?' | '#' | '\\') || character.is_control();
        // Two slashes would be read as the beginning of a host.
        if !trimmed.starts_with('/') || trimmed.starts_with("//") || trimmed.contains(is_unusable) {
            return Err(RootPathError(()));
        }
        Ok(Self::taken_away(trimmed.to_owned()))
    }
}

/// The error of a text that is not a valid [`RootPath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootPathError(());

impl fmt::Display for RootPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a root path begins with one `/`, as in `/api/v1`, and has no `?`, `#`, `\\` or control character",
        )
    }
}

impl std::error::Error for RootPathError {}

impl fmt::Debug for RootPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RootPath").field(&self.as_str()).finish()
    }
}

impl fmt::Display for RootPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route_path(root_path: &RootPath, path: &str) -> String {
        root_path.route_path(DecodedPath::new(path)).to_string()
    }

    #[test]
    fn only_what_is_a_path_is_one() {
        for text in ["", "/"] {
            assert!(text.parse::<RootPath>().unwrap().is_empty(), "{text:?}");
        }
        for (text, expected) in [("/a", "/a"), ("/a/b//", "/a/b"), ("/ä b", "/ä b")] {
            assert_eq!(text.parse::<RootPath>().unwrap().as_str(), expected);
        }
        for text in [
            "a",
            "//",
            "//a",
            "/a?b",
            "/a#b",
            "/\\a",
            "/a\r\nb",
            "http://a/",
        ] {
            assert!(text.parse::<RootPath>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_route_is_found_with_and_without_the_one_of_the_application() {
        let of_app: RootPath = "/api/v1".parse().unwrap();
        for (target, expected, taken) in [
            ("/api/v1/items", "/items", ""),
            ("/%61pi/v1/items", "/items", ""),
            ("/api/v1", "", ""),
            ("/api/v1/", "/", ""),
            ("/api/v10", "/api/v10", "/api/v1"),
            ("/items", "/items", "/api/v1"),
            ("/", "/", "/api/v1"),
        ] {
            let root_path = of_app.for_target(target, &RootPath::default());
            assert_eq!(route_path(&root_path, target), expected, "{target}");
            assert_eq!(root_path.taken(), taken, "{target}");
            assert_eq!(root_path.as_str(), "/api/v1");
        }
    }

    #[test]
    fn what_was_taken_away_is_not_looked_for() {
        let taken: RootPath = "/api".parse().unwrap();
        assert_eq!(route_path(&taken, "/api/items"), "/api/items");
        let both = taken.with_taken(&"/v1".parse().unwrap());
        assert_eq!((both.as_str(), both.taken()), ("/api/v1", "/api/v1"));
    }
}
