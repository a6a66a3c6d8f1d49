//! A client of WebSockets, which asks as fast as it is answered and compares every answer.
//!
//! `sockets_load --port N --path /echo --size BYTES --connections C --seconds S --pid P [--compression on]` sends a
//! message on each connection, the next one once it has its answer, and prints one JSON object: what was received in
//! the time, and the CPU time of the process P meanwhile. With `--room on` the first connection sends, and a message is
//! answered when all have it.
//!
//! Without `--seconds` it reads numbers from its standard input, a line each, sends so many messages, one after another,
//! and prints a line.
//!
//! One thread. What is sent is compressed and masked beforehand.

use std::fs;
use std::io::{self, BufRead as _, Write as _};
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use twinlane_benches::catalogue::item;
use twinlane_benches::flags;
use twinlane_websocket::{Agreed, ClientHandshake, Event, Reader, Writer};

/// So many bytes of different messages: more than a compressor looks back.
const BYTES_OF_ALL: usize = 256 << 10;

/// The time in which a server has put all into its room.
const SETTLE: Duration = Duration::from_millis(300);

/// The clock of `/proc/PID/stat`: Linux tells all programs this one.
const TICKS_PER_SECOND: f64 = 100.0;

const LONGEST: usize = 1 << 20;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> io::Result<()> {
    let asked = Asked::new();
    let count = flags::value("--connections").unwrap_or(1);
    let mut members = Vec::new();
    for _ in 0..count {
        members.push(Member::connect(&asked).await?);
    }
    let agreed = members.first().map(|first| first.agreed);
    let messages = messages(asked.size, agreed.unwrap_or_default());
    let groups = if is_on("--room") {
        sleep(SETTLE).await;
        vec![Group::new(members, messages)]
    } else {
        let alone = members.into_iter().map(|member| vec![member]);
        alone
            .map(|members| Group::new(members, messages.clone()))
            .collect()
    };
    match flags::value("--seconds") {
        Some(seconds) => measure(groups, seconds).await,
        None => obey(groups).await,
    }
}

/// Keeps all groups busy for the time, and prints what has come of it.
async fn measure(groups: Vec<Group>, seconds: f64) -> io::Result<()> {
    let pid = flags::required("--pid");
    let (begun, cpu) = (Instant::now(), cpu_seconds(pid)?);
    let end = begun + Duration::from_secs_f64(seconds);
    let mut busy = JoinSet::new();
    for mut group in groups {
        busy.spawn(async move {
            while Instant::now() < end {
                group.exchange().await?;
            }
            io::Result::Ok(group)
        });
    }
    let (mut messages, mut bytes) = (0, 0);
    while let Some(group) = busy.join_next().await {
        let group = group.map_err(io::Error::other)??;
        messages += group.received;
        bytes += group.bytes();
    }
    let (taken, cpu) = (begun.elapsed(), cpu_seconds(pid)? - cpu);
    let answer = json!({
        "messages": messages,
        "bytes": bytes,
        "seconds": taken.as_secs_f64(),
        "cpu_seconds": cpu,
    });
    writeln!(io::stdout(), "{answer}")
}

/// Sends as many messages as it is told, and says when they have been answered.
async fn obey(mut groups: Vec<Group>) -> io::Result<()> {
    writeln!(io::stdout(), "open")?;
    for line in io::stdin().lock().lines() {
        let times: u64 = line?.trim().parse().map_err(io::Error::other)?;
        let mut bytes = 0;
        for group in &mut groups {
            for _ in 0..times {
                group.exchange().await?;
            }
            bytes += group.bytes();
        }
        writeln!(io::stdout(), "{bytes}")?;
    }
    Ok(())
}

/// The command line.
struct Asked {
    port: u16,
    path: String,
    size: usize,
    compression: bool,
}

impl Asked {
    fn new() -> Self {
        Self {
            port: flags::required("--port"),
            path: flags::required("--path"),
            size: flags::required("--size"),
            compression: is_on("--compression"),
        }
    }
}

fn is_on(flag: &str) -> bool {
    flags::value::<String>(flag).is_some_and(|value| value == "on")
}

/// A text, and its frame as a client sends it, which refers to no other.
#[derive(Clone)]
struct Message {
    text: String,
    frame: Bytes,
}

/// Different messages of this size.
fn messages(size: usize, agreed: Agreed) -> Vec<Message> {
    let count = (BYTES_OF_ALL / size.max(1)).max(8);
    let mut items = (1..).map(item);
    let mut message = || {
        let mut text = String::new();
        while text.len() < size {
            text += &items.next().expect("there is no last number");
        }
        text.truncate(size);
        let mut frame = BytesMut::new();
        Writer::client(agreed).write_text(&text, &mut frame);
        Message {
            text,
            frame: frame.freeze(),
        }
    };
    (0..count).map(|_| message()).collect()
}

/// Connections of which the first sends, and all receive.
struct Group {
    members: Vec<Member>,
    messages: Vec<Message>,
    sent: usize,
    received: u64,
}

impl Group {
    fn new(members: Vec<Member>, messages: Vec<Message>) -> Self {
        Self {
            members,
            messages,
            sent: 0,
            received: 0,
        }
    }

    /// Sends a message, and receives it everywhere.
    async fn exchange(&mut self) -> io::Result<()> {
        let message = &self.messages[self.sent % self.messages.len()];
        self.sent += 1;
        if let Some(first) = self.members.first_mut() {
            first.stream.write_all(&message.frame).await?;
        }
        for member in &mut self.members {
            let text = member.receive().await?;
            if text != message.text {
                let error = format!("sent {:?}, received {text:?}", message.text);
                return Err(io::Error::other(error));
            }
            self.received += 1;
        }
        Ok(())
    }

    /// The bytes that have been received on the wire.
    fn bytes(&self) -> usize {
        self.members.iter().map(|member| member.bytes).sum()
    }
}

/// One connection.
struct Member {
    stream: TcpStream,
    agreed: Agreed,
    reader: Reader,
    input: BytesMut,
    bytes: usize,
}

impl Member {
    async fn connect(asked: &Asked) -> io::Result<Self> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, asked.port)).await?;
        stream.set_nodelay(true)?;
        let handshake = ClientHandshake::new(asked.compression);
        let mut request = format!("GET {} HTTP/1.1\r\nhost: 127.0.0.1\r\n", asked.path);
        for (name, value) in &handshake.headers() {
            let value = value.to_str().map_err(io::Error::other)?;
            request.extend([name.as_str(), ": ", value, "\r\n"]);
        }
        stream
            .write_all(format!("{request}\r\n").as_bytes())
            .await?;
        let (status, headers) = read_head(&mut stream).await?;
        let agreed = handshake
            .check(status, &headers)
            .map_err(io::Error::other)?;
        if agreed.is_compressed() != asked.compression {
            return Err(io::Error::other("not agreed on compression"));
        }
        Ok(Self {
            stream,
            agreed,
            reader: Reader::client(agreed, LONGEST),
            input: BytesMut::new(),
            bytes: 0,
        })
    }

    /// The next text.
    async fn receive(&mut self) -> io::Result<String> {
        loop {
            match self.reader.read(&mut self.input) {
                Some(Event::Text(text)) => return Ok(text),
                Some(Event::Ping(_) | Event::Pong(_)) => {}
                Some(other) => return Err(io::Error::other(format!("received {other:?}"))),
                None => {
                    self.input.reserve(32 << 10);
                    match self.stream.read_buf(&mut self.input).await? {
                        0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                        read => self.bytes += read,
                    }
                }
            }
        }
    }
}

/// The head of the answer to a handshake, to the byte: what comes behind it are frames.
async fn read_head(stream: &mut TcpStream) -> io::Result<(StatusCode, HeaderMap)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status
        .unwrap_or_default()
        .parse()
        .map_err(io::Error::other)?;
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name: HeaderName = name.parse().map_err(io::Error::other)?;
        let value: HeaderValue = value.trim().parse().map_err(io::Error::other)?;
        headers.append(name, value);
    }
    Ok((status, headers))
}

/// User and system time of the process.
fn cpu_seconds(pid: u32) -> io::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    Ok(ticks / TICKS_PER_SECOND)
}
