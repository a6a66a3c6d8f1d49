//! Latencies of one operation while other connections keep another one busy.
//!
//! `load --port N --seconds S [--connections C --busy PATH]` sends `GET /ping` on a schedule, meanwhile keeps C
//! connections asking for PATH without pause, and prints one JSON object. The schedule goes on while an answer is
//! awaited, so that a stall counts once for every request that it would have held up, not once. Threads and blocking
//! sockets: no event loop of the client's adds to what is measured.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use serde_json::json;
use twinlane_benches::flags;

/// Connections that ping, so that no single worker's luck decides.
const PINGING: u32 = 4;

/// Between two pings on one connection.
const INTERVAL: Duration = Duration::from_millis(8);

/// No operation here takes so long: past it, the run has failed.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> io::Result<()> {
    let port = flags::required("--port");
    let length = Duration::from_secs(flags::required("--seconds"));
    let connections = flags::value("--connections").unwrap_or(0);
    let busy_path: String = flags::value("--busy").unwrap_or_default();
    let start = Instant::now();
    let (latencies, answered) = scope(|scope| {
        let busy: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| keep_busy(port, &busy_path, start + length)))
            .collect();
        let pinging: Vec<_> = (0..PINGING)
            .map(|index| {
                scope.spawn(move || ping(port, start + INTERVAL * index / PINGING, start + length))
            })
            .collect();
        let mut latencies = Vec::new();
        for thread in pinging {
            latencies.extend(thread.join().expect("a pinging thread does not panic")?);
        }
        let mut answered = 0;
        for thread in busy {
            answered += thread.join().expect("a busy thread does not panic")?;
        }
        io::Result::Ok((latencies, answered))
    })?;
    writeln!(
        io::stdout(),
        "{}",
        summary(
            latencies,
            f64::from(answered) / start.elapsed().as_secs_f64()
        )
    )
}

/// Pings on a schedule and returns every latency. The pings that were due while another had no answer yet are not
/// sent: on connections of their own they would have waited for the same moment, and count as having done so.
fn ping(port: u16, first: Instant, end: Instant) -> io::Result<Vec<Duration>> {
    let mut client = Client::connect(port)?;
    let mut latencies = Vec::new();
    let mut due = first;
    while due < end {
        sleep(due.saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        client.get("/ping")?;
        let answered = Instant::now();
        latencies.push(answered - sent);
        due += INTERVAL;
        while due < answered.min(end) {
            latencies.push(answered - due);
            due += INTERVAL;
        }
    }
    Ok(latencies)
}

/// Asks for the path without pause until the end, and returns how often it was answered.
fn keep_busy(port: u16, path: &str, end: Instant) -> io::Result<u32> {
    let mut client = Client::connect(port)?;
    let mut answered = 0;
    while Instant::now() < end {
        client.get(path)?;
        answered += 1;
    }
    Ok(answered)
}

fn summary(mut latencies: Vec<Duration>, busy_per_second: f64) -> serde_json::Value {
    latencies.sort_unstable();
    let at = |per_mille: usize| {
        let last = latencies.len().saturating_sub(1);
        latencies
            .get(last * per_mille / 1000)
            .map(|latency| latency.as_secs_f64() * 1e3)
    };
    json!({
        "pings": latencies.len(),
        "p50_ms": at(500),
        "p99_ms": at(990),
        "max_ms": at(1000),
        "busy_per_second": busy_per_second,
    })
}

/// One keep-alive connection.
struct Client {
    stream: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

impl Client {
    fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
            head: String::new(),
            body: Vec::new(),
        })
    }

    /// Sends a GET and reads its answer to the end.
    fn get(&mut self, path: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").as_bytes())?;
        let length = self.read_head()?;
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)
    }

    /// Reads to the empty line; returns the length of the body.
    fn read_head(&mut self) -> io::Result<usize> {
        self.head.clear();
        while !self.head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut self.head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        if !self.head.starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other(format!(
                "not the answer expected: {}",
                self.head
            )));
        }
        let length = self.head.to_ascii_lowercase().lines().find_map(|line| {
            line.strip_prefix("content-length:")
                .and_then(|value| value.trim().parse().ok())
        });
        length.ok_or_else(|| io::Error::other("an answer without a content-length"))
    }
}
