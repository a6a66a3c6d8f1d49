//! `embed!`: the files of a directory, in the program.

mod walk;

use std::env;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, parse2};

use crate::root::{Root, told_by_option};
use walk::{FoundFile, files_of};

/// The expression that is a directory with its files.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    // A block: beside a mistake of the option there is still one expression.
    let expression = told_by_option(input, expression);
    quote!({ #expression })
}

fn expression(input: TokenStream) -> TokenStream {
    embedded(input).unwrap_or_else(|error| {
        let error = error.into_compile_error();
        let root = Root::Twinlane;
        quote!(
            #root
            #error
            __tl::Embedded::new("", &[], ::core::option::Option::None)
        )
    })
}

fn embedded(input: TokenStream) -> syn::Result<TokenStream> {
    let written: LitStr = parse2(input).map_err(|error| {
        let expected = "`embed!` has the path of a directory, from the `Cargo.toml` of this package: write `embed!(\"static\")`";
        syn::Error::new(error.span(), expected)
    })?;
    let at_written = |message: String| syn::Error::new(written.span(), message);
    let directory = written.value();
    let root = root_of(&directory).map_err(at_written)?;
    let found =
        files_of(&root).map_err(|problem| at_written(format!("`{directory}`: {problem}")))?;
    if found.files.is_empty() {
        let problem = format!(
            "the directory `{directory}` has no file: what is embedded is there when the program is compiled"
        );
        return Err(at_written(problem));
    }
    let source = &found.root;
    let count = found.files.len();
    let files = found.files.iter().map(|file| {
        let FoundFile { name, path, hash } = file;
        quote!(__tl::EmbeddedFile::new(#name, ::core::include_bytes!(#path), #hash))
    });
    let root = Root::Twinlane;
    Ok(quote!(
        #root
        static FILES: [__tl::EmbeddedFile; #count] = [#(#files),*];
        __tl::Embedded::new(
            #directory,
            &FILES,
            if ::core::cfg!(debug_assertions) { ::core::option::Option::Some(#source) } else { ::core::option::Option::None },
        )
    ))
}

/// The path of a directory of this package, or of what its build script writes.
fn root_of(directory: &str) -> Result<PathBuf, String> {
    let variable = |name: &str, missing: &str| env::var_os(name).ok_or(missing.to_owned());
    if let Some(below) = directory.strip_prefix("$OUT_DIR") {
        let out = variable(
            "OUT_DIR",
            "`$OUT_DIR` is of packages that have a `build.rs`",
        )?;
        return Ok(Path::new(&out).join(below.trim_start_matches('/')));
    }
    let package = variable(
        "CARGO_MANIFEST_DIR",
        "`embed!` needs Cargo, which says where the package is",
    )?;
    Ok(Path::new(&package).join(directory))
}
