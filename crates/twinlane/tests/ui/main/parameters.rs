//! A `main` that is more than one.

#[twinlane::main]
async fn main<T>(arguments: Vec<String>) -> twinlane::Result {
    let _ = arguments;
    Ok(())
}
