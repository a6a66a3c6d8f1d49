//! Generated code names `__private`, which is called `__tl` there, and the standard library by absolute paths. So a
//! user's names change nothing in it, and what it needs is listed in one file.

use crate::Finding;
use crate::mention::NamedPath;
use crate::source::Crate;

const MACROS: &str = "twinlane-macros";
const ROOTS: [&[&str]; 4] = [
    &["core"],
    &["std"],
    &["twinlane", "__private"],
    &["twinlane_model", "__private"],
];
const MESSAGE: &str = "generated code names `__tl::..`, `::core::..` and `::std::..` only: re-export the name in \
     `__private` and write `__tl::NAME`";

pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    let mentions = crates
        .iter()
        .filter(|one| one.name == MACROS)
        .flat_map(|one| &one.mentions);
    mentions
        .filter(|mention| mention.scope.is_quoted && !mention.scope.is_test)
        .filter_map(|mention| {
            let path = mention.path().filter(|path| !is_allowed(path))?;
            let message = format!("`{}`: {MESSAGE}", path.segments.join("::"));
            Some(Finding::new(&mention.scope.file, mention.line, message))
        })
        .collect()
}

fn is_allowed(path: &NamedPath) -> bool {
    let first = path.segments[0].as_str();
    if path.is_absolute {
        return ROOTS.iter().any(|root| {
            let begin = path.segments.iter().take(root.len());
            begin.map(String::as_str).eq(root.iter().copied())
        });
    }
    // Generic parameters of generated code begin with `__`; `clippy::..` is the name of a lint.
    let is_own = first.starts_with("__") || matches!(first, "Self" | "self" | "clippy");
    is_own || path.is_rest || path.segments.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let krate = Crate::of_texts(MACROS, "", &[("expand.rs", text)]);
        check(&[krate]).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn other_names_in_generated_code_are_found() {
        let text = "quote! {\n ::twinlane::App::new()\n ::http::Method\n std::mem::drop(x)\n use ::twinlane::{App, __private as __tl};\n}";
        assert_eq!(lines(text), [2, 3, 4, 5]);
        assert_eq!(lines("quote_spanned!(at(x)=>\n ::serde::Value)"), [2]);
    }

    #[test]
    fn the_roots_are_allowed() {
        let text = "quote!(use ::twinlane::__private as __tl; __tl::Call::new(); ::core::option::Option::None::<#ty>; #name::VALUE; Self::new())";
        assert_eq!(lines(text), [0; 0]);
        assert_eq!(
            lines("quote_spanned!(syn::span::of(x)=> __tl::A); ::syn::parse(x)"),
            [0; 0]
        );
        assert_eq!(lines("quote!(fn f() -> ::core::X {})"), [0; 0]);
        assert_eq!(lines("quote!(fn f() -> ::other::X {})"), [1]);
    }
}
