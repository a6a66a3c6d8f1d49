use std::time::Duration;

use twinlane_lanes::InFlight;

use crate::runtime;

#[test]
fn it_counts_until_the_guard_goes() {
    let in_flight = InFlight::new();
    let (one, two) = (in_flight.track(), in_flight.clone().track());
    assert_eq!(in_flight.count(), 2);
    drop(one);
    assert_eq!(in_flight.count(), 1);
    drop(two);
    assert_eq!(in_flight.count(), 0);
}

#[test]
fn waiting_ends_when_the_last_one_does() {
    runtime(2, 1).block_on(async {
        let in_flight = InFlight::new();
        in_flight.wait_idle().await;
        for round in 0..200 {
            let guards: Vec<_> = (0..4).map(|_| in_flight.track()).collect();
            for guard in guards {
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_micros(round)).await;
                    drop(guard);
                });
            }
            tokio::join!(in_flight.wait_idle(), in_flight.wait_idle());
            assert_eq!(in_flight.count(), 0);
        }
    });
}
