//! A connection that is refused before HTTP: it gets a response, and is closed.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::stream::Stream;

/// Writes the response and ends the connection. `false`: its client does not listen, and has not been told.
pub(crate) async fn refuse(stream: Stream, response: &[u8]) -> bool {
    let told = timeout(LONGEST, tell(stream, response)).await;
    matches!(told, Ok(Ok(())))
}

/// Reads a little of what was sent: closed with something unread, a connection is reset, and the response may be lost.
async fn tell(mut stream: Stream, response: &[u8]) -> io::Result<()> {
    stream.write_all(response).await?;
    stream.shutdown().await?;
    let mut unread = [0; 4096];
    for _ in 0..MOST_DISCARDED {
        if stream.read(&mut unread).await? == 0 {
            break;
        }
    }
    Ok(())
}

const LONGEST: Duration = Duration::from_secs(1);
const MOST_DISCARDED: usize = 16;
