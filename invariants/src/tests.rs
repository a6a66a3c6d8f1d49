use crate::workspace;

#[test]
fn every_crate_is_checked() {
    let folder = std::fs::read_dir(workspace::root().join("crates")).expect("the folder is there");
    let mut names: Vec<String> = folder
        .map(|entry| {
            entry
                .expect("a folder")
                .file_name()
                .into_string()
                .expect("an ASCII name")
        })
        .collect();
    names.sort();
    assert_eq!(
        names,
        workspace::CRATES,
        "add the crate to workspace::CRATES"
    );
}

#[test]
fn the_invariants_hold() {
    let crates = workspace::read().expect("the sources are readable");
    let findings = workspace::findings(&crates);
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        texts.join("\n")
    );
}

#[test]
fn few_imports_that_close_a_circle_are_accepted() {
    for name in workspace::CRATES {
        let accepted = workspace::ACCEPTED_IMPORTS
            .iter()
            .filter(|one| one.krate == name)
            .count();
        let most = workspace::MOST_ACCEPTED_IMPORTS;
        assert!(
            accepted <= most,
            "{name} has {accepted} accepted imports, and may have {most}"
        );
    }
}
