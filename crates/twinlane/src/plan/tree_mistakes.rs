//! Mistakes in the dependencies of an operation.

use std::any::TypeId;

use super::tree::{DependencyTree, TreeNode};
use crate::build_error::Mistake;
use crate::dependencies::{
    DependencyDescription, DependencyRef, Hold, Scope, hidden_by_name, unseen_by_name,
};
use crate::operation::OperationName;

/// Mistakes in the tree of one operation.
pub(super) struct TreeMistakes<'p> {
    pub(super) operation: &'p OperationName,
    pub(super) mistakes: &'p mut Vec<Mistake>,
}

impl TreeMistakes<'_> {
    /// A value that nobody sees, with an error, a response or a teardown in it. Each dependency is named once, for its first operation.
    pub(super) fn of_effect(&mut self, reference: DependencyRef) {
        let Some(holds) = unseen_by_name((reference.value)()) else {
            return;
        };
        let name = (reference.describe)().name;
        let is_known = self.mistakes.iter().any(|mistake| {
            matches!(mistake, Mistake::UnseenValue { dependency, holds: known, .. } if dependency == name && *known == holds)
        });
        if !is_known {
            self.mistakes.push(Mistake::UnseenValue {
                operation: self.operation.clone(),
                dependency: name.to_owned(),
                holds,
            });
        }
    }

    /// A value that hides an error or a teardown. The compiler has seen those whose types it knew. More is refused of an effect, before.
    pub(super) fn of_value(
        &mut self,
        reference: DependencyRef,
        description: &DependencyDescription,
    ) {
        if reference.hold == Hold::Effect {
            return;
        }
        if let Some(hidden) = hidden_by_name((reference.value)()) {
            self.mistakes.push(Mistake::DependencyValue {
                operation: self.operation.clone(),
                dependency: description.name.to_owned(),
                hidden,
            });
        }
    }

    /// Scopes that nothing would check, or that nobody can be granted.
    pub(super) fn of_security(
        &mut self,
        reference: DependencyRef,
        description: &DependencyDescription,
        scopes: &[&'static str],
        are_checked: bool,
    ) {
        let name = description.name;
        let mut messages = Vec::new();
        let wrong = reference.scopes.iter().filter(|scope| !is_scope(scope));
        messages.extend(wrong.map(|scope| {
            format!("{scope:?} is no scope, which is printable ASCII without spaces, quotes and backslashes (RFC 6749, section 3.3)")
        }));
        if let Some(scheme) = &description.scheme {
            messages.extend(scheme.mistakes());
            let unknown = scopes.iter().filter(|scope| scheme.lacks(scope));
            messages.extend(unknown.map(|scope| {
                format!("`{scope}` is needed, but is none of the scopes of `{name}`: add it to them, with its meaning")
            }));
        }
        if !are_checked {
            let scopes = reference.scopes.join("\", \"");
            let instead = match description.scheme {
                Some(_) => "say it of a dependency that takes this scheme and `&SecurityScopes`",
                None => "take `&SecurityScopes` there, or in what it needs",
            };
            messages.push(format!(
                "`#[scopes(\"{scopes}\")]` of `{name}` would be checked by nobody: {instead}"
            ));
        }
        for message in messages {
            let mistake = Mistake::Security {
                operation: self.operation.clone(),
                message,
            };
            if !self.mistakes.contains(&mistake) {
                self.mistakes.push(mistake);
            }
        }
    }

    pub(super) fn cycle(&mut self, path: &[(TypeId, &'static str)], reference: DependencyRef) {
        let begin = path.iter().position(|(id, _)| *id == reference.id);
        let names = path.iter().skip(begin.unwrap_or(0));
        let mut path: Vec<String> = names.map(|(_, name)| (*name).to_owned()).collect();
        path.extend(path.first().cloned());
        let mistake = Mistake::DependencyCycle {
            operation: self.operation.clone(),
            path,
        };
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// A value that is undone after the response cannot need one that is undone before it.
    pub(super) fn of_teardown_scopes<'t>(
        &mut self,
        outer: &DependencyDescription,
        below: impl Iterator<Item = &'t TreeNode>,
    ) {
        if outer.scope != Some(Scope::AfterResponse) {
            return;
        }
        let undone_before =
            below.filter(|node| node.description.scope == Some(Scope::BeforeResponse));
        self.mistakes
            .extend(undone_before.map(|node| Mistake::DependencyScope {
                operation: self.operation.clone(),
                outer: outer.name.to_owned(),
                inner: node.description.name.to_owned(),
            }));
    }

    /// A function has the value of a lifespan dependency alone, or does without it.
    pub(super) fn of_hold(&mut self, function: Option<&str>, message: String) {
        self.mistakes.push(Mistake::LifespanHold {
            operation: self.operation.clone(),
            function: function.map(str::to_owned),
            message,
        });
    }

    /// One function has a value shared and alone, or alone twice.
    pub(super) fn held_twice(&mut self, function: Option<&str>, dependency: Option<&TreeNode>) {
        let dependency = dependency.map(|node| node.description.name);
        self.mistakes.push(Mistake::DependencyHold {
            operation: self.operation.clone(),
            function: function.map(str::to_owned),
            dependency: dependency.unwrap_or_default().to_owned(),
        });
    }

    /// Notes schemes whose credentials nobody reads: they let every client in.
    pub(super) fn schemes_without_a_reader(&mut self, tree: &DependencyTree) {
        let below = tree.nodes.iter().flat_map(|node| &node.parameters);
        let read: Vec<usize> = tree
            .parameters
            .iter()
            .chain(below)
            .flatten()
            .copied()
            .collect();
        let nodes = tree.nodes.iter().enumerate();
        let unread = nodes
            .filter(|(place, node)| node.description.scheme.is_some() && !read.contains(place));
        self.mistakes
            .extend(unread.map(|(_, node)| Mistake::Security {
                operation: self.operation.clone(),
                message: format!(
                    "the security scheme `{}` runs for its effect, and what a client says is verified nowhere: take it in a dependency that verifies it, and name that one",
                    node.description.name
                ),
            }));
    }
}

/// True if one function would hold a value twice, at least once exclusively.
pub(super) fn is_held_twice(earlier: &[(usize, Hold)], node: usize, hold: Hold) -> bool {
    let mut of_it = earlier.iter().filter(|(other, _)| *other == node);
    of_it.any(|(_, with)| hold == Hold::Exclusive || *with == Hold::Exclusive)
}

fn is_scope(scope: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    !scope.is_empty() && scope.bytes().all(is_allowed)
}
