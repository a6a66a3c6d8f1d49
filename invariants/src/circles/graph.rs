//! Circles of a graph, and the edges that open them.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Import;

/// By module: the modules that it imports, with the places.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    edges: BTreeMap<(String, String), Vec<Import>>,
}

impl Graph {
    pub(crate) fn of(imports: &[Import]) -> Self {
        let mut edges: BTreeMap<_, Vec<Import>> = BTreeMap::new();
        for import in imports {
            edges
                .entry((import.from.clone(), import.to.clone()))
                .or_default()
                .push(import.clone());
        }
        Self { edges }
    }

    pub(crate) fn has(&self, from: &str, to: &str) -> bool {
        !self.places(from, to).is_empty()
    }

    pub(crate) fn places(&self, from: &str, to: &str) -> &[Import] {
        self.edges
            .get(&(from.to_owned(), to.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn remove(&mut self, from: &str, to: &str) {
        self.edges.remove(&(from.to_owned(), to.to_owned()));
    }

    /// Tells whether there is such an edge, and a way back.
    pub(crate) fn is_in_circle(&self, from: &str, to: &str) -> bool {
        self.has(from, to) && self.reached_from(to).contains(from)
    }

    /// The strongly connected components of more than one module, the largest first.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let modules: BTreeSet<&str> = self.edges.keys().map(|(from, _)| from.as_str()).collect();
        let reached: BTreeMap<&str, BTreeSet<&str>> = modules
            .iter()
            .map(|module| (*module, self.reached_from(module)))
            .collect();
        let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
        for (module, there) in &reached {
            let has_way_back = |other: &&&str| {
                reached
                    .get(**other)
                    .is_some_and(|back| back.contains(module))
            };
            let circle: Vec<String> = there
                .iter()
                .filter(has_way_back)
                .map(|other| (*other).to_owned())
                .collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        let mut circles: Vec<Vec<String>> = circles.into_iter().collect();
        circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
        circles
    }

    /// A small set of edges without which `circle` is none: those that go up in the best order of its modules that
    /// moving one module at a time finds. It counts edges first, then places.
    pub(crate) fn cut(&self, circle: &[String]) -> Vec<(String, String)> {
        let mut order = circle.to_vec();
        let mut best = self.cost(&order);
        loop {
            let mut is_better = false;
            for from in 0..order.len() {
                for to in 0..order.len() {
                    let mut changed = order.clone();
                    let module = changed.remove(from);
                    changed.insert(to, module);
                    let cost = self.cost(&changed);
                    if cost < best {
                        (order, best, is_better) = (changed, cost, true);
                    }
                }
            }
            if !is_better {
                return self
                    .upward(&order)
                    .map(|(from, to)| (from.to_owned(), to.to_owned()))
                    .collect();
            }
        }
    }

    /// A shortest way from one module to another, both included; empty if there is none.
    pub(crate) fn way(&self, from: &str, to: &str) -> Vec<String> {
        let mut ways = vec![vec![from.to_owned()]];
        let mut seen = BTreeSet::from([from.to_owned()]);
        while !ways.is_empty() {
            if let Some(way) = ways
                .iter()
                .find(|way| way.last().is_some_and(|last| last == to))
            {
                return way.clone();
            }
            let mut longer = Vec::new();
            for way in &ways {
                for (_, next) in self
                    .edges
                    .keys()
                    .filter(|(from, _)| Some(from) == way.last())
                {
                    if seen.insert(next.clone()) {
                        longer.push(way.iter().chain([next]).cloned().collect());
                    }
                }
            }
            ways = longer;
        }
        Vec::new()
    }

    fn reached_from<'a>(&'a self, module: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![module];
        while let Some(module) = waiting.pop() {
            for (_, to) in self.edges.keys().filter(|(from, _)| from == module) {
                if reached.insert(to.as_str()) {
                    waiting.push(to);
                }
            }
        }
        reached
    }

    /// The edges from a module to one that stands before it.
    fn upward<'a>(&self, order: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = order.iter().enumerate().flat_map(move |(index, from)| {
            order[..index]
                .iter()
                .map(move |to| (from.as_str(), to.as_str()))
        });
        pairs.filter(|(from, to)| self.has(from, to))
    }

    fn cost(&self, order: &[String]) -> (usize, usize) {
        let places = self
            .upward(order)
            .map(|(from, to)| self.places(from, to).len());
        places.fold((0, 0), |(edges, places), more| (edges + 1, places + more))
    }
}
