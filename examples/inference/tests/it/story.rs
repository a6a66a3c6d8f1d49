use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::process::Process;

fn letters(service: &Process, query: &str) -> String {
    let (head, body) = service.ask("GET", &format!("/story?{query}"), "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert!(body.contains("event: end\n"), "{body}");
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter_map(|letter| serde_json::from_str::<String>(letter).ok())
        .collect()
}

fn now(service: &Process) -> (u64, u64) {
    let (_, body) = service.ask("GET", "/stories", "");
    let counts: Value = serde_json::from_str(&body).unwrap();
    let count = |name: &str| counts[name].as_u64().unwrap();
    (count("going_on"), count("letters"))
}

#[test]
fn a_story_has_as_many_letters_as_asked_and_is_the_same_again() {
    let service = Process::start("inference");
    let story = letters(&service, "prompt=the%20data&letters=120&seed=1");
    assert_eq!(story.chars().count(), 120);
    assert_eq!(
        letters(&service, "prompt=the%20data&letters=120&seed=1"),
        story
    );
    assert_ne!(
        letters(&service, "prompt=the%20data&letters=120&seed=2"),
        story
    );
    // At a low temperature it keeps to words that it has read.
    let likely = letters(&service, "prompt=the%20&letters=120&temperature=0.1");
    assert!(
        likely.contains(" the ") || likely.contains(" of "),
        "{likely}"
    );
    assert_eq!(now(&service), (0, 480));
}

#[test]
fn a_reader_who_leaves_ends_the_story() {
    let service = Process::start("inference");
    let mut reader = TcpStream::connect(service.address).unwrap();
    write!(
        reader,
        "GET /story?letters=10000 HTTP/1.1\r\nhost: shop\r\n\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(reader).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("data: ")));
    assert_eq!(now(&service).0, 1);
    drop(lines);

    let end = Instant::now() + Duration::from_secs(20);
    while now(&service).0 > 0 {
        assert!(Instant::now() < end, "the story goes on");
        sleep(Duration::from_millis(20));
    }
    let (_, letters) = now(&service);
    assert!((1..10_000).contains(&letters), "{letters}");
    sleep(Duration::from_millis(200));
    assert_eq!(now(&service), (0, letters));
}

#[test]
fn what_makes_no_story_is_refused() {
    let service = Process::start("inference");
    for query in [
        "temperature=nan",
        "temperature=0",
        "temperature=inf",
        "letters=0",
        "letters=10001",
        "seed=-1",
    ] {
        let (head, body) = service.ask("GET", &format!("/story?{query}"), "");
        assert!(head.starts_with("HTTP/1.1 422"), "{query}: {head}\n{body}");
    }
}
