//! A reference by another name, of which the macro cannot see that it is one.

use twinlane::prelude::*;

type Asked = &'static Request;

#[get("/")]
async fn read(request: Asked) -> String {
    request.uri().path().to_owned()
}

fn main() {}
