//! A dependency whose return type cannot be one.

use twinlane::prelude::*;

struct Problem;

type Failing = std::result::Result<u8, Problem>;

#[dependency]
async fn no_error() -> std::result::Result<u8, Problem> {
    Err(Problem)
}

#[dependency]
async fn no_error_by_alias() -> Failing {
    Err(Problem)
}

#[dependency]
async fn not_send() -> std::rc::Rc<u8> {
    std::rc::Rc::new(1)
}

#[dependency]
async fn unknown() -> Unknown {
    1
}

#[dependency]
async fn borrowed(request: &Request) -> &str {
    request.method().as_str()
}

fn main() {}
