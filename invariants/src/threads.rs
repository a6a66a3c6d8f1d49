//! Only `twinlane-lanes` makes threads and runtimes, so that it can count and bound them. `clippy.toml` refuses
//! `std::thread::spawn`; this also finds the other ways.

use crate::mention::NamedPath;
use crate::source::Crate;
use crate::{Exception, Finding, without_accepted};

const ALLOWED: &str = "twinlane-lanes";
const MESSAGE: &str = "only twinlane-lanes makes threads and runtimes. Run it in a lane (`ThreadLane`, `threads`, `cpu`), \
     or add the module to MAY_USE_THREADS with the reason";

pub(crate) fn check(crates: &[Crate], exceptions: &[Exception]) -> Vec<Finding> {
    let mentions = crates
        .iter()
        .filter(|one| one.name != ALLOWED)
        .flat_map(|krate| krate.mentions.iter().map(move |mention| (krate, mention)));
    let found = mentions
        .filter(|(_, mention)| !mention.scope.is_test)
        .filter_map(|(krate, mention)| {
            let path = mention.path().filter(|path| makes_threads(path))?;
            let message = format!("`{}`: {MESSAGE}", path.segments.join("::"));
            let finding = Finding::new(&mention.scope.file, mention.line, message);
            Some((krate.name.clone(), mention.top_module().to_owned(), finding))
        });
    without_accepted("MAY_USE_THREADS", exceptions, found.collect())
}

fn makes_threads(path: &NamedPath) -> bool {
    let is_named = |names: &[&str]| path.has(names);
    [
        "spawn_blocking",
        "block_in_place",
        "new_multi_thread",
        "new_current_thread",
    ]
    .iter()
    .any(|name| is_named(&[name]))
        || is_named(&["thread", "spawn"])
        || is_named(&["thread", "scope"])
        || is_named(&["thread", "Builder"])
        || is_named(&["thread", "*"])
        || is_named(&["tokio", "runtime", "Builder"])
        || is_named(&["Runtime", "new"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    fn check_text(text: &str, exceptions: &[Exception]) -> Vec<String> {
        let krate = Crate::of_texts("twinlane", "", &[("serve.rs", text)]);
        check(&[krate], exceptions)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn threads_are_found_where_they_are_made() {
        let text = "use std::thread::{self, Builder as Maker};\nfn f() {\n thread::scope(|_| ());\n tokio::task::spawn_blocking(f);\n}";
        let found = check_text(text, &[]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].starts_with("serve.rs:1: `std::thread::Builder`: only twinlane-lanes"),
            "{found:?}"
        );
    }

    #[test]
    fn methods_count_and_tests_do_not() {
        assert_eq!(
            check_text(
                "fn f() { runtime.spawn_blocking(g); thread::current(); }",
                &[]
            )
            .len(),
            1
        );
        assert_eq!(
            check_text(
                "#[cfg(test)] mod tests { fn f() { thread::scope(g); } } fn g() {}",
                &[]
            ),
            [""; 0]
        );
    }

    #[test]
    fn an_exception_that_accepts_nothing_is_found() {
        let unneeded = Exception {
            krate: "twinlane",
            module: "serve",
            reason: "none",
        };
        let found = check_text("fn f() {}", &[unneeded]);
        assert_eq!(
            found,
            [workspace::stale("MAY_USE_THREADS", "`serve` of twinlane").to_string()]
        );
        assert_eq!(
            check_text("fn f() { spawn_blocking(f) }", &[unneeded]),
            [""; 0]
        );
    }
}
