//! `burgers`: what is true of the shops, the bank and the house however fast the machine is.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use twinlane::Value;

use crate::process::Process;

/// Runs a scenario to its end and gives what was sent.
fn run(shop: &Process, scenario: &str) -> Vec<Value> {
    let (head, body) = shop.ask("GET", &format!("/run/{scenario}"), "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    let moments: Vec<Value> = data.map(|data| data.parse().unwrap()).collect();
    assert_eq!(moments.first().unwrap()["kind"], "opened");
    assert_eq!(moments.last().unwrap()["kind"], "closed");
    let times = moments.iter().filter_map(|moment| moment["at"].as_f64());
    assert!(times.is_sorted(), "{moments:?}");
    moments
}

/// The states that each of these went through, in order.
fn lives(moments: &[Value], who: &str) -> HashMap<u64, Vec<String>> {
    let mut lives: HashMap<u64, Vec<String>> = HashMap::new();
    for change in moments.iter().filter(|moment| moment["who"] == who) {
        let number = change["number"].as_u64().unwrap();
        let state = change["state"].as_str().unwrap().to_owned();
        lives.entry(number).or_default().push(state);
    }
    lives
}

/// The most of these that were in one of the states at once.
fn most_at_once(moments: &[Value], who: &str, states: &[&str]) -> usize {
    let (mut now, mut most) = (HashSet::new(), 0);
    for change in moments.iter().filter(|moment| moment["who"] == who) {
        let number = change["number"].as_u64().unwrap();
        if states.contains(&change["state"].as_str().unwrap()) {
            now.insert(number);
        } else {
            now.remove(&number);
        }
        most = most.max(now.len());
    }
    most
}

fn all_went_through(moments: &[Value], count: u64, states: &[&str]) {
    let lives = lives(moments, "customer");
    assert_eq!(
        lives.keys().copied().collect::<HashSet<_>>(),
        (1..=count).collect()
    );
    for (customer, life) in lives {
        assert_eq!(life, states, "customer {customer}");
    }
}

#[test]
fn customers_of_the_concurrent_shop_are_free_until_their_number_is_called() {
    let shop = Process::start("burgers");
    let moments = run(&shop, "concurrent-shop?customers=9&cooks=1&speed=100");
    all_went_through(
        &moments,
        9,
        &["in_line", "ordering", "free", "served", "done"],
    );
    let orders = |state: &str| -> Vec<u64> {
        let of_state = moments.iter().filter(|moment| moment["state"] == state);
        of_state
            .map(|moment| moment["order"].as_u64().unwrap())
            .collect()
    };
    let in_order: Vec<u64> = (1..=9).collect();
    // One cashier gives the numbers out in order, and one cook takes them so.
    for state in ["taking_order", "ordering", "cooking", "served"] {
        assert_eq!(orders(state), in_order, "{state}");
    }
    assert!(most_at_once(&moments, "staff", &["cooking"]) == 1);
    let closed = moments.last().unwrap();
    assert!(closed["free"].as_f64() > Some(0.0), "{closed}");
    assert!(closed["free"].as_f64() < closed["inside"].as_f64());
}

#[test]
fn cooks_of_the_concurrent_shop_cook_at_the_same_time() {
    let shop = Process::start("burgers");
    let moments = run(
        &shop,
        "concurrent-shop?customers=30&cashiers=2&cooks=5&speed=50",
    );
    all_went_through(
        &moments,
        30,
        &["in_line", "ordering", "free", "served", "done"],
    );
    assert!(most_at_once(&moments, "staff", &["taking_order"]) <= 2);
    assert!(most_at_once(&moments, "staff", &["cooking"]) <= 5);
    let called = moments.iter().filter(|moment| moment["state"] == "served");
    let called: HashSet<u64> = called
        .map(|moment| moment["order"].as_u64().unwrap())
        .collect();
    assert_eq!(called, (1..=30).collect(), "each number once");
}

#[test]
fn the_parallel_shop_serves_as_many_as_there_are_staff() {
    let shop = Process::start("burgers");
    let moments = run(&shop, "parallel-shop?customers=20&speed=50");
    all_went_through(
        &moments,
        20,
        &["in_line", "ordering", "at_counter", "served", "done"],
    );
    let at_the_counter = ["ordering", "at_counter", "served"];
    assert!(most_at_once(&moments, "customer", &at_the_counter) <= 8);
    let closed = moments.last().unwrap();
    assert!(closed["most_threads"].as_u64() <= Some(8), "{closed}");
    assert_eq!(closed["free"], 0.0);
}

#[test]
fn the_bank_serves_as_many_as_there_are_tellers() {
    let shop = Process::start("burgers");
    let moments = run(&shop, "bank?customers=7&tellers=2&speed=50");
    all_went_through(&moments, 7, &["in_line", "served", "done"]);
    assert!(most_at_once(&moments, "customer", &["served"]) <= 2);
    for life in lives(&moments, "staff").into_values() {
        assert!(
            life.chunks(2)
                .all(|two| two == ["idle", "serving"] || two == ["idle"])
        );
    }
}

#[test]
fn the_house_is_cleaned_by_no_more_than_there_are_cores() {
    let shop = Process::start("burgers");
    let moments = run(&shop, "dirty-house?rooms=5&speed=20");
    let cores = moments[0]["cores"].as_u64().unwrap() as usize;
    let begins = |moment: &&[Value]| moment[0]["kind"] == "part";
    let parts: Vec<_> = moments
        .chunk_by(|_, next| next["kind"] != "part")
        .filter(begins)
        .collect();
    assert_eq!(parts.len(), 3);
    for (part, (at_once, turns)) in parts.into_iter().zip([(1, 1), (1, 6), (cores, 1)]) {
        assert!(most_at_once(part, "room", &["being_cleaned"]) <= at_once);
        let rooms = lives(part, "room");
        assert_eq!(rooms.len(), 5);
        for life in rooms.into_values() {
            let turn = ["dirty", "being_cleaned"];
            let expected: Vec<_> = [turn].repeat(turns).concat();
            assert_eq!(life[..life.len() - 1], expected);
            assert_eq!(life.last().unwrap(), "clean");
        }
    }
}

#[test]
fn what_makes_no_sense_is_a_422() {
    let shop = Process::start("burgers");
    let (head, body) = shop.ask("GET", "/run/pub?customers=61&speed=0&cooks=some", "");
    assert!(head.starts_with("HTTP/1.1 422"), "{head}");
    let body: Value = body.parse().unwrap();
    let errors = body["detail"].as_array().unwrap().iter();
    let told: Vec<_> = errors
        .map(|error| error["loc"][1].as_str().unwrap())
        .collect();
    assert_eq!(told, ["scenario", "customers", "cooks", "speed"]);
}

#[test]
fn few_run_at_a_time_and_who_leaves_makes_place() {
    let shop = Process::start("burgers");
    let viewers: Vec<_> = (0..4).map(|_| begin(&shop)).collect();
    let (head, body) = shop.ask("GET", "/run/bank", "");
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    assert!(body.contains("Every place is taken"), "{body}");

    drop(viewers);
    let left = Instant::now();
    while shop.ask("GET", "/run/bank?customers=1&speed=100", "").0[9..12] != *"200" {
        // The run that they left would have taken two minutes.
        assert!(left.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(50));
    }
    let (ended_well, log) = shop.stop();
    assert!(ended_well, "{log}");
}

/// Begins a long run, and reads no more of it than that it has begun.
fn begin(shop: &Process) -> TcpStream {
    let mut viewer = TcpStream::connect(shop.address).unwrap();
    let path = "/run/bank?customers=60&tellers=1&speed=0.5";
    write!(viewer, "GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n").unwrap();
    let mut begun = [0; 12];
    viewer.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    viewer
}
