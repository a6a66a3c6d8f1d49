//! The certificates that are in use, which may be replaced.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;

use super::config::{Loaded, load};
use super::error::TlsError;
use super::settings::TlsSettings;

/// The TLS of a server. Clones share what is in use.
#[derive(Debug, Clone)]
pub(crate) struct Tls(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: TlsSettings,
    has_http2: bool,
    current: RwLock<Arc<Loaded>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// All that is wrong with them.
    pub(crate) async fn load(settings: &TlsSettings, has_http2: bool) -> Result<Self, TlsError> {
        let settings = settings.clone();
        off_the_loop(move || {
            let loaded = load(&settings, has_http2)?;
            loaded.tell_of_the_end();
            Ok(Self(Arc::new(Shared {
                settings,
                has_http2,
                current: RwLock::new(Arc::new(loaded)),
            })))
        })
        .await
    }

    /// The configuration for the next handshake.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.current().config)
    }

    /// True if one of the certificates is for this name or address.
    pub(crate) fn is_for(&self, host: &str) -> bool {
        self.current().is_for(host)
    }

    pub(super) fn current(&self) -> Arc<Loaded> {
        let current = self.0.current.read();
        Arc::clone(&current.unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn settings(&self) -> &TlsSettings {
        &self.0.settings
    }

    /// Reads the files again. Connections that are there keep what they have. It blocks.
    ///
    /// # Errors
    ///
    /// All that is wrong with them: what is in use stays.
    pub(super) fn reload(&self) -> Result<(), TlsError> {
        let loaded = load(&self.0.settings, self.0.has_http2)?;
        loaded.tell_of_the_end();
        let mut current = self
            .0
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(loaded);
        Ok(())
    }
}

impl TlsSettings {
    /// Reads the TLS files and checks that TLS can be served with them. Call it before the rest of the program starts.
    ///
    /// It checks that each certificate can be read, is valid now, and fits its key.
    ///
    /// # Errors
    ///
    /// Everything that is wrong: each reason names the file or the option.
    pub async fn check(&self) -> Result<(), TlsError> {
        if !self.is_on() {
            return Ok(());
        }
        let settings = self.clone();
        off_the_loop(move || load(&settings, false).map(drop)).await
    }
}

/// Files are read in a thread: a disk, or a network behind it, may take its time.
pub(super) async fn off_the_loop<T: Send + 'static>(
    read: impl FnOnce() -> T + Send + 'static,
) -> T {
    match tokio::task::spawn_blocking(read).await {
        Ok(value) => value,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // A runtime that ends drops what waits for it first.
            Err(_) => std::future::pending().await,
        },
    }
}
