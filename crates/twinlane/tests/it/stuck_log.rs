//! A process whose standard output is a pipe that nobody reads goes on serving.
//!
//! The test starts this program again, for the one test that serves where a variable tells it to.

#![expect(
    clippy::disallowed_methods,
    reason = "a process is read while it is served"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use twinlane::prelude::*;
use twinlane::{Settings, log};

const SERVES: &str = "TWINLANE_TEST_STUCK_LOG";

#[get("/")]
async fn root() -> &'static str {
    "served"
}

#[test]
fn serves_with_an_access_log_if_told_to() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let settings = Settings::new().port(0).access_log(true);
    log::start(&settings);
    let runtime = twinlane::__private::RuntimeBuilder::new();
    let served = twinlane::__private::run_main(runtime, async {
        let app = App::new().routes(routes![root]);
        app.serve_with(settings).await
    });
    served.unwrap();
    // The test harness would wait for the pipe, to say that the test has passed.
    std::process::exit(0);
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Process {
    fn start() -> (Self, String, Receiver<String>) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "stuck_log::serves_with_an_access_log_if_told_to",
                "--nocapture",
            ])
            .env(SERVES, "1")
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map(Self)
            .unwrap();
        let errors = lines(child.0.stderr.take().unwrap());
        let line = errors
            .iter()
            .find(|line| line.contains("serves on"))
            .unwrap();
        let address = line
            .split("http://")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap();
        (child, address.to_owned(), errors)
    }

    fn terminate(&mut self) -> bool {
        let id = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
        self.0.wait().unwrap().success()
    }
}

fn lines(errors: ChildStderr) -> Receiver<String> {
    let (line, lines) = channel();
    std::thread::spawn(move || {
        for text in BufReader::new(errors).lines() {
            let _ = line.send(text.unwrap());
        }
    });
    lines
}

/// A line of four kilobytes for each.
fn get(address: &str, requests: usize) {
    let mut client = TcpStream::connect(address).unwrap();
    let query = "x".repeat(4000);
    let request = format!("GET /?{query} HTTP/1.1\r\nhost: a\r\n\r\n");
    let mut response = [0; 15];
    for _ in 0..requests {
        client.write_all(request.as_bytes()).unwrap();
        client.read_exact(&mut response).unwrap();
        assert_eq!(&response, b"HTTP/1.1 200 OK");
        let mut rest = [0; 1];
        let mut text = String::new();
        while !text.ends_with("\"served\"") {
            client.read_exact(&mut rest).unwrap();
            text.push(char::from(rest[0]));
        }
    }
}

/// More than the pipe and the queue hold.
const MANY: usize = 600;

#[test]
fn a_pipe_that_nobody_reads_holds_no_request_up() {
    let (mut process, address, errors) = Process::start();
    get(&address, MANY);
    // Now it is read: what there was no room for is told, and the log goes on.
    let mut output = BufReader::new(process.0.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        text
    });
    let told = errors
        .iter()
        .find(|line| line.contains("access log are lost"));
    let told = told.unwrap();
    let dropped = told.split("dropped=").nth(1).unwrap().trim();
    let dropped: usize = dropped.split(' ').next().unwrap().parse().unwrap();
    get(&address, 1);
    assert!(process.terminate());
    let text = reader.join().unwrap();
    let kept = text.lines().filter(|line| line.contains("\"GET /?xxx"));
    let kept: Vec<_> = kept.collect();
    assert!(dropped > 100, "{dropped}");
    assert_eq!(kept.len() + dropped, MANY + 1);
    for line in kept {
        assert!(line.contains("INFO:     127.0.0.1:"), "{line:.60}");
        assert!(line.ends_with("xxx HTTP/1.1\" 200 OK"));
    }
}

#[test]
fn a_pipe_that_nobody_reads_holds_no_stop_up() {
    let (mut process, address, _errors) = Process::start();
    get(&address, MANY);
    assert!(process.terminate());
}
