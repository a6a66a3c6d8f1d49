use twinlane::prelude::*;
use twinlane::dependency::AfterResponse;
use twinlane::Provided;

#[dependency]
async fn late() -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(async |_, _| ResponseParts::new())
}

#[dependency]
fn late_in_a_thread() -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(|_, _| ResponseParts::new())
}

fn main() {}
