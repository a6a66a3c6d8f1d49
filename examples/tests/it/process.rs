//! An example as a running program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A started example; ended when dropped.
pub(crate) struct Process {
    child: Child,
    log: BufReader<ChildStderr>,
    /// The lines of the start-up banner.
    pub(crate) banner: Vec<String>,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts an example on a port that is free, and waits for its banner.
    pub(crate) fn start(example: &str) -> Self {
        Self::start_in(example, &std::env::temp_dir())
    }

    /// As [`start`](Self::start), with a temporary folder of its own.
    pub(crate) fn start_in(example: &str, temporary: &Path) -> Self {
        Self::start_with(example, "TMPDIR", temporary)
    }

    /// As [`start`](Self::start), with a variable of its environment.
    pub(crate) fn start_with(example: &str, variable: &str, value: &Path) -> Self {
        let mut child = Command::new(program(example))
            .args(["--port", "0"])
            .env_remove("RUST_LOG")
            .env(variable, value)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the example is built beside its test");
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut banner = Vec::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(
                log.read_line(&mut line).unwrap(),
                0,
                "ended without a banner: {banner:?}"
            );
            let address = line
                .split("http://")
                .nth(1)
                .and_then(|rest| rest.split_whitespace().next()?.parse().ok());
            banner.push(line);
            if let Some(address) = address {
                break address;
            }
        };
        Self {
            child,
            log,
            banner,
            address,
        }
    }

    /// Sends a request with JSON and reads the whole answer: its head and its body.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> (String, String) {
        self.send(method, path, "application/json", body)
    }

    /// As [`ask`](Self::ask), with content of any type.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: &str,
    ) -> (String, String) {
        let headers = format!("content-type: {content_type}\r\n");
        self.send_with(method, path, &headers, body)
    }

    /// As [`ask`](Self::ask), with these headers, each ended with `\r\n`.
    pub(crate) fn send_with(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> (String, String) {
        self.begin(method, path, headers, body).finish()
    }

    /// Sends a request and does not wait for its answer.
    pub(crate) fn begin(&self, method: &str, path: &str, headers: &str, body: &str) -> Begun {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        Begun(stream)
    }

    /// Asks it to stop, and returns whether it ended well, with the rest of its log.
    pub(crate) fn stop(mut self) -> (bool, String) {
        let stopped = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(stopped.success());
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (status.success(), rest)
    }
}

/// A request that was sent.
pub(crate) struct Begun(TcpStream);

impl Begun {
    /// Reads the whole answer: its head and its body.
    pub(crate) fn finish(mut self) -> (String, String) {
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    /// The status of its answer, as soon as that is there.
    pub(crate) fn status(self) -> u16 {
        let mut line = String::new();
        BufReader::new(&self.0).read_line(&mut line).unwrap();
        line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// True if a part of the answer has arrived.
    pub(crate) fn has_answered(&self) -> bool {
        self.0.set_nonblocking(true).unwrap();
        let there = self.0.peek(&mut [0]).is_ok_and(|bytes| bytes > 0);
        self.0.set_nonblocking(false).unwrap();
        there
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn program(example: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join(example)
}
