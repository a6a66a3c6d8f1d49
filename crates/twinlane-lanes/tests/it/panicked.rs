use std::future::ready;
use std::sync::mpsc;

use twinlane_lanes::catch_panic;

use crate::runtime;

#[test]
fn what_does_not_panic_is_ok() {
    assert_eq!(runtime(1, 1).block_on(catch_panic(ready(1))), Ok(1));
}

#[test]
fn a_panic_after_an_await_is_an_error_and_drops_what_the_future_held() {
    let (held, gone) = mpsc::channel::<()>();
    let future = async move {
        let _held = held;
        tokio::task::yield_now().await;
        panic!("{} of them", 2);
    };
    let panicked = runtime(1, 1).block_on(catch_panic(future)).unwrap_err();
    assert_eq!(panicked.message, "2 of them");
    assert_eq!(gone.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}
