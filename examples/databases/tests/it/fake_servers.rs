//! Servers for blocking clients: as little of HTTP and PostgreSQL as they need, on 127.0.0.1.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Answers every request with `pong`, in tasks of the runtime it is called in: one that is held up does not answer.
pub(crate) async fn http() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_http(stream));
        }
    });
    address
}

/// A request has no body, so that it ends with its head.
async fn answer_http(mut stream: tokio::net::TcpStream) -> io::Result<()> {
    let mut request = Vec::new();
    while stream.read_buf(&mut request).await? > 0 {
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\npong";
            stream.write_all(answer).await?;
        }
    }
    Ok(())
}

/// A PostgreSQL server that lets everybody in and answers every simple query with one row of one column, `1`.
#[derive(Clone)]
pub(crate) struct Postgres {
    pub(crate) address: SocketAddr,
    /// The number of clients that have said goodbye.
    ended: Arc<AtomicUsize>,
}

impl Postgres {
    /// Starts the server in threads of its own, which end with the process.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ended = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&ended);
        in_a_thread(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let ended = Arc::clone(&counter);
                in_a_thread(move || {
                    if serve_postgres(stream).is_ok() {
                        ended.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { address, ended }
    }

    /// Waits until so many clients have said goodbye, rather than vanished.
    pub(crate) async fn wait_for_ended(&self, clients: usize) {
        for _ in 0..10_000 {
            if self.ended.load(Ordering::SeqCst) == clients {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("{:?} clients have ended, not {clients}", self.ended);
    }
}

fn in_a_thread(run: impl FnOnce() + Send + 'static) {
    let builder = thread::Builder::new().name("fake server".to_owned());
    builder.spawn(run).unwrap();
}

/// One session: the start-up, then simple queries until the client says goodbye.
fn serve_postgres(mut stream: TcpStream) -> io::Result<()> {
    // The start-up message has no tag: its length, the version of the protocol, names and values.
    read_rest(&mut stream)?;
    stream.write_all(&welcome())?;
    loop {
        let mut tag = [0];
        stream.read_exact(&mut tag)?;
        read_rest(&mut stream)?;
        match &tag {
            b"Q" => stream.write_all(&one_row())?,
            b"X" => return Ok(()),
            other => return Err(io::Error::other(format!("no answer to {other:?}"))),
        }
    }
}

/// A message from its length on, which counts itself.
fn read_rest(stream: &mut TcpStream) -> io::Result<()> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let rest = u64::from(u32::from_be_bytes(length)).saturating_sub(4);
    io::copy(&mut stream.take(rest), &mut io::sink())?;
    Ok(())
}

fn welcome() -> Vec<u8> {
    let authentication_ok = message(b'R', &0_i32.to_be_bytes());
    let parameter_status = message(b'S', b"client_encoding\0UTF8\0");
    // The number of the process and the key to cancel with.
    let backend_key_data = message(b'K', &[0, 0, 0, 1, 0, 0, 0, 2]);
    [
        authentication_ok,
        parameter_status,
        backend_key_data,
        ready_for_query(),
    ]
    .concat()
}

fn one_row() -> Vec<u8> {
    const ONE_COLUMN: [u8; 2] = 1_i16.to_be_bytes();
    let column = [
        &ONE_COLUMN[..],
        b"one\0",
        &0_i32.to_be_bytes(), // of no table,
        &0_i16.to_be_bytes(), // so no column of one
        &23_i32.to_be_bytes(),
        &4_i16.to_be_bytes(), // an int4 has 4 bytes
        &(-1_i32).to_be_bytes(),
        &0_i16.to_be_bytes(), // as text
    ]
    .concat();
    let value = [&ONE_COLUMN[..], &1_i32.to_be_bytes(), b"1"].concat();
    let row_description = message(b'T', &column);
    let data_row = message(b'D', &value);
    let command_complete = message(b'C', b"SELECT 1\0");
    [
        row_description,
        data_row,
        command_complete,
        ready_for_query(),
    ]
    .concat()
}

fn ready_for_query() -> Vec<u8> {
    message(b'Z', b"I")
}

fn message(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4).unwrap();
    [&[tag], &length.to_be_bytes()[..], content].concat()
}
