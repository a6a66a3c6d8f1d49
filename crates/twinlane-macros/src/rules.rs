//! The rules of a parameter or field: `gt = 0, max_length = 50`.

use std::fmt;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Type};

use crate::errors::Errors;
use crate::number::Number;
use crate::options::{Options, as_text, is_computed, typed_text, ungrouped};
use crate::span::at;
use crate::types::spelling;

/// The names of the options that are rules.
pub(crate) const NAMES: &[&str] = &[
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "pattern",
    "max_digits",
    "decimal_places",
    "allow_inf_nan",
    "past",
    "future",
    "unique_items",
    "strip",
    "to_lower",
    "to_upper",
    "strict",
];

const BOUNDS: [&str; 5] = ["gt", "ge", "lt", "le", "multiple_of"];
/// A length by its name in the tables, and how it may be written.
const LENGTHS: [(&str, [&str; 2]); 2] = [
    ("min_length", ["min_length", "min_items"]),
    ("max_length", ["max_length", "max_items"]),
];
const DIGITS: [&str; 2] = ["max_digits", "decimal_places"];
/// A rule that is written alone, by its name in the tables, with what it is set to.
const FLAGS: [(&str, &str, &str); 7] = [
    ("unique_items", "unique_items", "true"),
    ("strip", "strip", "true"),
    ("strict", "strict", "true"),
    (
        "past",
        "tense",
        "::core::option::Option::Some(__tl::Tense::Past)",
    ),
    (
        "future",
        "tense",
        "::core::option::Option::Some(__tl::Tense::Future)",
    ),
    (
        "to_lower",
        "case",
        "::core::option::Option::Some(__tl::Case::Lower)",
    ),
    (
        "to_upper",
        "case",
        "::core::option::Option::Some(__tl::Case::Upper)",
    ),
];

/// The rules of a value beyond its type. Their tokens are the value of a `Rules`.
#[derive(Default)]
pub(crate) struct Rules {
    set: Vec<Rule>,
}

/// A rule that is set.
struct Rule {
    /// Its name in the tables.
    name: &'static str,
    value: TokenStream,
    /// The option, as it is written.
    said: String,
    /// The span of the option.
    span: Span,
}

impl Rules {
    /// Takes the rules out of the options.
    pub(crate) fn take(options: &mut Options, errors: &mut Errors) -> Self {
        let mut rules = Self::default();
        rules.take_bounds(options, errors);
        rules.take_lengths(options, errors);
        rules.take_pattern(options, errors);
        rules.take_digits(options, errors);
        rules.take_flags(options, errors);
        rules
    }

    /// True if there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Refuses rules of a foreign value: the framework does not know its content.
    pub(crate) fn refuse_of_foreign(&self, place: &Ident, errors: &mut Errors) {
        let first = self.set.first();
        let span = first.map_or(place.span(), |rule| rule.span);
        if first.is_some() {
            let message = "a foreign value has no rules: write a function, `check = my_function`";
            errors.push_error(syn::Error::new(span, message));
        }
    }

    /// Constants that do not compile if a rule does not fit the type, each at the place of its rule.
    ///
    /// The rules are checked against `SHAPE` of `shape_of`.
    pub(crate) fn assertions(&self, ty: &Type, shape_of: &TokenStream) -> TokenStream {
        if self.is_empty() {
            return TokenStream::new();
        }
        let spelling = spelling(ty);
        let checks = self.set.iter().map(|rule| {
            let (name, said, span) = (rule.in_rule_names(), &rule.said, rule.span);
            let shape = quote!(#shape_of::SHAPE);
            // `allow_inf_nan = true` sets nothing, and is no rule of other values all the same.
            let rules = if rule.name == "finite" {
                quote!(&__tl::Rules { finite: true, ..__tl::Rules::NONE })
            } else {
                quote!(&__RULES)
            };
            quote_spanned! {span=>
                const _: () = __tl::check_rule(__tl::RuleName::#name, #said, #rules, #shape, #spelling);
            }
        });
        quote! {
            const _: () = {
                const __RULES: __tl::Rules = #self;
                #(#checks)*
            };
        }
    }

    fn add(&mut self, name: &'static str, value: TokenStream, said: String, span: Span) {
        self.set.push(Rule {
            name,
            value,
            said,
            span,
        });
    }

    fn has(&self, name: &str) -> bool {
        self.set.iter().any(|rule| rule.name == name)
    }

    fn take_bounds(&mut self, options: &mut Options, errors: &mut Errors) {
        for name in BOUNDS {
            let span = options.span(name);
            let expected = if name == "multiple_of" {
                format!("`{name}` is a number above 0: write `{name} = 1` or `{name} = 0.5`")
            } else {
                format!(
                    "`{name}` is a number: write `{name} = 1` or `{name} = 0.5`\n\
                     a date, a time, a duration or a decimal is a text: `{name} = \"2024-01-01\"`"
                )
            };
            let bound = options.value(name, &expected, errors, |value| bound(name, value));
            if let (Some(span), Some((bound, text))) = (span, bound) {
                let value = quote!(::core::option::Option::Some(#bound));
                self.add(name, value, format!("{name} = {text}"), span);
            }
        }
    }

    fn take_lengths(&mut self, options: &mut Options, errors: &mut Errors) {
        for (name, spellings) in LENGTHS {
            for spelling in spellings {
                let span = options.span(spelling);
                let expected = format!("`{spelling}` is a whole number: write `{spelling} = 1`");
                let length = options.value(spelling, &expected, errors, length);
                if let (Some(span), Some((length, text))) = (span, length) {
                    if self.has(name) {
                        let message =
                            format!("`{}` and `{}` are one rule", spellings[0], spellings[1]);
                        errors.push_error(syn::Error::new(span, message));
                    }
                    let value = quote!(::core::option::Option::Some(#length));
                    self.add(name, value, format!("{spelling} = {text}"), span);
                }
            }
        }
    }

    fn take_pattern(&mut self, options: &mut Options, errors: &mut Errors) {
        let Some(pattern) = options.untyped_text("pattern", errors) else {
            return;
        };
        // Startup looks at a pattern that is a constant.
        let text = as_text(&pattern)
            .map(|text| text.value())
            .unwrap_or_default();
        if let Err(error) = regex_syntax::Parser::new().parse(&text) {
            errors.push(&pattern, why_no_pattern(&error));
            return;
        }
        let said = format!("pattern = {}", pattern.to_token_stream());
        let (span, pattern) = (pattern.span(), typed_text(pattern));
        let value = quote! {
            ::core::option::Option::Some({
                fn __pattern() -> &'static __tl::Pattern {
                    static __PATTERN: __tl::Pattern = __tl::Pattern::new(#pattern);
                    &__PATTERN
                }
                __pattern
            })
        };
        self.add("pattern", value, said, span);
    }

    fn take_digits(&mut self, options: &mut Options, errors: &mut Errors) {
        for name in DIGITS {
            let span = options.span(name);
            let expected = format!("`{name}` is a whole number: write `{name} = 2`");
            let digits = options.value(name, &expected, errors, digits);
            if let (Some(span), Some((digits, text))) = (span, digits) {
                let value = quote!(::core::option::Option::Some(#digits));
                self.add(name, value, format!("{name} = {text}"), span);
            }
        }
    }

    fn take_flags(&mut self, options: &mut Options, errors: &mut Errors) {
        for (option, name, value) in FLAGS {
            let Some(span) = options.span(option) else {
                continue;
            };
            if options.flag(option, errors) {
                if self.has(name) {
                    let message = format!("`{option}` contradicts an option before it");
                    errors.push_error(syn::Error::new(span, message));
                }
                let value: TokenStream = value.parse().unwrap_or_default();
                self.add(name, value, option.to_owned(), span);
            }
        }
        if let Some(span) = options.span("allow_inf_nan") {
            let allowed = options.flag("allow_inf_nan", errors);
            let said = format!("allow_inf_nan = {allowed}");
            self.add("finite", quote!(!#allowed), said, span);
        }
    }
}

impl Rule {
    /// Its name in `RuleName`.
    fn in_rule_names(&self) -> Ident {
        let words = self.name.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        });
        let name: String = words.collect();
        Ident::new(&name, Span::call_site())
    }
}

impl ToTokens for Rules {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.is_empty() {
            return tokens.extend(quote!(__tl::Rules::NONE));
        }
        let set = self.set.iter().map(|Rule { name, value, .. }| {
            let name = format_ident!("{name}");
            quote!(#name: #value,)
        });
        tokens.extend(quote!(__tl::Rules { #(#set)* ..__tl::Rules::NONE }));
    }
}

/// A bound, as the value of a `Bound`, and as it is written.
fn bound(name: &str, value: &Expr) -> Option<(TokenStream, String)> {
    if let Some(text) = as_text(value) {
        let said = text.to_token_stream().to_string();
        return Some((quote!(__tl::Bound::Text(#text)), said));
    }
    let Some(number) = Number::read(value) else {
        return computed_bound(name, value);
    };
    let is_allowed = name != "multiple_of" || number.is_positive();
    let (kind, said) = match number {
        Number::Int(number) => (quote!(Int), number.to_string()),
        Number::Float(number) => (quote!(Float), format!("{number:?}")),
    };
    is_allowed.then(|| (quote!(__tl::Bound::#kind(#number)), said))
}

fn why_no_pattern(error: &regex_syntax::Error) -> String {
    let reason = match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        error => error.to_string(),
    };
    format!(
        "this is no regular expression: {reason}\n\
         the syntax is that of the `regex` crate, which has no look-around and no back-references"
    )
}

/// A length, and as it is written.
fn length(value: &Expr) -> Option<(TokenStream, String)> {
    whole::<usize>(value, "length")
}

/// A number of digits, and as it is written.
fn digits(value: &Expr) -> Option<(TokenStream, String)> {
    whole::<u32>(value, "digits")
}

/// A whole number of this type. For a constant or a computation the compiler checks it by this method.
fn whole<N>(value: &Expr, method: &str) -> Option<(TokenStream, String)>
where
    N: TryFrom<i128> + ToTokens + fmt::Display,
{
    let number = match (Number::read(value), literal_kind(value)) {
        (Some(Number::Int(number)), _) => {
            let number = N::try_from(number).ok()?;
            return Some((quote!(#number), number.to_string()));
        }
        (None, Some(LiteralKind::Int)) => quote!(#value),
        (None, None) if is_computed(value) => {
            let method = Ident::new(method, at(value.span()));
            quote_spanned!(method.span()=> __tl::Constant(#value).#method())
        }
        (Some(Number::Float(_)), _) | (None, Some(LiteralKind::Float) | None) => return None,
    };
    Some((number, spelling(value)))
}

/// A constant or a computation as a bound. Its type decides the kind of the bound.
fn computed_bound(name: &str, value: &Expr) -> Option<(TokenStream, String)> {
    let bound = match literal_kind(value) {
        Some(LiteralKind::Int) => quote!(__tl::Bound::Int(#value)),
        Some(LiteralKind::Float) => quote!(__tl::Bound::Float(#value)),
        None if is_computed(value) => {
            quote_spanned!(at(value.span())=> __tl::Constant(#value).bound())
        }
        None => return None,
    };
    let bound = if name == "multiple_of" {
        quote_spanned!(at(value.span())=> __tl::above_zero(#bound))
    } else {
        bound
    };
    Some((bound, spelling(value)))
}

/// The kind of number that a computation of literals alone is.
#[derive(Clone, Copy, PartialEq)]
enum LiteralKind {
    Int,
    Float,
}

/// `60 * 60`: literals without a suffix take the type that they are wanted in.
fn literal_kind(value: &Expr) -> Option<LiteralKind> {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) if number.suffix().is_empty() => Some(LiteralKind::Int),
        Expr::Lit(ExprLit {
            lit: Lit::Float(number),
            ..
        }) if number.suffix().is_empty() => Some(LiteralKind::Float),
        Expr::Unary(unary) => literal_kind(&unary.expr),
        Expr::Paren(paren) => literal_kind(&paren.expr),
        Expr::Binary(binary) => {
            let (left, right) = (literal_kind(&binary.left)?, literal_kind(&binary.right)?);
            (left == right).then_some(left)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_of_nothing_are_refused() {
        for (text, allowed) in [
            ("0", false),
            ("-1", false),
            ("0.0", false),
            ("0.1", true),
            ("2", true),
        ] {
            assert_eq!(
                bound("multiple_of", &syn::parse_str(text).unwrap()).is_some(),
                allowed,
                "{text}"
            );
        }
    }
}
