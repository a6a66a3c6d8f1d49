//! Only `twinlane-server` names hyper: another HTTP implementation would be a change of one crate.

use crate::Finding;
use crate::source::Crate;

const ALLOWED: &str = "twinlane-server";
const NAMES: [&str; 4] = ["hyper", "hyper_util", "hyper-util", "h2"];
const MESSAGE: &str = "only twinlane-server names hyper. Use the types of `http`, `http-body` and `twinlane-web`, \
     or make what you need a part of twinlane-server's interface";

pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    crates
        .iter()
        .filter(|one| one.name != ALLOWED)
        .flat_map(check_crate)
        .collect()
}

fn check_crate(krate: &Crate) -> Vec<Finding> {
    let in_manifest = krate
        .manifest_text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let key = line
                .split(['=', '.', '{'])
                .next()
                .unwrap_or_default()
                .trim();
            let renamed = NAMES
                .iter()
                .any(|name| line.contains(&format!("package = \"{name}\"")));
            (NAMES.contains(&key) || renamed)
                .then(|| Finding::new(&krate.manifest, index + 1, MESSAGE))
        });
    let in_sources = krate.mentions.iter().filter_map(|mention| {
        let path = mention.path()?;
        let first = path.segments.first()?;
        (NAMES.contains(&first.as_str()) && path.segments.len() > 1
            || path.imported_as.is_some() && NAMES.contains(&first.as_str()))
        .then(|| Finding::new(&mention.scope.file, mention.line, MESSAGE))
    });
    in_manifest.chain(in_sources).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(name: &str, manifest: &str, text: &str) -> Vec<usize> {
        let krate = Crate::of_texts(name, manifest, &[("service.rs", text)]);
        check(&[krate]).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn hyper_is_found_in_manifests_and_sources() {
        let manifest = "[dependencies]\nhttp.workspace = true\nhyper.workspace = true\nweb = { package = \"hyper-util\" }\n";
        assert_eq!(lines("twinlane", manifest, ""), [3, 4]);
        assert_eq!(
            lines(
                "twinlane",
                "",
                "use hyper::Request;\nuse hyper;\nfn f() -> hyper_util::X {}"
            ),
            [1, 2, 3]
        );
        assert_eq!(
            lines(
                "twinlane",
                "",
                "// hyper::Request\nlet hyper = \"hyper::Request\";"
            ),
            [0; 0]
        );
        assert_eq!(
            lines("twinlane-server", manifest, "use hyper::Request;"),
            [0; 0]
        );
    }
}
