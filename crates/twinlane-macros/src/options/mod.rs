//! The options of an attribute: `title = "Item", deprecated, gt = 0`.

mod entry;
mod written;
mod known;
mod expression;
mod suggestion;
mod words;
mod tokens;

pub(crate) use expression::{as_text, is_computed, may_be_object, typed_text, ungrouped};
pub(crate) use known::Options;
pub(crate) use suggestion::{did_you_mean, listed};
pub(crate) use tokens::{optional, said};
pub(crate) use written::WrittenOptions;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Errors;

    const NAMES: &[&str] = &["summary", "tags", "deprecated"];

    fn options(text: &str) -> (Options, Errors) {
        let mut errors = Errors::default();
        let options = syn::parse_str::<WrittenOptions>(text)
            .unwrap()
            .known(NAMES, &mut errors);
        (options, errors)
    }

    fn messages(errors: Errors) -> Vec<String> {
        match errors.finish(Some(())) {
            Ok(()) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    #[test]
    fn options_are_read_by_type() {
        let (mut options, mut errors) = options(r#"summary = "s", tags = ["a", "b"], deprecated"#);
        assert_eq!(options.name("summary", &mut errors).unwrap().value(), "s");
        let tags = options.texts("tags", &mut errors);
        let tags: Vec<String> = tags
            .iter()
            .filter_map(as_text)
            .map(|tag| tag.value())
            .collect();
        assert_eq!(tags, ["a", "b"]);
        assert!(options.flag("deprecated", &mut errors));
        assert_eq!(messages(errors), Vec::<String>::new());
    }

    #[test]
    fn texts_may_be_constants() {
        let (mut options, mut errors) = options("summary = SUMMARY, tags = [ITEMS, \"b\"]");
        assert!(options.text("summary", &mut errors).is_some());
        assert_eq!(options.texts("tags", &mut errors).len(), 2);
        assert_eq!(messages(errors), Vec::<String>::new());
    }

    #[test]
    fn a_literal_of_another_kind_is_no_text() {
        let (mut options, mut errors) = options("summary = 1, tags = [\"a\", 1]");
        assert!(options.text("summary", &mut errors).is_none());
        assert!(options.texts("tags", &mut errors).is_empty());
        assert_eq!(
            messages(errors),
            [
                "`summary` is a text: write `summary = \"...\"`",
                "`tags` is a list of texts: write `tags = [\"...\"]`",
            ]
        );
    }

    #[test]
    fn every_mistake_is_noted() {
        let (mut options, mut errors) =
            options(r#"sumary = "s", tags = "a", deprecated = 1, deprecated"#);
        options.texts("tags", &mut errors);
        options.flag("deprecated", &mut errors);
        assert_eq!(
            messages(errors),
            [
                "unknown option `sumary`: did you mean `summary`?\nthe options are `summary`, `tags`, `deprecated`",
                "the option `deprecated` is there twice",
                "`tags` is a list of texts: write `tags = [\"...\"]`",
                "`deprecated` is `true` or `false`; alone it is `true`",
            ]
        );
    }

    #[test]
    fn a_value_may_be_missing() {
        let (mut options, mut errors) = options("summary, deprecated = false");
        assert!(options.text("summary", &mut errors).is_none());
        assert!(!options.flag("deprecated", &mut errors));
        assert_eq!(
            messages(errors),
            ["`summary` is a text: write `summary = \"...\"`"]
        );
    }
}
