//! The facts of a request that those know who have brought it: the server, and what stands around the application.

use std::net::SocketAddr;

use crate::root_path::RootPath;

/// The facts of a request beside what HTTP says of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrival {
    /// Who is on the other side.
    pub(crate) client: Option<SocketAddr>,
    /// The path below which the client has found the application.
    pub(crate) root_path: RootPath,
}
