//! A value that `main` holds across an `.await` goes from thread to thread.

use std::rc::Rc;

use twinlane::prelude::*;

#[twinlane::main]
async fn main() -> Result {
    let name = Rc::new("shop".to_owned());
    App::new().serve().await?;
    println!("{name} has ended");
    Ok(())
}
