//! The imports among the top modules of a crate: a module imports another if its code names it, or a name that the
//! crate's root re-exports from it. Where they form a circle, none of them can be read first.

mod graph;
mod imports;

use std::fmt::Write as _;

use crate::source::Crate;
use crate::{Finding, workspace};
use graph::Graph;
use imports::imports;

/// An import that may close a circle.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AcceptedImport {
    /// The name of the crate's folder.
    pub krate: &'static str,
    /// The module that imports.
    pub from: &'static str,
    /// The module that is imported.
    pub to: &'static str,
    /// The reason for the exception.
    pub reason: &'static str,
}

impl AcceptedImport {
    /// An entry of the table.
    pub const fn new(
        krate: &'static str,
        from: &'static str,
        to: &'static str,
        reason: &'static str,
    ) -> Self {
        Self {
            krate,
            from,
            to,
            reason,
        }
    }
}

pub(crate) fn check(crates: &[Crate], accepted: &[AcceptedImport]) -> Vec<Finding> {
    crates
        .iter()
        .flat_map(|krate| check_crate(krate, accepted))
        .collect()
}

fn check_crate(krate: &Crate, accepted: &[AcceptedImport]) -> Vec<Finding> {
    let (imports, mut findings) = imports(krate);
    let accepted: Vec<&AcceptedImport> = accepted
        .iter()
        .filter(|one| one.krate == krate.name)
        .collect();
    let whole = Graph::of(&imports);
    let mut reduced = whole.clone();
    for one in &accepted {
        let is_needed = whole.is_in_circle(one.from, one.to);
        if !is_needed {
            let what = format!("{} -> {} of {}", one.from, one.to, krate.name);
            findings.push(workspace::stale("ACCEPTED_IMPORTS", &what));
        }
        reduced.remove(one.from, one.to);
    }
    for circle in reduced.circles() {
        for (from, to) in reduced.cut(&circle) {
            let place = reduced.places(&from, &to)[0].clone();
            let way_back = reduced.way(&to, &from).join(" -> ");
            let message = format!(
                "`{from}` imports `{to}`, and {way_back} leads back: a circle of {} top modules of {}. Move what \
                 `{from}` needs below both, or pass it in. `cargo run -p twinlane-invariants -- circles` shows all \
                 imports; an exception goes to ACCEPTED_IMPORTS with its reason",
                circle.len(),
                krate.name,
            );
            findings.push(Finding::new(place.file, place.line, message));
        }
    }
    findings
}

/// Every circle of the crate with its imports, accepted ones too, and a few imports whose removal opens it.
pub fn listing(krate: &Crate) -> String {
    let graph = Graph::of(&imports(krate).0);
    let circles = graph.circles();
    let mut text = format!(
        "{}: {} top modules, {} circles\n",
        krate.name,
        krate.top_modules.len(),
        circles.len()
    );
    for circle in circles {
        let _ = writeln!(
            text,
            "\n  circle of {}: {}",
            circle.len(),
            circle.join(", ")
        );
        for from in &circle {
            for to in circle.iter().filter(|to| graph.has(from, to)) {
                let _ = writeln!(text, "    {from} -> {to}");
                for place in graph.places(from, to) {
                    let _ = writeln!(
                        text,
                        "        {}:{} {}",
                        place.file.display(),
                        place.line,
                        place.path
                    );
                }
            }
        }
        let cut: Vec<String> = graph
            .cut(&circle)
            .iter()
            .map(|(from, to)| format!("{from} -> {to}"))
            .collect();
        let _ = writeln!(
            text,
            "    without these {} no circle is left: {}",
            cut.len(),
            cut.join(", ")
        );
    }
    text
}

#[cfg(test)]
mod tests;
