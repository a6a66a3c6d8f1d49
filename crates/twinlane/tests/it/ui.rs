//! Compile errors, a page of the product each: `tests/ui/<macro>/<mistake>.rs` and what the compiler says of it.
//!
//! `TRYBUILD=overwrite cargo test -p twinlane --test it ui` writes what it says now.

#[test]
fn mistakes_say_what_to_type() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
