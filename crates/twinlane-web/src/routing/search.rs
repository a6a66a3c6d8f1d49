//! The way through the tree.

use std::cmp::Ordering;

use http::Method;

use super::pattern::accepts;
use super::tree::{End, Node, Tree, split_segment};

/// A search for the most specific route with a method.
pub(super) struct Search<'t, 'm> {
    method: &'m Method,
    /// The earliest declared route that has the path; complete once no route has been found.
    earliest: Option<&'t (Method, usize)>,
}

/// A route that has the path and the method.
pub(super) struct Found<'t> {
    /// Its index.
    pub(super) route: usize,
    pub(super) end: &'t End,
}

impl<'t, 'm> Search<'t, 'm> {
    pub(super) fn new(method: &'m Method) -> Self {
        Self {
            method,
            earliest: None,
        }
    }

    pub(super) fn run(&mut self, tree: &'t Tree, path: &str) -> Option<Found<'t>> {
        match path.strip_prefix('/') {
            Some(rest) => self.below(&tree.root, Some(rest)),
            None if path.is_empty() => self.at(tree.empty.as_ref()?),
            None => None,
        }
    }

    /// After a search that found nothing: the method of the earliest declared route that has the path.
    pub(super) fn earliest_method(&self) -> Option<&'t str> {
        self.earliest.map(|(method, _)| method.as_str())
    }

    /// Searches what is below a node with the segments that are left.
    fn below(&mut self, node: &'t Node, rest: Option<&str>) -> Option<Found<'t>> {
        let Some(rest) = rest else {
            return self.at(node.end.as_ref()?);
        };
        let (segment, after) = split_segment(rest);
        if let Some(child) = node.literals.get(segment)
            && let Some(found) = self.below(child, after)
        {
            return Some(found);
        }
        let mut found = None;
        for (pattern, child) in &node.mixed {
            if pattern.matches(segment) {
                found = Found::better(found, self.below(child, after));
            }
        }
        if found.is_some() {
            return found;
        }
        for (convertor, child) in &node.parameters {
            if accepts(*convertor, segment) {
                found = Found::better(found, self.below(child, after));
            }
        }
        if found.is_some() {
            return found;
        }
        for (pattern, end) in &node.tails {
            if pattern.matches(rest) {
                found = Found::better(found, self.at(end));
            }
        }
        found
    }

    fn at(&mut self, end: &'t End) -> Option<Found<'t>> {
        let found = end.routes.iter().find(|(method, _)| method == self.method);
        if let Some(&(_, route)) = found {
            return Some(Found { route, end });
        }
        let first = end.routes.first()?;
        if self.earliest.is_none_or(|earliest| first.1 < earliest.1) {
            self.earliest = Some(first);
        }
        None
    }
}

impl Found<'_> {
    /// The more specific of two, or the one that was declared earlier.
    fn better(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => {
                let order = one
                    .end
                    .ranks
                    .cmp(&other.end.ranks)
                    .then(one.route.cmp(&other.route));
                Some(if order == Ordering::Greater {
                    other
                } else {
                    one
                })
            }
            (one, other) => one.or(other),
        }
    }
}
