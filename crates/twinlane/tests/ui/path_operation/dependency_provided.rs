//! Values that hold a `Provided`, which would never be undone.

use std::collections::HashMap;
use std::sync::Mutex;

use twinlane::prelude::*;
use twinlane::Provided;

fn one() -> Provided<u8> {
    Provided::new(1).before_response(|_, _| ())
}

#[dependency]
async fn locked() -> Mutex<Provided<u8>> {
    Mutex::new(one())
}

#[dependency]
async fn mapped() -> HashMap<u8, Provided<u8>> {
    HashMap::from([(1, one())])
}

#[dependency]
async fn array() -> [Provided<u8>; 1] {
    [one()]
}

#[dependency]
async fn fallible() -> Option<Result<Provided<u8>, HttpError>> {
    Some(Ok(one()))
}

fn main() {}
