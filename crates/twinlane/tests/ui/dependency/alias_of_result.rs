//! An alias that hides a `Result` of a `Provided`, in a dependency where the macro reads the type by its words.

use twinlane::Provided;
use twinlane::prelude::*;

type Connection<T> = Result<Provided<T>, HttpError>;
type Undone<T> = Provided<T>;

#[dependency]
async fn connect<T: Default + Send + Sync + 'static>() -> Connection<T> {
    Ok(Provided::new(T::default()).before_response(|_, _| ()))
}

#[dependency]
async fn begin<T: Default + Send + Sync + 'static>() -> Result<Undone<T>> {
    Ok(Provided::new(T::default()).before_response(|_, _| ()))
}

fn main() {}
