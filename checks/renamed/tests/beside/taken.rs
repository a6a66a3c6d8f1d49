//! All names are taken: those of crates and of the prelude, of the standard macros, and of methods that the macros call with a name of their own.

macro_rules! taken {
    ($dollar:tt $($name:ident)*) => { $(
        #[allow(unused_macros, reason = "nobody is to call it")]
        macro_rules! $name {
            ($dollar($dollar any:tt)*) => { compile_error!("not the standard library's") };
        }
    )* };
}

taken!($ assert concat debug_assert env file format format_args include_str line matches module_path panic stringify unreachable vec write);

#[path = "names.rs"]
mod names;

#[path = "items.rs"]
pub mod items;
