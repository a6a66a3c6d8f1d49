//! A dependency whose value would hide an error, a teardown or a future.

use std::pin::Pin;

use twinlane::prelude::*;
use twinlane::Provided;

type Fallible<T> = Result<T, HttpError>;

#[dependency]
async fn twice() -> Fallible<Result<()>> {
    Ok(Ok(()))
}

#[dependency]
async fn never_undone(number: u8) -> Option<Provided<u8>> {
    (number > 0).then(|| Provided::new(number).before_response(|_, _| ()))
}

#[dependency]
async fn never_undone_pair() -> (u8, Provided<u8>) {
    (1, Provided::new(1).before_response(|_, _| ()))
}

#[dependency]
fn never_awaited() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {})
}

#[dependency]
async fn generic_alias<T: Send + 'static>() -> Fallible<Vec<T>> {
    Ok(Vec::new())
}

#[dependency]
async fn generic<T: Default + Send + Sync + 'static>() -> T {
    T::default()
}

struct Guard;

impl Default for Guard {
    fn default() -> Self {
        Self
    }
}

trait Checked {
    fn check() -> Self;
}

#[dependency]
async fn checked<T: Checked + Send + Sync + 'static>() -> T {
    T::check()
}

impl Checked for Fallible<()> {
    fn check() -> Self {
        Err(HttpError::new(403, "Forbidden"))
    }
}

#[get("/", dependencies = [checked::<Fallible<()>>, generic::<Guard>])]
async fn read(checked: Option<Depends<checked<Fallible<()>>>>, generic: Depends<generic<Guard>>) {}

mod other {
    use twinlane::dependency;

    pub enum Result<T> {
        Value(T),
    }

    #[dependency]
    pub async fn own_result<T: Send + Default + 'static>() -> Result<T> {
        Result::Value(T::default())
    }
}

fn main() {
    let _ = App::new().dependencies(dependencies![checked::<Fallible<()>>]);
}
