use std::fs::File;
use std::io::Write;

use twinlane::prelude::*;

#[dependency(lifespan)]
fn shutdown_event() -> Provided<(), AtShutdown> {
    Provided::new(()).at_shutdown(|_| {
        let mut log = File::options().create(true).append(true).open("log.txt")?;
        log.write_all(b"Application shutdown")
    })
}

#[get("/items/")]
async fn read_items() -> Value {
    json!([{ "name": "Foo" }])
}

pub fn app() -> App {
    App::new()
        .lifespan(dependencies![shutdown_event])
        .routes(routes![read_items])
}
