//! Files that change are read again, while the server serves.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use super::current::{Tls, off_the_loop};
use super::stamp::{Stamps, stamps};

/// Looks at the files until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch(JoinHandle<()>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Tls {
    /// Reads the files again when they have changed.
    pub(crate) fn watch(&self) -> Watch {
        Watch(tokio::spawn(watch(self.clone())))
    }
}

async fn watch(tls: Tls) {
    // The stamps of the files at the last look, and of files that could not be used.
    let (mut last, mut unusable): (Option<Stamps>, Option<Stamps>) = (None, None);
    let mut told = Instant::now();
    loop {
        sleep(BETWEEN_LOOKS).await;
        if told.elapsed() >= BETWEEN_LINES {
            told = Instant::now();
            tls.current().tell_of_the_end();
        }
        let files = tls.clone();
        let now = off_the_loop(move || stamps(files.settings().files())).await;
        if now == tls.current().stamps {
            unusable = None;
            continue;
        }
        // A certificate and its key are written one after the other: they have to rest.
        let rests = last.as_ref() == Some(&now);
        last = Some(now.clone());
        if !rests || unusable.as_ref() == Some(&now) {
            continue;
        }
        let read = tls.clone();
        match off_the_loop(move || read.reload()).await {
            Ok(()) => info!("the TLS files have changed, and are in use"),
            Err(error) => {
                warn!(
                    "the TLS files have changed, and cannot be used: the previous ones stay in use: {error}"
                );
                unusable = Some(now);
            }
        }
    }
}

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// On a certificate that is about to expire.
const BETWEEN_LINES: Duration = Duration::from_hours(24);
