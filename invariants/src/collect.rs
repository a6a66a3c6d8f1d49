//! Finds what tokens name.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::mention::{Mention, Named, NamedPath, Scope};
use crate::tokens::{attribute_at, end_of_item, ends_item, is_for_tests, is_punct, path_at};

/// The declaration of a module that has a file of its own.
#[derive(Debug)]
pub(crate) struct ModuleFile {
    pub(crate) name: String,
    pub(crate) is_test: bool,
}

/// Adds what the tokens name to `mentions`. Returns the modules that have files of their own.
pub(crate) fn collect(
    tokens: TokenStream,
    scope: &Scope,
    mentions: &mut Vec<Mention>,
) -> Vec<ModuleFile> {
    let mut collector = Collector {
        mentions,
        modules: Vec::new(),
    };
    collector.walk(tokens, scope, true);
    collector.modules
}

/// A name among the tokens.
#[derive(Clone, Copy)]
struct Place<'a> {
    tokens: &'a [TokenTree],
    at: usize,
    scope: &'a Scope,
    /// Not within a group.
    is_top: bool,
    /// The item that begins here has `#[macro_export]`.
    exports_macro: bool,
}

impl Place<'_> {
    fn line(&self) -> usize {
        self.tokens[self.at].span().start().line
    }
}

struct Collector<'a> {
    mentions: &'a mut Vec<Mention>,
    modules: Vec<ModuleFile>,
}

impl Collector<'_> {
    fn walk(&mut self, tokens: TokenStream, scope: &Scope, is_top: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut exports_macro = false;
        let mut tested_until = 0;
        while let Some(token) = tokens.get(at) {
            if let Some(attribute) = attribute_at(&tokens, at) {
                exports_macro |= attribute.stream().to_string().starts_with("macro_export");
                if is_for_tests(attribute) {
                    tested_until = tested_until.max(end_of_item(&tokens, at));
                }
            }
            let mut scope = scope.clone();
            scope.is_test |= at < tested_until;
            at = match token {
                TokenTree::Ident(_) => {
                    let place = Place {
                        tokens: &tokens,
                        at,
                        scope: &scope,
                        is_top,
                        exports_macro,
                    };
                    self.name(&place)
                }
                TokenTree::Group(group) => {
                    self.walk(group.stream(), &scope, false);
                    at + 1
                }
                TokenTree::Literal(literal) => {
                    if let Ok(number) = literal.to_string().replace('_', "").parse() {
                        self.add(&scope, literal.span().start().line, Named::Number(number));
                    }
                    at + 1
                }
                TokenTree::Punct(_) => at + 1,
            };
            exports_macro &= !ends_item(token);
        }
    }

    /// Returns the index of the token after what begins with the name.
    fn name(&mut self, place: &Place<'_>) -> usize {
        let Place {
            tokens, at, scope, ..
        } = *place;
        let name = tokens[at].to_string();
        match (name.as_str(), tokens.get(at + 1), tokens.get(at + 2)) {
            // Not the `use<'a>` of a bound.
            ("use", next, _) if !is_punct(next, '<') => self.import(tokens, at + 1, scope),
            ("mod", Some(TokenTree::Ident(module)), next) => {
                self.module(&module.to_string(), next, place)
            }
            ("macro_rules", mark, Some(TokenTree::Ident(defined))) if is_punct(mark, '!') => {
                let named = if place.exports_macro {
                    Named::RootMacro
                } else {
                    Named::Item
                };
                self.add(scope, place.line(), named(defined.to_string()));
                at + 3
            }
            (macro_name, mark, Some(TokenTree::Group(quoted)))
                if is_punct(mark, '!') && QUOTING.contains(&macro_name) =>
            {
                self.quoted(quoted, macro_name.contains("spanned"), scope);
                at + 3
            }
            (keyword, defined, _) if DEFINING.contains(&keyword) => {
                if let (true, Some(TokenTree::Ident(defined))) = (place.is_top, defined) {
                    self.add(scope, place.line(), Named::Item(defined.to_string()));
                }
                at + 1
            }
            (keyword, ..) if KEYWORDS.contains(&keyword) => at + 1,
            _ => {
                let (path, next) = path_at(tokens, at);
                self.add(scope, place.line(), Named::Path(path));
                next
            }
        }
    }

    /// `body` is the token after the module's name.
    fn module(&mut self, name: &str, body: Option<&TokenTree>, place: &Place<'_>) -> usize {
        let scope = place.scope;
        match body {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
                self.add(scope, place.line(), Named::Item(name.to_owned()));
                // One in `lib.rs`, such as a prelude, is a part of the root.
                let is_root = scope.modules.is_empty();
                let inner = if is_root {
                    scope.clone()
                } else {
                    scope.within(name)
                };
                self.walk(body.stream(), &inner, false);
                place.at + 3
            }
            _ => {
                if place.is_top {
                    self.modules.push(ModuleFile {
                        name: name.to_owned(),
                        is_test: scope.is_test,
                    });
                }
                place.at + 2
            }
        }
    }

    /// The tokens of `quote!`; of `quote_spanned!`, those before `=>` are not generated.
    fn quoted(&mut self, group: &Group, is_spanned: bool, scope: &Scope) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        let arrow = |pair: &[TokenTree]| is_punct(pair.first(), '=') && is_punct(pair.last(), '>');
        let begin = match tokens.windows(2).position(arrow) {
            Some(arrow) if is_spanned => arrow + 2,
            _ => 0,
        };
        self.walk(tokens[..begin].iter().cloned().collect(), scope, false);
        let mut inner = scope.clone();
        inner.is_quoted = true;
        self.walk(tokens[begin..].iter().cloned().collect(), &inner, false);
    }

    /// The leaves of a `use` declaration, from the token after `use` to its `;`.
    fn import(&mut self, tokens: &[TokenTree], begin: usize, scope: &Scope) -> usize {
        let length = tokens[begin..]
            .iter()
            .take_while(|token| !is_punct(Some(*token), ';'))
            .count();
        self.leaves(&tokens[begin..begin + length], None, scope);
        begin + length
    }

    fn leaves(&mut self, tree: &[TokenTree], prefix: Option<&NamedPath>, scope: &Scope) {
        let is_comma = |token: &TokenTree| is_punct(Some(token), ',');
        for leaf in tree.split(is_comma).filter(|leaf| !leaf.is_empty()) {
            let mut path = prefix.cloned().unwrap_or(NamedPath {
                is_absolute: is_punct(leaf.first(), ':'),
                is_rest: false,
                segments: Vec::new(),
                imported_as: None,
            });
            let mut tokens = leaf.iter();
            while let Some(token) = tokens.next() {
                match token {
                    TokenTree::Ident(name) if name == "as" => {
                        path.imported_as = tokens.next().map(ToString::to_string);
                    }
                    TokenTree::Ident(name) if name == "self" && !path.segments.is_empty() => {}
                    TokenTree::Ident(name) => path.segments.push(name.to_string()),
                    TokenTree::Punct(punct) if punct.as_char() == '*' => {
                        path.segments.push("*".to_owned());
                    }
                    TokenTree::Group(group) => {
                        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                        self.leaves(&inner, Some(&path), scope);
                        path.segments.clear();
                    }
                    _ => {}
                }
            }
            if let Some(last) = path.segments.last().cloned() {
                path.imported_as.get_or_insert(last);
                self.add(scope, leaf[0].span().start().line, Named::Path(path));
            }
        }
    }

    fn add(&mut self, scope: &Scope, line: usize, named: Named) {
        self.mentions.push(Mention {
            scope: scope.clone(),
            line,
            named,
        });
    }
}

/// Keywords after which the name of a new item stands.
const DEFINING: [&str; 7] = ["fn", "struct", "enum", "trait", "type", "const", "static"];
/// Keywords after which a path may begin with `::`.
const KEYWORDS: [&str; 18] = [
    "as", "await", "break", "dyn", "else", "for", "if", "impl", "in", "let", "match", "move",
    "mut", "ref", "return", "unsafe", "where", "while",
];
/// Macros whose tokens become generated code.
const QUOTING: [&str; 4] = [
    "quote",
    "quote_spanned",
    "parse_quote",
    "parse_quote_spanned",
];
