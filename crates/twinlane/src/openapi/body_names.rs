//! The names of the schemas that stand for the parts of a body together.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

/// These schemas, each with the name of its component.
pub(super) struct BodyNames(IndexMap<String, (String, Value)>);

impl BodyNames {
    /// Names the schemas, equal ones once, as Pydantic names classes of their titles. `taken` are the names of other components.
    pub(super) fn of<'s>(schemas: impl Iterator<Item = &'s Value>, taken: &HashSet<&str>) -> Self {
        let schemas: IndexMap<String, &Value> =
            schemas.map(|schema| (schema.to_string(), schema)).collect();
        let count = |name: fn(&str) -> String| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            for schema in schemas.values() {
                *counts.entry(name(title(schema))).or_default() += 1;
            }
            counts
        };
        let (short, qualified) = (count(short_name), count(qualified_name));
        let mut occurrences: HashMap<String, usize> = HashMap::new();
        let named = schemas.iter().map(|(text, schema)| {
            let mut name = short_name(title(schema));
            if short.get(&name) != Some(&1) || taken.contains(name.as_str()) {
                name = qualified_name(title(schema));
                if qualified.get(&name) != Some(&1) {
                    let occurrence = occurrences.entry(name.clone()).or_default();
                    *occurrence += 1;
                    name = format!("{name}__{occurrence}");
                }
            }
            (text.clone(), (name, (*schema).clone()))
        });
        Self(named.collect())
    }

    /// The name of one of these schemas.
    pub(super) fn name<'a>(&'a self, schema: &'a Value) -> &'a str {
        let named = self.0.get(&schema.to_string());
        named.map_or_else(|| title(schema), |(name, _)| name)
    }

    /// The components.
    pub(super) fn components(&self) -> impl Iterator<Item = (String, Value)> {
        self.0.values().cloned()
    }
}

fn title(schema: &Value) -> &str {
    schema["title"].as_str().unwrap_or_default()
}

/// The name of a class, of which only what is behind the last dot counts, between brackets too.
fn short_name(title: &str) -> String {
    let pieces = title.split_inclusive(['[', ']', ',']);
    let last = pieces.map(|piece| match piece.rsplit_once('.') {
        Some((before, last)) if !before.is_empty() && !last.is_empty() => last,
        _ => piece,
    });
    normalized(&last.collect::<String>())
}

/// The name with the module of such classes, which is one of FastAPI's.
fn qualified_name(title: &str) -> String {
    normalized(&format!("fastapi._compat.v2.{title}"))
}

fn normalized(name: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name
        .chars()
        .map(|c| if word(c) { c } else { '_' })
        .collect();
    name.replace('.', "__")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(titles: &[&str], taken: &[&str]) -> Vec<String> {
        let schemas = titles.iter().enumerate();
        let schemas = schemas.map(|(place, title)| json!({ "title": title, "minimum": place }));
        let schemas: Vec<Value> = schemas.collect();
        let names = BodyNames::of(schemas.iter(), &taken.iter().copied().collect());
        names.components().map(|(name, _)| name).collect()
    }

    /// As FastAPI named bodies of these titles.
    #[test]
    fn names_are_pydantics() {
        assert_eq!(names(&["Body_ü a.b/a'<é>"], &[]), ["b_a____"]);
        assert_eq!(
            names(&["Body_k:l", "Body_k:m"], &[]),
            ["Body_k_l", "Body_k_m"]
        );
        let clash = [
            "Body_a b",
            "Body_a_b",
            "Body_x.y",
            "Body_z.y",
            "Body_p[q.r]",
            "Body_p[r]",
        ];
        let expected = [
            "fastapi___compat__v2__Body_a_b__1",
            "fastapi___compat__v2__Body_a_b__2",
            "fastapi___compat__v2__Body_x__y",
            "fastapi___compat__v2__Body_z__y",
            "fastapi___compat__v2__Body_p_q__r_",
            "fastapi___compat__v2__Body_p_r_",
        ];
        assert_eq!(names(&clash, &[]), expected);
    }

    #[test]
    fn the_name_of_a_model_is_taken() {
        let expected = ["fastapi___compat__v2__Body_a"];
        assert_eq!(names(&["Body_a"], &["Body_a"]), expected);
    }

    #[test]
    fn equal_schemas_are_one() {
        let schema = || json!({ "title": "Body_a" });
        let names = BodyNames::of([&schema(), &schema()].into_iter(), &HashSet::new());
        assert_eq!(names.components().count(), 1);
        assert_eq!(names.name(&schema()), "Body_a");
    }
}
