//! The way through the tree.

use http::Method;
use twinlane_path::Convertor;

use super::Params;
use super::pattern::accepts;
use super::tree::{End, Node, Others, Tree, split_segment};

/// A search for the most specific route with a method.
pub(super) struct Search<'t, 'm, 'p> {
    method: &'m Method,
    path: &'p str,
    /// The segments that were parameters on the way.
    trail: Params<'p>,
    /// True if the trail may belong to another route than the one that was found.
    is_lost: bool,
    /// True if a route has the path, but not the method.
    has_path: bool,
    /// The routes that have the path, if they are asked for.
    met: Option<Vec<&'t (Method, usize)>>,
}

/// A route that has the path and the method.
pub(super) struct Found<'t> {
    /// Its index.
    pub(super) route: usize,
    end: &'t End,
}

impl<'t, 'm, 'p> Search<'t, 'm, 'p> {
    pub(super) fn new(method: &'m Method, path: &'p str) -> Self {
        Self {
            method,
            path,
            trail: Params::default(),
            is_lost: false,
            has_path: false,
            met: None,
        }
    }

    pub(super) fn run(&mut self, tree: &'t Tree) -> Option<Found<'t>> {
        match self.path.strip_prefix('/') {
            Some(rest) => self.below(&tree.root, Some(rest)),
            None if self.path.is_empty() => self.at(tree.empty.as_ref()?),
            None => None,
        }
    }

    /// The parameters of the route that was found.
    pub(super) fn params(self, found: &Found<'t>) -> Params<'p> {
        if found.end.is_simple && !self.is_lost {
            return self.trail;
        }
        found
            .end
            .pattern
            .params(self.path.get(1..).unwrap_or_default())
    }

    /// After a search that found nothing: true if a route has the path.
    pub(super) fn has_path(&self) -> bool {
        self.has_path
    }

    /// The methods of all routes that have the path, if none of them has the method, in the order of their declaration.
    #[cold]
    pub(super) fn methods(mut self, tree: &'t Tree) -> Vec<&'t str> {
        self.met = Some(Vec::new());
        self.run(tree);
        let mut met = self.met.unwrap_or_default();
        met.sort_by_key(|(_, route)| *route);
        let mut methods: Vec<&str> = Vec::new();
        for (method, _) in met {
            if !methods.contains(&method.as_str()) {
                methods.push(method.as_str());
            }
        }
        methods
    }

    /// Searches what is below a node with the segments that are left.
    fn below(&mut self, mut node: &'t Node, mut rest: Option<&'p str>) -> Option<Found<'t>> {
        loop {
            if let Some(lead) = &node.lead {
                let after = rest?.strip_prefix(lead.as_ref())?;
                rest = if after.is_empty() {
                    None
                } else {
                    Some(after.strip_prefix('/')?)
                };
            }
            let Some(text) = rest else {
                return self.at(node.end.as_ref()?);
            };
            let (segment, after) = split_segment(text);
            let literal = node.literals.get(segment);
            node = match (literal, node.others.as_deref()) {
                (Some(child), None) => child,
                (None, None) => return None,
                (None, Some(others)) if let Some((convertor, child)) = others.only_parameter() => {
                    if !accepts_segment(*convertor, segment) {
                        return None;
                    }
                    self.trail.push(segment);
                    child
                }
                (_, Some(others)) => return self.fork(literal, others, text),
            };
            rest = after;
        }
    }

    /// Tries each way from here, the more specific ones first.
    fn fork(
        &mut self,
        literal: Option<&'t Node>,
        others: &'t Others,
        rest: &'p str,
    ) -> Option<Found<'t>> {
        let (segment, after) = split_segment(rest);
        let trail = self.trail.len();
        if let Some(child) = literal
            && let Some(found) = self.below(child, after)
        {
            return Some(found);
        }
        let mut found = None;
        for (pattern, child) in &others.mixed {
            if pattern.matches(segment) {
                let other = self.below(child, after);
                found = self.better(found, other);
            }
        }
        if found.is_some() {
            return found;
        }
        for (convertor, child) in &others.parameters {
            if accepts_segment(*convertor, segment) {
                self.trail.truncate(trail);
                self.trail.push(segment);
                let other = self.below(child, after);
                found = self.better(found, other);
            }
        }
        if found.is_some() {
            return found;
        }
        for (pattern, end) in &others.tails {
            if pattern.matches(rest) {
                let other = self.at(end);
                found = self.better(found, other);
            }
        }
        found
    }

    fn at(&mut self, end: &'t End) -> Option<Found<'t>> {
        let found = end.routes.iter().find(|(method, _)| method == self.method);
        if let Some(&(_, route)) = found {
            return Some(Found { route, end });
        }
        if let Some(route) = end.any {
            return Some(Found { route, end });
        }
        self.has_path |= !end.routes.is_empty();
        if let Some(met) = &mut self.met {
            met.extend(&end.routes);
        }
        None
    }

    /// The more specific of what was found before and what was found by another way, or the earlier declared.
    fn better(&mut self, before: Option<Found<'t>>, other: Option<Found<'t>>) -> Option<Found<'t>> {
        let Some(before) = before else { return other };
        self.is_lost = true;
        let key = |found: &Found<'t>| (&found.end.ranks, found.route);
        Some(match other {
            Some(other) if key(&other) < key(&before) => other,
            _ => before,
        })
    }
}

/// [`accepts`] for a text that is known to have no slash in it.
fn accepts_segment(convertor: Convertor, segment: &str) -> bool {
    match convertor {
        Convertor::Str => !segment.is_empty(),
        _ => accepts(convertor, segment),
    }
}
