//! Dependencies that are called where a type stands, as FastAPI calls them: `user: Depends(get_user)`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote_spanned;

use super::defaults::first_argument;

/// The types that ask for a dependency.
const ASKING: [&str; 3] = ["Depends", "DependsMut", "Fresh"];

/// The parameter with the dependency between pointed brackets, if it is called.
pub(super) fn mended(parameter: &TokenStream) -> Option<TokenStream> {
    let mut tokens = parameter.clone().into_iter().peekable();
    let mut mended = TokenStream::new();
    let (mut is_asking, mut is_mended) = (false, false);
    while let Some(token) = tokens.next() {
        let called = match tokens.peek() {
            Some(TokenTree::Group(called)) if called.delimiter() == Delimiter::Parenthesis => {
                Some(called.clone())
            }
            _ => None,
        };
        let TokenTree::Ident(name) = &token else {
            mended.extend([token]);
            continue;
        };
        let asks = ASKING.iter().any(|asking| name == asking);
        is_asking |= asks;
        mended.extend([token]);
        if let Some(called) = called.filter(|_| is_asking) {
            tokens.next();
            is_mended = true;
            if asks {
                let (dependency, _) = first_argument(called.stream());
                let dependency = self::mended(&dependency).unwrap_or(dependency);
                mended.extend(quote_spanned!(called.span()=> <#dependency>));
            }
        }
    }
    is_mended.then_some(mended)
}
