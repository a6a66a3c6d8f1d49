//! The cases of settings, against what pydantic-settings made of them: `conformance/run --record` keeps the record true.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use twinlane::settings::{SettingsError, Sources};
use twinlane_conformance::settings::load;

use super::{parse, read, shorten, text};

/// The text shown in place of a secret.
const STARS: &str = "**********";

#[test]
fn settings_are_what_pydantic_settings_makes_of_them() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in read("settings.jsonl").lines() {
        let case = parse(line);
        count += 1;
        if let Some(difference) = Case(&case).difference() {
            failures.push(format!("{}\n    {difference}", shorten(line)));
        }
    }
    let failed = failures.len();
    assert!(
        failures.is_empty(),
        "{failed} of {count} differ:\n{}",
        failures.join("\n")
    );
    assert!(count > 100, "{count} cases");
}

/// A line of the record.
struct Case<'c>(&'c Value);

impl Case<'_> {
    fn difference(&self) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let sources = self.sources(folder.path());
        let given = match load(text(&self.0["settings"]), sources) {
            Ok((json, secrets)) => json!({ "ok": parse(&json), "secrets": secrets }),
            Err(error) => {
                assert_no_secret(&error);
                json!({ "errors": error.errors().map(shown).collect::<Vec<_>>() })
            }
        };
        let wanted = self.wanted();
        (given != wanted).then(|| format!("{given}\nnot {wanted}"))
    }

    fn sources(&self, folder: &Path) -> Sources {
        let variables = self.0["env"].as_object().into_iter().flatten();
        let variables = variables.map(|(name, value)| (name.as_str(), text(value)));
        let mut sources = Sources::of(variables);
        for (index, content) in list(&self.0["env_files"]).iter().enumerate() {
            let path = folder.join(format!("env_files{index}"));
            if let Some(content) = content.as_str() {
                write(&path, content);
            }
            sources = sources.env_file(path);
        }
        for (index, files) in list(&self.0["secrets_dirs"]).iter().enumerate() {
            let path = folder.join(format!("secrets_dirs{index}"));
            for (name, content) in files.as_object().into_iter().flatten() {
                write(&path.join(name), text(content));
            }
            sources = sources.secrets_dir(path);
        }
        for (name, value) in self.0["values"].as_object().into_iter().flatten() {
            sources = sources.value(name, value.clone());
        }
        sources
    }

    /// The expected outcome: the one that the case states, or the recorded one without its secrets.
    fn wanted(&self) -> Value {
        if let Some(stated) = self.0.get("twinlane") {
            return stated.clone();
        }
        if let Some(errors) = self.0.get("errors") {
            let errors = list(errors).iter().map(|error| self.without_secrets(error));
            return json!({ "errors": errors.collect::<Vec<_>>() });
        }
        json!({ "ok": self.0["ok"], "secrets": self.0["secrets"] })
    }

    /// The error with an empty object beside a missing value, and with stars for secrets and for keys that are no field.
    fn without_secrets(&self, error: &Value) -> Value {
        let mut error = error.clone();
        let kind = text(&error["type"]);
        let loc: Vec<&str> = list(&error["loc"])
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let holds_secret = match text(&self.0["settings"]) {
            "Plain" | "Required" | "BadDefault" => loc == ["secret"],
            "Nested" => {
                loc.len() == 1 && ["db", "replica", "dbs"].contains(&loc[0])
                    || matches!(loc[..], ["db", "password"] | ["dbs", _])
                    || loc == ["replica", "database"]
            }
            "Nothing" | "Flat" | "Split" => loc == ["db"],
            _ => false,
        };
        if kind == "missing" {
            error["input"] = json!({});
        } else if kind == "extra_forbidden" || holds_secret {
            error["input"] = json!(STARS);
        }
        error
    }
}

fn assert_no_secret(error: &SettingsError) {
    let shown = format!("{error}{error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

fn shown(error: &twinlane::error::ErrorDetail) -> Value {
    json!({ "type": error.kind, "loc": error.loc, "msg": error.msg, "input": error.input })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn write(path: &PathBuf, content: &str) {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    std::fs::write(path, content).expect("a file");
}
