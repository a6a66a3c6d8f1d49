//! Routes by their segments.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use http::Method;
use twinlane_path::{Convertor, Part, PathTemplate, Segment};

use super::pattern::Pattern;
use super::segment_hasher::SegmentHasher;
use crate::scan::find_byte;

/// Every route. A route is known by its index, which is its place in the order of declaration.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The empty path.
    pub(super) empty: Option<End>,
    pub(super) root: Node,
}

/// A node: the routes that end here, and the segments that may follow.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Segments that must be there before anything else, such as `api/v1`, once the tree is finished.
    pub(super) lead: Option<Box<str>>,
    pub(super) end: Option<End>,
    pub(super) literals: HashMap<Box<str>, Node, BuildHasherDefault<SegmentHasher>>,
    /// Boxed, because most nodes go on with text only.
    pub(super) others: Option<Box<Others>>,
}

/// The segments that may follow, other than text.
#[derive(Debug, Default)]
pub(super) struct Others {
    pub(super) mixed: Vec<(Pattern, Node)>,
    pub(super) parameters: Vec<(Convertor, Node)>,
    /// From a segment with a `{x:path}`, which may take many segments, to the end.
    pub(super) tails: Vec<(Pattern, End)>,
}

/// The routes of one path, whatever the names of its parameters.
#[derive(Debug)]
pub(super) struct End {
    pub(super) routes: Vec<(Method, usize)>,
    /// A route of all methods, in the place of the others.
    pub(super) any: Option<usize>,
    pub(super) ranks: Vec<Rank>,
    /// The whole path but for its first slash.
    pub(super) pattern: Pattern,
    /// True if each parameter is a whole segment.
    pub(super) is_simple: bool,
}

/// The rank of a segment, the most specific first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Literal,
    Mixed,
    Parameter,
    MixedPath,
    Path,
    /// After the last segment, so that more segments are more specific.
    End,
}

impl Tree {
    /// Adds a route, or says which one has its path and method already.
    pub(super) fn insert(
        &mut self,
        template: &PathTemplate,
        method: Method,
        route: usize,
    ) -> Result<(), usize> {
        let end = self.end_mut(template);
        if let Some(earlier) = end.any {
            return Err(earlier);
        }
        if let Some(&(_, earlier)) = end.routes.iter().find(|(taken, _)| *taken == method) {
            return Err(earlier);
        }
        end.routes.push((method, route));
        Ok(())
    }

    /// Adds a route of all methods, or says which one has its path already.
    pub(super) fn insert_any(
        &mut self,
        template: &PathTemplate,
        route: usize,
    ) -> Result<(), usize> {
        let end = self.end_mut(template);
        let earlier = end.routes.first().map(|(_, earlier)| *earlier);
        if let Some(earlier) = end.any.or(earlier) {
            return Err(earlier);
        }
        end.any = Some(route);
        Ok(())
    }

    fn end_mut(&mut self, template: &PathTemplate) -> &mut End {
        let segments = template.segments();
        match segments {
            [] => self.empty.get_or_insert_with(|| End::new(segments)),
            _ => self.root.end_mut(segments, segments),
        }
    }

    /// Makes the tree ready to be searched; nothing can be added any more.
    pub(super) fn finish(&mut self) {
        self.root.finish();
    }
}

impl Node {
    /// The end of a template of which the segments `left` are still to go.
    fn end_mut(&mut self, left: &[Segment], segments: &[Segment]) -> &mut End {
        let Some((next, rest)) = left.split_first() else {
            return self.end.get_or_insert_with(|| End::new(segments));
        };
        if rank(next) == Rank::Literal {
            let child = self.literals.entry(text(next).into()).or_default();
            return child.end_mut(rest, segments);
        }
        let others = self.others.get_or_insert_default();
        let child = match rank(next) {
            Rank::Mixed => entry(&mut others.mixed, Pattern::of(&left[..1]), Self::default),
            Rank::Parameter => entry(&mut others.parameters, convertor(next), Self::default),
            _ => return entry(&mut others.tails, Pattern::of(left), || End::new(segments)),
        };
        child.end_mut(rest, segments)
    }

    /// Turns each chain of nodes that have one way to go on, and that text, into a lead.
    fn finish(&mut self) {
        let mut lead: Option<String> = None;
        while self.end.is_none() && self.others.is_none() && self.literals.len() == 1 {
            for (text, child) in std::mem::take(&mut self.literals) {
                lead = Some(lead.map_or_else(|| text.to_string(), |lead| format!("{lead}/{text}")));
                *self = child;
            }
        }
        self.lead = lead.map(String::into_boxed_str);
        self.literals.values_mut().for_each(Self::finish);
        if let Some(others) = &mut self.others {
            others
                .mixed
                .iter_mut()
                .for_each(|(_, child)| child.finish());
            others
                .parameters
                .iter_mut()
                .for_each(|(_, child)| child.finish());
        }
    }
}

impl Others {
    /// The one way to go on, if it is a parameter.
    pub(super) fn only_parameter(&self) -> Option<&(Convertor, Node)> {
        match (
            self.mixed.as_slice(),
            self.parameters.as_slice(),
            self.tails.as_slice(),
        ) {
            ([], [only], []) => Some(only),
            _ => None,
        }
    }
}

impl End {
    fn new(segments: &[Segment]) -> Self {
        let is_simple = |segment| matches!(rank(segment), Rank::Literal | Rank::Parameter);
        Self {
            routes: Vec::new(),
            any: None,
            ranks: segments.iter().map(rank).chain([Rank::End]).collect(),
            pattern: Pattern::of(segments),
            is_simple: segments.iter().all(is_simple),
        }
    }
}

/// The next segment, and what follows the slash after it.
#[inline]
pub(super) fn split_segment(rest: &str) -> (&str, Option<&str>) {
    match find_byte(b'/', rest.as_bytes()) {
        Some(end) => (&rest[..end], Some(&rest[end + 1..])),
        None => (rest, None),
    }
}

fn rank(segment: &Segment) -> Rank {
    let takes_slashes = |part: &Part| {
        matches!(
            part,
            Part::Parameter {
                convertor: Convertor::Path,
                ..
            }
        )
    };
    match segment.parts.as_slice() {
        [] | [Part::Literal(_)] => Rank::Literal,
        [
            Part::Parameter {
                convertor: Convertor::Path,
                ..
            },
        ] => Rank::Path,
        [Part::Parameter { .. }] => Rank::Parameter,
        parts if parts.iter().any(takes_slashes) => Rank::MixedPath,
        _ => Rank::Mixed,
    }
}

/// The text of a segment that is nothing else.
fn text(segment: &Segment) -> &str {
    match segment.parts.first() {
        Some(Part::Literal(text)) => text,
        _ => "",
    }
}

/// The convertor of a segment that is one parameter.
fn convertor(segment: &Segment) -> Convertor {
    match segment.parts.first() {
        Some(Part::Parameter { convertor, .. }) => *convertor,
        _ => Convertor::default(),
    }
}

fn entry<K: PartialEq, V>(entries: &mut Vec<(K, V)>, key: K, new: impl FnOnce() -> V) -> &mut V {
    let place = entries
        .iter()
        .position(|(existing, _)| *existing == key)
        .unwrap_or_else(|| {
            entries.push((key, new()));
            entries.len() - 1
        });
    &mut entries[place].1
}
