//! Latencies of one operation while other connections keep another one busy.
//!
//! `load --port N --seconds S [--connections C --busy PATH]` sends `GET /ping` on a schedule, meanwhile keeps C
//! connections asking for PATH without pause, and prints one JSON object. The schedule goes on while an answer is
//! awaited, so that a stall counts once for every request that it would have held up, not once. Threads and blocking
//! sockets: no event loop of the client's adds to what is measured.
//!
//! `load --calibrate` prints how many steps of `/cpu` this machine makes in a millisecond.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use serde_json::json;
use twinlane_benches::{compute, flags};

/// Connections that ping, so that no single worker's luck decides.
const PINGING: u32 = 4;

/// Between two pings on one connection.
const INTERVAL: Duration = Duration::from_millis(8);

/// No operation here takes so long, not even where 100 connections block a server of one thread for 100 ms each: past
/// it, the run has failed.
const PATIENCE: Duration = Duration::from_mins(1);

fn main() -> io::Result<()> {
    if std::env::args().any(|argument| argument == "--calibrate") {
        return writeln!(io::stdout(), "{}", compute::steps_per_millisecond());
    }
    let port = flags::required("--port");
    let length = Duration::from_secs(flags::required("--seconds"));
    let connections = flags::value("--connections").unwrap_or(0);
    let busy_path: String = flags::value("--busy").unwrap_or_default();
    let start = Instant::now();
    let (latencies, answered, dropped) = scope(|scope| {
        let busy: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| keep_busy(port, &busy_path, start + length)))
            .collect();
        let pinging: Vec<_> = (0..PINGING)
            .map(|index| {
                scope.spawn(move || ping(port, start + INTERVAL * index / PINGING, start + length))
            })
            .collect();
        let (mut latencies, mut answered, mut dropped) = (Vec::new(), 0, 0);
        for thread in pinging {
            let (waited, lost) = thread.join().expect("a pinging thread does not panic")?;
            latencies.extend(waited);
            dropped += lost;
        }
        for thread in busy {
            let (got, lost) = thread.join().expect("a busy thread does not panic")?;
            answered += got;
            dropped += lost;
        }
        io::Result::Ok((latencies, answered, dropped))
    })?;
    let busy_per_second = f64::from(answered) / start.elapsed().as_secs_f64();
    writeln!(
        io::stdout(),
        "{}",
        summary(latencies, busy_per_second, dropped)
    )
}

/// Pings on a schedule and returns every latency, and how many connections the server dropped. The pings that were due
/// while another had no answer yet are not sent: on connections of their own they would have waited for the same
/// moment, and count as having done so. A dropped one has waited at least until then.
fn ping(port: u16, first: Instant, end: Instant) -> io::Result<(Vec<Duration>, u32)> {
    let mut client = Client::connect(port)?;
    let (mut latencies, mut dropped) = (Vec::new(), 0);
    let mut due = first;
    while due < end {
        sleep(due.saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        dropped += u32::from(!client.is_answered("/ping")?);
        let answered = Instant::now();
        latencies.push(answered - sent);
        due += INTERVAL;
        while due < answered.min(end) {
            latencies.push(answered - due);
            due += INTERVAL;
        }
    }
    Ok((latencies, dropped))
}

/// Asks for the path without pause until the end, and returns how often it was answered and how often dropped.
fn keep_busy(port: u16, path: &str, end: Instant) -> io::Result<(u32, u32)> {
    let mut client = Client::connect(port)?;
    let (mut answered, mut dropped) = (0, 0);
    while Instant::now() < end {
        if client.is_answered(path)? {
            answered += 1;
        } else {
            dropped += 1;
        }
    }
    Ok((answered, dropped))
}

fn summary(mut latencies: Vec<Duration>, busy_per_second: f64, dropped: u32) -> serde_json::Value {
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
        "dropped": dropped,
    })
}

/// One keep-alive connection.
struct Client {
    port: u16,
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
            port,
            stream: BufReader::new(stream),
            head: String::new(),
            body: Vec::new(),
        })
    }

    /// Sends a GET and reads its answer; where the server drops the connection instead, as one does whose timeouts ran
    /// out while it was blocked, the next request has a new one.
    fn is_answered(&mut self, path: &str) -> io::Result<bool> {
        use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
        match self.get(path) {
            Ok(()) => Ok(true),
            Err(error) if matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof) => {
                *self = Self::connect(self.port)?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Sends a GET and reads its answer to the end.
    fn get(&mut self, path: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").as_bytes())?;
        match self.read_head()? {
            Length::Known(length) => self.read_body(length),
            Length::Chunked => self.read_chunks(),
        }
    }

    /// Reads to the empty line.
    fn read_head(&mut self) -> io::Result<Length> {
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
        let head = self.head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| {
            line.strip_prefix("content-length:")
                .and_then(|value| value.trim().parse().ok())
        });
        match length {
            Some(length) => Ok(Length::Known(length)),
            None if head.contains("transfer-encoding: chunked") => Ok(Length::Chunked),
            None => Err(io::Error::other("an answer without a length")),
        }
    }

    fn read_body(&mut self, length: usize) -> io::Result<()> {
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)
    }

    /// Reads to the chunk of no bytes; no server here sends trailers.
    fn read_chunks(&mut self) -> io::Result<()> {
        loop {
            self.head.clear();
            self.stream.read_line(&mut self.head)?;
            let length = usize::from_str_radix(self.head.trim_end(), 16)
                .map_err(|_| io::Error::other(format!("not a chunk: {}", self.head)))?;
            self.read_body(length + "\r\n".len())?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}

/// The length of an answer's body, as the answer tells it.
enum Length {
    Known(usize),
    Chunked,
}
