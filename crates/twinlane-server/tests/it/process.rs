//! Tests that need a process of their own: signals, and running out of file descriptors.
//!
//! The tests start this program again, with a variable that makes one test serve.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use twinlane_server::{Connection, Server, Settings, stop_signal};

use crate::client::Echo;
use crate::log::Lines;

const SERVES: &str = "TWINLANE_TEST_SERVES";
/// Set, the program leaves a few file descriptors and takes all others.
const TAKES_FILES: &str = "TWINLANE_TEST_TAKES_FILES";

/// Serves until a signal, with a line that says where, and one with what it logged.
#[tokio::test]
async fn serves_where_told_to() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let (lines, _log) = Lines::keep("twinlane_server");
    let server = Server::bind(&Settings::default().port(0)).await.unwrap();
    let mut files: Vec<_> = std::iter::repeat_with(|| std::fs::File::open("/dev/null"))
        .take_while(|file| std::env::var_os(TAKES_FILES).is_some() && file.is_ok())
        .collect();
    files.truncate(files.len().saturating_sub(6));
    println!("serves on {}", server.local_addr().unwrap());
    let echo = Echo::default();
    server
        .serve(move |_: &Connection| echo.clone(), stop_signal())
        .await;
    println!("logged {:?}", lines.text());
}

#[test]
fn the_first_signal_finishes_what_is_in_flight() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Process::start("exec");
        let mut client = server.in_flight();
        server.signal(signal);
        server.wait_until_refused();

        client.write_all(b"end").unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(server.child.wait().unwrap().success());
    }
}

#[test]
fn the_second_signal_ends_the_process_at_once() {
    let mut server = Process::start("exec");
    let mut client = server.in_flight();
    server.signal("-TERM");
    server.wait_until_refused();

    server.signal("-INT");
    assert_eq!(server.child.wait().unwrap().code(), Some(1));
    let mut answer = String::new();
    let _ = client.read_to_string(&mut answer);
    assert_eq!(answer, "");
}

#[test]
fn a_server_keeps_file_descriptors_for_other_things_than_connections() {
    // A quarter of them, but 32 at least.
    let mut server = Process::start("ulimit -n 40 && exec");
    let clients: Vec<_> = (0..8).map(|_| server.connect().unwrap()).collect();
    clients.iter().for_each(answered);
    let mut refused = server.connect().unwrap();
    let mut response = String::new();
    refused.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 503 "), "{response}");

    drop(clients);
    server.signal("-TERM");
    let logged = server.logged();
    assert!(
        logged.contains("connections are refused with 503"),
        "{logged}"
    );
}

#[test]
fn a_server_without_file_descriptors_goes_on_when_it_has_some() {
    let mut server = Process::start(&format!("ulimit -n 64 && {TAKES_FILES}=1 exec"));
    let many: Vec<_> = (0..20).map(|_| server.connect().unwrap()).collect();
    // With all of its descriptors taken, the server answers those that it has accepted.
    answered(&many[0]);
    let last = many.into_iter().next_back().unwrap();
    answered(&last);

    drop(last);
    server.signal("-TERM");
    let logged = server.logged();
    assert!(
        logged.contains("cannot accept a connection: Too many open files"),
        "{logged}"
    );
}

fn answered(mut client: &TcpStream) {
    client.write_all(GET).unwrap();
    client.read_exact(&mut [0; 15]).unwrap();
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";

struct Process {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    address: SocketAddr,
}

impl Process {
    /// `how` is what the shell puts before the program.
    fn start(how: &str) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("{how} \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "process::serves_where_told_to", "--nocapture"])
            .env(SERVES, "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let address = line_after(&mut output, "serves on ");
        Self {
            child,
            output,
            address: address.trim().parse().unwrap(),
        }
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(self.address)
    }

    /// A request that the server has begun and that waits for the rest of its body: the three bytes `end`.
    fn in_flight(&self) -> TcpStream {
        let mut client = self.connect().unwrap();
        client
            .write_all(b"POST /body HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n")
            .unwrap();
        let mut goes_on = [0; 25];
        client.read_exact(&mut goes_on).unwrap();
        assert_eq!(&goes_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        client
    }

    fn signal(&self, signal: &str) {
        let process = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &process]).status();
        assert!(status.unwrap().success());
    }

    fn wait_until_refused(&self) {
        while self.connect().is_ok() {
            std::thread::yield_now();
        }
    }

    fn logged(&mut self) -> String {
        line_after(&mut self.output, "logged ")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rest of the first line with this text: the test harness prints on the same line.
fn line_after(output: &mut impl BufRead, text: &str) -> String {
    loop {
        let mut line = String::new();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "no `{text}`");
        if let Some((_, rest)) = line.split_once(text) {
            return rest.to_owned();
        }
    }
}
